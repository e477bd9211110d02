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
    // VPMADDUBSW: uint8, at most 127.
    swiftlet_int8_avx2 = 1,
    // 256-bit VPDPBUSD: uint8.
    swiftlet_int8_avx_vnni = 2,
    // 512-bit VPDPBUSD: uint8.
    swiftlet_int8_avx512_vnni = 3,
    // SDOT: int8, 128 less.
    swiftlet_int8_neon_dot = 4,
    // TDPBUSD: uint8. What is not a product is done as for 512-bit VPDPBUSD.
    swiftlet_int8_amx = 5,
};

// Whether the processor and the system have a kernel's instructions. For AMX this asks the system to
// let the process use tiles, which must be done before any of its threads does.
int swiftlet_int8_supports(int kernel);

// How a row of activations was quantised, but for its scale.
struct swiftlet_int8_row {
    int32_t zero_point;
    // The activation of the greatest magnitude, in units of the row's scale, from -2^15 to 2^15, and
    // where it stands; there the row of activations has its zero point.
    int32_t outlier;
    int32_t outlier_index;
};

// sums[r][n] = the sum over k of activations[r][k] * weights[n][k], less
// forms[r].zero_point * column_sums[n], plus forms[r].outlier * weights[n][forms[r].outlier_index].
//
// `rows` and `depth` are at least 1, `depth` for AMX 16. Rows are taken in tiles whose sums fit the
// registers: up to 4 for AVX2, 12 for AVX-512, 32 for AMX, 6 for the others. `panels` is 1 or 2 for
// AVX-512, any number for AMX, 1 for the others.
// `plain_pairs` and `pairs` are what `swiftlet_int8_order_pairs` gives for AVX2, 0 and null for the
// others. While it works, the kernel asks the memory for the `ahead_bytes` at `ahead`, or as many of
// them as there are blocks of 64 bytes to multiply.
void swiftlet_int8_products(int kernel, int rows, int panels, ptrdiff_t depth,
                            const uint8_t *activations, ptrdiff_t activation_stride,
                            const int8_t *weights, int plain_pairs, const uint16_t *pairs,
                            const struct swiftlet_int8_row *forms, const int32_t *column_sums,
                            const int8_t *ahead, ptrdiff_t ahead_bytes, int32_t *sums,
                            ptrdiff_t sum_stride);

// For AVX2: the order in which a panel's pairs of blocks are taken: blocks 2 p and 2 p + 1 are pair p.
// First come those of which any four products of an output that are summed in 16 bits, of inputs 0 and
// 1 or 2 and 3 of both blocks, stay within them with activations up to 127; then the steep ones, which
// may not. Writes depth / 2 of them and returns how many come first. `depth` is at most 2^17.
int swiftlet_int8_order_pairs(ptrdiff_t depth, const int8_t *weights, uint16_t *pairs);

// y[r][n] = activation(sums[r][n] * (row_scales[r] * column_scales[n]) + bias[n]) + residual[r][n].
//
// `gelu` is 1 for GELU and 0 for no activation. `bias` and `residual` may be null. The kernel
// must not be `swiftlet_int8_none`. Strides are in elements.
void swiftlet_int8_finish(int kernel, int rows, ptrdiff_t columns, const int32_t *sums,
                          ptrdiff_t sum_stride, const float *row_scales,
                          const float *column_scales, const float *bias, int gelu,
                          const float *residual, float *y, ptrdiff_t y_stride);

// What the numbers of a row are like.
struct swiftlet_int8_extremes {
    // That of the greatest magnitude, the greatest of two with the same, and where it first stands.
    float outlier;
    ptrdiff_t outlier_index;
    // The least and the greatest of 0 and the others.
    float least;
    float greatest;
};

// Of x[0 ..< count]; returns 0, with extremes that say nothing, if any is NaN or infinite.
int swiftlet_int8_find_extremes(int kernel, ptrdiff_t count, const float *x,
                                struct swiftlet_int8_extremes *extremes);

// Writes x * factor, rounded to the nearest integer (halves to even), plus zero_point, at least 0 and
// at most `greatest`, in the kernel's form. `padded` - `count` zeros follow.
void swiftlet_int8_quantize(int kernel, ptrdiff_t count, ptrdiff_t padded, const float *x,
                            float factor, int zero_point, int greatest, uint8_t *activations);

// The same for numbers of any size, of which x * factor is rounded before it is rounded to an integer;
// returns 0 if any is NaN or infinite.
int swiftlet_int8_quantize_within(int kernel, ptrdiff_t count, ptrdiff_t padded, const float *x,
                                  float factor, int zero_point, int greatest,
                                  uint8_t *activations);

#endif
