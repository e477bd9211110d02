// The kernels for AMX with its tile instructions done by functions, on any processor.

#ifndef EMULATED_TILES_H
#define EMULATED_TILES_H

#include "int8_products.h"

// `swiftlet_int8_products` for AMX. Stops the program where the processor would raise an exception, and
// where a row of a tile begins within the activations or weights and ends beyond.
void emulated_int8_products(int rows, int panels, ptrdiff_t depth, const uint8_t *activations,
                            ptrdiff_t activation_stride, const int8_t *weights,
                            const struct swiftlet_int8_row *forms, const int32_t *column_sums,
                            int32_t *sums, ptrdiff_t sum_stride);

// `swiftlet_bf16_products` for AMX, likewise.
void emulated_bf16_products(ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs, const uint16_t *x,
                            const uint16_t *weights, const float *bias, float *y,
                            ptrdiff_t y_stride);

// `swiftlet_bf16_multiply` for AMX, likewise.
void emulated_bf16_multiply(ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs,
                            const uint16_t *left, const uint16_t *right, const float *start,
                            ptrdiff_t start_stride, float *y, ptrdiff_t y_stride);

#endif
