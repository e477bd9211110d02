// Products of 16-bit integers, summed exactly in 32 bits.
//
// A panel of weights is 16 outputs of a block of inputs: `depth` pairs of inputs, 64 bytes each,
// [16 outputs][2 inputs]. A row of activations is 2 * depth elements.

#ifndef SWIFTLET_INT16_PRODUCTS_H
#define SWIFTLET_INT16_PRODUCTS_H

#include <stddef.h>
#include <stdint.h>

// Which instructions multiply.
enum swiftlet_int16_kernel {
    swiftlet_int16_none = 0,
    // 256-bit VPMADDWD.
    swiftlet_int16_avx2 = 1,
    // 512-bit VPMADDWD.
    swiftlet_int16_avx512 = 2,
    // 512-bit VPDPWSSD.
    swiftlet_int16_avx512_vnni = 3,
    // SMLAL.
    swiftlet_int16_neon = 4,
};

// Whether the processor and the system have a kernel's instructions.
int swiftlet_int16_supports(int kernel);

// y[r][n] = start[r][n] + float(the sum over k of activations[r][k] * weights[n][k])
//           * (row_scales[r * row_step] * column_scales[n])
//
// for `rows` rows, at least 1, and the first `columns`, 1 to 16, outputs of a panel. The sums, of each
// row and output and of all their parts, must be within 32 bits. `start` is null for zeros, may be `y`,
// and has `start_stride` elements from a row to the next, or 0 to be the same for all. The kernel must
// not be `swiftlet_int16_none`. Strides are in elements.
void swiftlet_int16_products(int kernel, ptrdiff_t rows, int columns, ptrdiff_t depth,
                             const int16_t *activations, ptrdiff_t activation_stride,
                             const int16_t *weights, const float *row_scales, ptrdiff_t row_step,
                             const float *column_scales, const float *start,
                             ptrdiff_t start_stride, float *y, ptrdiff_t y_stride);

#endif
