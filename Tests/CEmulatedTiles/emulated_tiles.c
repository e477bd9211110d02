#include "emulated_tiles.h"

#include "../../Sources/CKernels/int8_outliers.h"
#include "../../Sources/CKernels/tile_configuration.h"

#include <stdlib.h>
#include <string.h>

#define TARGET

static void require(int condition) {
    if (!condition) abort();
}

// The state of a thread: its eight tiles, and how many rows and bytes a row each has, 0 where it is not
// configured.
struct tile {
    int rows, row_bytes;
    uint8_t bytes[16][64];
};
static _Thread_local struct tile tiles[8];

// What may be read of memory where a read begins there.
static _Thread_local struct {
    const uint8_t *start, *end;
} readable[3];

static void release(void);

static void configure(const struct tile_configuration *configuration) {
    const struct tile_configuration none = {0};
    require(configuration->palette == 1 && configuration->start_row == 0);
    require(!memcmp(configuration->reserved, none.reserved, sizeof none.reserved));
    release();
    for (int number = 0; number < 16; number++) {
        const int rows = configuration->rows[number];
        const int row_bytes = configuration->row_bytes[number];
        require(number < 8 || (rows == 0 && row_bytes == 0));
        require(rows <= 16 && row_bytes <= 64 && (rows > 0) == (row_bytes > 0));
        if (number < 8) {
            tiles[number].rows = rows;
            tiles[number].row_bytes = row_bytes;
        }
    }
}

static void release(void) { memset(tiles, 0, sizeof tiles); }

static void zero(int number) {
    require(tiles[number].rows > 0);
    memset(tiles[number].bytes, 0, sizeof tiles[number].bytes);
}

static void load(int number, const void *memory, ptrdiff_t stride) {
    struct tile *tile = &tiles[number];
    zero(number);
    for (int row = 0; row < tile->rows; row++) {
        const uint8_t *start = (const uint8_t *)memory + row * stride;
        for (int range = 0; range < 3; range++)
            require(start < readable[range].start || start >= readable[range].end
                    || start + tile->row_bytes <= readable[range].end);
        memcpy(tile->bytes[row], start, tile->row_bytes);
    }
}

static void store(int number, void *memory, ptrdiff_t stride) {
    const struct tile *tile = &tiles[number];
    require(tile->rows > 0);
    for (int row = 0; row < tile->rows; row++)
        memcpy((uint8_t *)memory + row * stride, tile->bytes[row], tile->row_bytes);
}

// Stops where the processor would raise an exception for a product of two tiles.
static void require_product(int sums, int left, int right) {
    const struct tile *target = &tiles[sums], *a = &tiles[left], *b = &tiles[right];
    require(sums != left && sums != right && left != right && target->rows > 0);
    require(target->rows == a->rows && target->row_bytes == b->row_bytes);
    require(a->row_bytes == 4 * b->rows);
}

// TDPBUSD: unsigned bytes by signed ones, four neighbours added to a sum of 32 bits.
static void multiply_bytes(int sums, int left, int right) {
    require_product(sums, left, right);
    struct tile *target = &tiles[sums];
    const struct tile *a = &tiles[left], *b = &tiles[right];
    for (int row = 0; row < target->rows; row++) {
        for (int column = 0; column < target->row_bytes / 4; column++) {
            uint32_t sum;
            memcpy(&sum, &target->bytes[row][4 * column], 4);
            for (int k = 0; k < a->row_bytes; k++)
                sum += (uint32_t)(a->bytes[row][k] * (int8_t)b->bytes[k / 4][4 * column + k % 4]);
            memcpy(&target->bytes[row][4 * column], &sum, 4);
        }
    }
}

#define TILE_CONFIGURE configure
#define TILE_ZERO zero
#define TILE_LOAD load
#define TILE_STORE store
#define TILE_MULTIPLY multiply_bytes
#define TILE_RELEASE release
#include "../../Sources/CKernels/int8_tiles_body.h"

#undef TILE_MULTIPLY

static float float_of(const uint8_t *half) {
    float number;
    uint8_t bytes[4] = {0, 0, half[0], half[1]};
    memcpy(&number, bytes, 4);
    return number;
}

// TDPBF16PS: two neighbours added to a sum.
static void multiply_halves(int sums, int left, int right) {
    require_product(sums, left, right);
    struct tile *target = &tiles[sums];
    const struct tile *a = &tiles[left], *b = &tiles[right];
    for (int row = 0; row < target->rows; row++) {
        for (int column = 0; column < target->row_bytes / 4; column++) {
            float sum;
            memcpy(&sum, &target->bytes[row][4 * column], 4);
            for (int k = 0; k < a->row_bytes; k += 2)
                sum += float_of(&a->bytes[row][k])
                       * float_of(&b->bytes[k / 4][4 * column + k % 4]);
            memcpy(&target->bytes[row][4 * column], &sum, 4);
        }
    }
}

static void store_transposed(const float *sums, const float *bias, ptrdiff_t rows, float *y,
                             ptrdiff_t y_stride) {
    for (int row = 0; row < rows && row < 16; row++) {
        for (int output = 0; output < 16; output++)
            y[row * y_stride + output] = sums[16 * output + row] + bias[output];
    }
}

#define TILE_MULTIPLY multiply_halves
#include "../../Sources/CKernels/bf16_tiles_body.h"
#include "../../Sources/CKernels/bf16_matrix_tiles_body.h"

static void may_read(int range, const void *start, ptrdiff_t bytes) {
    readable[range].start = start;
    readable[range].end = (const uint8_t *)start + bytes;
}

// Nothing of the tiles may be left to a thread that goes on to something else.
static void require_released(void) {
    for (int number = 0; number < 8; number++) require(tiles[number].rows == 0);
}

void emulated_int8_products(int rows, int panels, ptrdiff_t depth, const uint8_t *activations,
                            ptrdiff_t activation_stride, const int8_t *weights,
                            const struct swiftlet_int8_row *forms, const int32_t *column_sums,
                            int32_t *sums, ptrdiff_t sum_stride) {
    may_read(0, activations, (rows - 1) * activation_stride + 4 * depth);
    may_read(1, weights, 64 * depth * panels);
    products_by_tiles(rows, panels, depth, activations, activation_stride, weights, forms,
                      column_sums, weights, 0, sums, sum_stride);
    require_released();
}

void emulated_bf16_products(ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs, const uint16_t *x,
                            const uint16_t *weights, const float *bias, float *y,
                            ptrdiff_t y_stride) {
    may_read(0, x, 2 * ((rows + 15) / 16 * 16) * inputs);
    may_read(1, weights, 2 * outputs * inputs);
    uint16_t *scratch = malloc(64 * (size_t)inputs);
    bf16_products_by_tiles(rows, outputs, inputs, x, weights, bias, scratch, y, y_stride);
    free(scratch);
    require_released();
}

void emulated_bf16_multiply(ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs,
                            const uint16_t *left, const uint16_t *right, const float *start,
                            ptrdiff_t start_stride, float *y, ptrdiff_t y_stride) {
    const ptrdiff_t depth = (inputs + 31) / 32 * 32;
    may_read(0, left, 2 * ((rows + 15) / 16 * 16) * depth);
    may_read(1, right, 2 * ((outputs + 15) / 16 * 16) * depth);
    if (start) may_read(2, start, 4 * ((rows - 1) * start_stride + outputs));
    bf16_multiply_by_tiles(rows, outputs, inputs, left, right, start, start_stride, y, y_stride);
    may_read(2, 0, 0);
    require_released();
}
