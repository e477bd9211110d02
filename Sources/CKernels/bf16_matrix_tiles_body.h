// The products of bf16_matrices.h by tiles. Included where TILE_CONFIGURE, TILE_ZERO, TILE_LOAD,
// TILE_STORE, TILE_MULTIPLY and TILE_RELEASE are defined, as the instructions of AMX or, in tests, as
// functions that do the same. TARGET says for which processor.
//
// Tiles 0 to 3 have the sums of the upper rows with the left and the right outputs, then of the lower rows;
// 4 and 5 the upper and the lower rows; 6 and 7 the left and the right outputs.

#include "tile_configuration.h"

#include <string.h>

// The sums of up to 32 rows and 32 outputs over `blocks` blocks of inputs.
TARGET static inline __attribute__((always_inline)) void
bf16_tile_sums(const int is_tall, const int is_wide, ptrdiff_t blocks, const uint16_t *upper,
               const uint16_t *lower, const uint16_t *first, const uint16_t *second,
               const float *start, ptrdiff_t start_stride, float *y, ptrdiff_t y_stride) {
    const ptrdiff_t start_bytes = 4 * start_stride, y_bytes = 4 * y_stride;
    if (start) {
        TILE_LOAD(0, start, start_bytes);
        if (is_wide) TILE_LOAD(1, start + 16, start_bytes);
        if (is_tall) TILE_LOAD(2, start + 16 * start_stride, start_bytes);
        if (is_tall && is_wide) TILE_LOAD(3, start + 16 * start_stride + 16, start_bytes);
    } else {
        TILE_ZERO(0);
        TILE_ZERO(1);
        TILE_ZERO(2);
        TILE_ZERO(3);
    }
    for (ptrdiff_t block = 0; block < blocks; block++) {
        TILE_LOAD(4, upper + 512 * block, 64);
        TILE_LOAD(6, first + 512 * block, 64);
        TILE_MULTIPLY(0, 4, 6);
        if (is_wide) {
            TILE_LOAD(7, second + 512 * block, 64);
            TILE_MULTIPLY(1, 4, 7);
        }
        if (is_tall) {
            TILE_LOAD(5, lower + 512 * block, 64);
            TILE_MULTIPLY(2, 5, 6);
            if (is_wide) TILE_MULTIPLY(3, 5, 7);
        }
    }
    TILE_STORE(0, y, y_bytes);
    if (is_wide) TILE_STORE(1, y + 16, y_bytes);
    if (is_tall) TILE_STORE(2, y + 16 * y_stride, y_bytes);
    if (is_tall && is_wide) TILE_STORE(3, y + 16 * y_stride + 16, y_bytes);
}

// As many blocks of inputs as leave room for others beside two of them in the nearest cache.
#define DEPTH 16

TARGET static void bf16_multiply_by_tiles(ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs,
                                          const uint16_t *left, const uint16_t *right,
                                          const float *start, ptrdiff_t start_stride, float *y,
                                          ptrdiff_t y_stride) {
    const struct tile_configuration configuration = whole_tiles();
    TILE_CONFIGURE(&configuration);
    float edge[32 * 32] __attribute__((aligned(64)));
    const ptrdiff_t blocks = (inputs + 31) / 32;
    ptrdiff_t depth = 0;
    do {
        const ptrdiff_t count = blocks - depth < DEPTH + DEPTH / 2 ? blocks - depth : DEPTH;
        for (ptrdiff_t n = 0; n < outputs; n += 32) {
            const int is_wide = n + 16 < outputs;
            const uint16_t *first = right + (n / 16 * blocks + depth) * 512;
            const uint16_t *second = first + (is_wide ? blocks * 512 : 0);
            for (ptrdiff_t r = 0; r < rows; r += 32) {
                const int is_tall = r + 16 < rows;
                const uint16_t *upper = left + (r / 16 * blocks + depth) * 512;
                const uint16_t *lower = upper + (is_tall ? blocks * 512 : 0);
                const float *from = start ? start + r * start_stride + n : start;
                float *to = y + r * y_stride + n;
                if (r + 32 <= rows && n + 32 <= outputs) {
                    bf16_tile_sums(1, 1, count, upper, lower, first, second, from, start_stride,
                                   to, y_stride);
                    continue;
                }
                // At an edge tiles reach beyond the matrix: their sums lie in a square of their own.
                const ptrdiff_t height = rows - r < 32 ? rows - r : 32;
                const ptrdiff_t width = outputs - n < 32 ? outputs - n : 32;
                memset(edge, 0, sizeof edge);
                for (ptrdiff_t row = 0; from && row < height; row++)
                    memcpy(edge + 32 * row, from + row * start_stride, 4 * width);
                bf16_tile_sums(is_tall, is_wide, count, upper, lower, first, second, edge, 32, edge,
                               32);
                for (ptrdiff_t row = 0; row < height; row++)
                    memcpy(to + row * y_stride, edge + 32 * row, 4 * width);
            }
        }
        // What follows is added.
        start = y;
        start_stride = y_stride;
        depth += count;
    } while (depth < blocks);
    TILE_RELEASE();
}

#undef DEPTH
