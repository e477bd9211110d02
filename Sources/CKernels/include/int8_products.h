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
    // VPMADDUBSW, corrected: uint8.
    swiftlet_int8_avx2 = 1,
    // 256-bit VPDPBUSD: uint8.
    swiftlet_int8_avx_vnni = 2,
    // 512-bit VPDPBUSD: uint8.
    swiftlet_int8_avx512_vnni = 3,
    // SDOT: int8, 128 less.
    swiftlet_int8_neon_dot = 4,
};

// Whether the processor and the system have a kernel's instructions.
int swiftlet_int8_supports(int kernel);

// sums[r][n] = the sum over k of activations[r][k] * weights[n][k], less
// zero_points[r] * column_sums[n].
//
// `rows` is at least 1. They are taken in tiles whose sums fit the registers: up to 4 for AVX2, 12 for
// AVX-512, 6 for the others. `panels` is 1 or 2 for AVX-512, 1 for the others.
// `corrections`, rows of 16, is what `swiftlet_int8_correct` gives for AVX2, and null where no pair
// saturates and for the others. While it works, the kernel asks the memory for the
// `ahead_bytes` at `ahead`, or as many of them as there are blocks of 64 bytes to multiply.
void swiftlet_int8_products(int kernel, int rows, int panels, ptrdiff_t depth,
                            const uint8_t *activations, ptrdiff_t activation_stride,
                            const int8_t *weights, const int32_t *zero_points,
                            const int32_t *column_sums, const int32_t *corrections,
                            const int8_t *ahead, ptrdiff_t ahead_bytes,
                            int32_t *sums, ptrdiff_t sum_stride);

// For AVX2: finds the pairs of weights in a panel, inputs 0 and 1 or 2 and 3 of a block, whose products
// may have a sum beyond 16 bits. Writes of each where it stands in the panel, counted in pairs, and in
// the highest 8 bits the greatest activation with which both stay within, unless `places` is null;
// returns how many there are. `depth` is at most 2^18.
ptrdiff_t swiftlet_int8_saturating_pairs(ptrdiff_t depth, const int8_t *weights,
                                         uint32_t *places);

// For AVX2: corrections[r][n] = what saturation takes from the sums of up to 32 rows and the 16
// outputs of a panel; returns 0, and leaves them as they were, where it surely takes nothing. `pairs`
// and `greatest` are those that `swiftlet_int8_turn` made of these rows or more. `corrections` is
// writable up to a multiple of 8 rows.
int swiftlet_int8_correct(int rows, ptrdiff_t count, const uint32_t *places, const int8_t *weights,
                          const uint8_t *pairs, const uint8_t *greatest, int32_t *corrections);

// For AVX2: turns the activations of up to 32 rows: for each pair of inputs 64 bytes of `pairs` get the
// two of one row after the other. `greatest`, of 4 * depth bytes, gets the greatest activation of each
// pair, and then what was only of use here.
void swiftlet_int8_turn(int rows, ptrdiff_t depth, const uint8_t *activations,
                        ptrdiff_t activation_stride, uint8_t *pairs, uint8_t *greatest);

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
                            float factor, int zero_point, uint8_t *activations);

#endif
