#include "emulated_tiles.h"

#include "../../Sources/CKernels/int8_outliers.h"

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
} readable[2];

struct tile_configuration;
static void configure(const struct tile_configuration *configuration);

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
        for (int range = 0; range < 2; range++)
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

// TDPBUSD: unsigned bytes by signed ones, four neighbours added to a sum of 32 bits.
static void multiply_bytes(int sums, int left, int right) {
    struct tile *target = &tiles[sums];
    const struct tile *a = &tiles[left], *b = &tiles[right];
    require(sums != left && sums != right && left != right && target->rows > 0);
    require(target->rows == a->rows && target->row_bytes == b->row_bytes);
    require(a->row_bytes == 4 * b->rows);
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

void emulated_int8_products(int rows, int panels, ptrdiff_t depth, const uint8_t *activations,
                            ptrdiff_t activation_stride, const int8_t *weights,
                            const struct swiftlet_int8_row *forms, const int32_t *column_sums,
                            int32_t *sums, ptrdiff_t sum_stride) {
    readable[0].start = activations;
    readable[0].end = activations + (rows - 1) * activation_stride + 4 * depth;
    readable[1].start = (const uint8_t *)weights;
    readable[1].end = (const uint8_t *)weights + 64 * depth * panels;
    products_by_tiles(rows, panels, depth, activations, activation_stride, weights, forms,
                      column_sums, weights, 0, sums, sum_stride);
    // Nothing of the tiles may be left to a thread that goes on to something else.
    for (int number = 0; number < 8; number++) require(tiles[number].rows == 0);
}
