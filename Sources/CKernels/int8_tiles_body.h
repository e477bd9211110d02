// The products of int8_products.h by tiles: registers of up to 16 rows of 64 bytes. Included where
// TILE_CONFIGURE, TILE_ZERO, TILE_LOAD, TILE_STORE, TILE_MULTIPLY and TILE_RELEASE are defined, as the
// instructions of AMX or, in tests, as functions that do the same. TARGET says for which processor.
//
// Sixteen blocks of a panel are a tile of weights as they lie there, and 64 inputs of up to 16 rows are
// one of activations. Tiles 0 to 3 have the sums of the upper rows with the left and the right panel, then
// of the lower rows; 4 and 5 the activations of the upper and the lower rows; 6 and 7 the weights.

#include "tile_configuration.h"

typedef int32_t sixteen __attribute__((vector_size(64), aligned(4)));

TARGET static void configure_tiles(int upper, int lower) {
    struct tile_configuration configuration = {.palette = 1};
    const int rows[8] = {upper, upper, lower, lower, upper, lower, 16, 16};
    for (int tile = 0; tile < 8; tile++) {
        configuration.rows[tile] = (uint8_t)rows[tile];
        configuration.row_bytes[tile] = 64;
    }
    TILE_CONFIGURE(&configuration);
}

// 64 inputs of all rows by 16 blocks of both panels.
static inline __attribute__((always_inline)) TARGET void
multiply_tiles(const uint8_t *upper, const uint8_t *lower, ptrdiff_t stride, const int8_t *left,
               const int8_t *right) {
    TILE_LOAD(6, left, 64);
    TILE_LOAD(4, upper, stride);
    TILE_MULTIPLY(0, 4, 6);
    TILE_LOAD(7, right, 64);
    TILE_MULTIPLY(1, 4, 7);
    TILE_LOAD(5, lower, stride);
    TILE_MULTIPLY(2, 5, 6);
    TILE_MULTIPLY(3, 5, 7);
}

// Takes the zero point's part from the products of some rows, and adds the outlier's.
TARGET static void complete_sums(int rows, int panels, ptrdiff_t depth, const int8_t *weights,
                                 const struct swiftlet_int8_row *forms,
                                 const int32_t *column_sums, int32_t *sums, ptrdiff_t sum_stride) {
    for (int row = 0; row < rows; row++) {
        const int32_t zero_point = forms[row].zero_point, outlier = forms[row].outlier;
        const int shift = OUTLIER_SHIFT(forms[row]);
        const int8_t *fours = weights + OUTLIER_BLOCK(forms[row]);
        for (int panel = 0; panel < panels; panel++) {
            sixteen *sum = (sixteen *)(sums + row * sum_stride + 16 * panel);
            const sixteen columns = *(const sixteen *)(column_sums + 16 * panel);
            const sixteen weight = *(const sixteen *)(fours + 64 * depth * panel) << shift >> 24;
            *sum = *sum - columns * zero_point + weight * outlier;
        }
    }
}

// `depth` is at least 16.
TARGET static void products_by_tiles(int rows, int panels, ptrdiff_t depth,
                                     const uint8_t *activations, ptrdiff_t activation_stride,
                                     const int8_t *weights, const struct swiftlet_int8_row *forms,
                                     const int32_t *column_sums, const int8_t *ahead,
                                     ptrdiff_t ahead_bytes, int32_t *sums, ptrdiff_t sum_stride) {
    // As many rows at a time as fit, or one fewer, for which the row before is taken once more: so one
    // configuration, which takes as long as some products, is enough. A single row is both the upper and
    // the lower ones.
    const int parts = (rows + 31) / 32, most = (rows + parts - 1) / parts;
    const int upper_rows = (most + 1) / 2, lower_start = most > 1 ? upper_rows : 0;
    const ptrdiff_t rest = depth % 16, whole = depth - rest;
    const ptrdiff_t steps = (depth + 15) / 16 * parts * ((panels + 1) / 2);
    const ptrdiff_t lines = (ahead_bytes + 64 * steps - 1) / (64 * steps);
    // The last blocks of two panels after as many zeros as make a tile of them, which begins among
    // inputs that have been multiplied.
    int8_t last[2][1024] __attribute__((aligned(64))) = {{0}};
    configure_tiles(upper_rows, most - lower_start);
    for (int panel = 0; panel < panels; panel += 2) {
        const int is_pair = panel + 1 < panels;
        const int8_t *left = weights + 64 * depth * panel;
        const int8_t *right = is_pair ? left + 64 * depth : left;
        memcpy(last[0] + 64 * (16 - rest), left + 64 * whole, 64 * rest);
        memcpy(last[1] + 64 * (16 - rest), right + 64 * whole, 64 * rest);
        for (int part = 0; part < parts; part++) {
            const int end = (int)((ptrdiff_t)rows * (part + 1) / parts);
            const int start = end > most ? end - most : 0;
            const uint8_t *upper = activations + start * activation_stride;
            const uint8_t *lower = upper + lower_start * activation_stride;
            TILE_ZERO(0);
            TILE_ZERO(1);
            TILE_ZERO(2);
            TILE_ZERO(3);
            for (ptrdiff_t block = 0; block < whole; block += 16) {
                for (ptrdiff_t line = 0; line < lines; line++, ahead += 64)
                    __builtin_prefetch(ahead, 0, 2);
                multiply_tiles(upper + 4 * block, lower + 4 * block, activation_stride,
                               left + 64 * block, right + 64 * block);
            }
            if (rest > 0)
                multiply_tiles(upper + 4 * (depth - 16), lower + 4 * (depth - 16),
                               activation_stride, last[0], last[1]);
            int32_t *upper_sums = sums + start * sum_stride + 16 * panel;
            int32_t *lower_sums = upper_sums + lower_start * sum_stride;
            TILE_STORE(0, upper_sums, 4 * sum_stride);
            TILE_STORE(2, lower_sums, 4 * sum_stride);
            if (is_pair) {
                TILE_STORE(1, upper_sums + 16, 4 * sum_stride);
                TILE_STORE(3, lower_sums + 16, 4 * sum_stride);
            }
        }
    }
    TILE_RELEASE();
    complete_sums(rows, panels, depth, weights, forms, column_sums, sums, sum_stride);
}
