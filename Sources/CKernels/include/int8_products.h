// Products of 8-bit integers: uint8 activations by int8 weights, summed exactly in 32 bits.
//
// Weights lie in panels: `depth` blocks of 64 bytes, each with four inputs of 16 outputs,
// [16 outputs][4 inputs]. Panels follow one another without a gap. A row of activations holds
// 4 * depth elements in the form that the kernel asks for.

#ifndef SWIFTLET_INT8_PRODUCTS_H
#define SWIFTLET_INT8_PRODUCTS_H

#include <stddef.h>
#include <stdint.h>

// Which instructions multiply, and in which form they take the activations.
enum swiftlet_int8_kernel {
    swiftlet_int8_none = 0,
    // VPMADDWD: activations as int16.
    swiftlet_int8_avx2 = 1,
    // 256-bit VPDPBUSD: activations as uint8.
    swiftlet_int8_avx_vnni = 2,
    // 512-bit VPDPBUSD: activations as uint8.
    swiftlet_int8_avx512_vnni = 3,
    // SDOT: activations less 128, as int8.
    swiftlet_int8_neon_dot = 4,
};

// The most rows and panels that `swiftlet_int8_products` takes at once.
enum { swiftlet_int8_maximum_rows = 6, swiftlet_int8_maximum_panels = 4 };

// Whether the processor and the system have a kernel's instructions.
int swiftlet_int8_supports(int kernel);

// sums[r][n] = the sum over k of activations[r][k] * weights[n][k], less
// zero_points[r] * column_sums[n].
//
// `rows` is 1 to 6. `panels` is 1 to 4 for AVX-512, 1 for the others. `activation_stride` is in
// bytes, `sum_stride` in elements. While it works, the kernel asks the memory for `ahead_lines`
// lines of 64 bytes from `ahead` on for each of the `depth` blocks.
void swiftlet_int8_products(int kernel, int rows, int panels, ptrdiff_t depth,
                            const void *activations, ptrdiff_t activation_stride,
                            const int8_t *weights, const int32_t *zero_points,
                            const int32_t *column_sums, const int8_t *ahead, int ahead_lines,
                            int32_t *sums, ptrdiff_t sum_stride);

// y[r][n] = activation(sums[r][n] * (row_scales[r] * column_scales[n]) + bias[n]) + residual[r][n].
//
// `gelu` is 1 for GELU and 0 for no activation. `bias` and `residual` may be null. The kernel
// must not be `swiftlet_int8_none`. Strides are in elements.
void swiftlet_int8_finish(int kernel, int rows, ptrdiff_t columns, const int32_t *sums,
                          ptrdiff_t sum_stride, const float *row_scales,
                          const float *column_scales, const float *bias, int gelu,
                          const float *residual, float *y, ptrdiff_t y_stride);

// The least and the greatest of 0 and x[0 ..< count]; returns 0 if any is NaN or infinite.
int swiftlet_int8_range(int kernel, ptrdiff_t count, const float *x, float *least,
                        float *greatest);

// Writes x * factor, rounded to the nearest integer (halves to even), plus zero_point, at most 255
// and at least 0, in the kernel's form. `padded` - `count` zeros follow.
void swiftlet_int8_quantize(int kernel, ptrdiff_t count, ptrdiff_t padded, const float *x,
                            float factor, int zero_point, void *activations);

#endif
