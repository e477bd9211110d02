// The products of bf16_products.h by tiles: registers of up to 16 rows of 64 bytes. Included where
// TILE_CONFIGURE, TILE_ZERO, TILE_LOAD, TILE_STORE, TILE_MULTIPLY, TILE_RELEASE and `store_transposed`
// are defined, as the instructions of AMX or, in tests, as functions that do the same. TARGET says for
// which processor.
//
// The weights are what tiles call the left side, as they lie in a checkpoint, and the panels of
// activations the right one: sums come out as outputs by rows. Tiles 0 to 3 have the sums of the upper
// outputs with the left and the right panel, then of the lower outputs; 4 and 5 the weights of the upper
// and the lower outputs; 6 and 7 the activations.

#include "tile_configuration.h"

// `inputs` is a multiple of 32, and `outputs` at least 16.
TARGET static void bf16_products_by_tiles(ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs,
                                          const uint16_t *x, const uint16_t *weights,
                                          const float *bias, uint16_t *scratch, float *y,
                                          ptrdiff_t y_stride) {
    const struct tile_configuration configuration = whole_tiles();
    TILE_CONFIGURE(&configuration);
    float sums[4][256] __attribute__((aligned(64)));
    for (ptrdiff_t block = 0; block < outputs; block += 32) {
        // The last outputs are as many as fill a tile, some of them taken once more.
        const ptrdiff_t upper = block + 16 <= outputs ? block : outputs - 16;
        const ptrdiff_t lower = block + 32 <= outputs ? block + 16 : outputs - 16;
        const int is_pair = lower > upper;
        const uint16_t *upper_weights = weights + upper * inputs;
        const uint16_t *lower_weights = weights + lower * inputs;
        // Weights that meet many rows are brought together: the rows of a tile of them are far apart,
        // often in places that push each other out of the nearest cache.
        ptrdiff_t stride = 2 * inputs, step = 32;
        if (rows > 32) {
            for (ptrdiff_t k = 0; k < inputs; k += 32) {
                for (int n = 0; n < 16; n++) {
                    memcpy(scratch + 32 * k + 32 * n, upper_weights + n * inputs + k, 64);
                    memcpy(scratch + 32 * k + 32 * (16 + n), lower_weights + n * inputs + k, 64);
                }
            }
            upper_weights = scratch;
            lower_weights = scratch + 512;
            stride = 64;
            step = 1024;
        }
        for (ptrdiff_t row = 0; row < rows; row += 32) {
            const int is_wide = row + 16 < rows;
            const uint16_t *left = x + row * inputs;
            const uint16_t *right = left + (is_wide ? 16 * inputs : 0);
            TILE_ZERO(0);
            TILE_ZERO(1);
            TILE_ZERO(2);
            TILE_ZERO(3);
            for (ptrdiff_t k = 0; k < inputs; k += 32) {
                TILE_LOAD(6, left + 16 * k, 64);
                TILE_LOAD(4, upper_weights + k / 32 * step, stride);
                TILE_MULTIPLY(0, 4, 6);
                if (is_wide) {
                    TILE_LOAD(7, right + 16 * k, 64);
                    TILE_MULTIPLY(1, 4, 7);
                }
                if (is_pair) {
                    TILE_LOAD(5, lower_weights + k / 32 * step, stride);
                    TILE_MULTIPLY(2, 5, 6);
                    if (is_wide) TILE_MULTIPLY(3, 5, 7);
                }
            }
            TILE_STORE(0, sums[0], 64);
            TILE_STORE(1, sums[1], 64);
            TILE_STORE(2, sums[2], 64);
            TILE_STORE(3, sums[3], 64);
            float *target = y + row * y_stride;
            store_transposed(sums[0], bias + upper, rows - row, target + upper, y_stride);
            if (is_pair)
                store_transposed(sums[2], bias + lower, rows - row, target + lower, y_stride);
            if (!is_wide) continue;
            target += 16 * y_stride;
            store_transposed(sums[1], bias + upper, rows - row - 16, target + upper, y_stride);
            if (is_pair)
                store_transposed(sums[3], bias + lower, rows - row - 16, target + lower, y_stride);
        }
    }
    TILE_RELEASE();
}
