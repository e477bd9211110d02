// Products of bfloat16 numbers, the upper halves of floats, summed as floats.
//
// Weights lie as in a checkpoint: for each output a row of its inputs, without gaps.

#ifndef SWIFTLET_BF16_PRODUCTS_H
#define SWIFTLET_BF16_PRODUCTS_H

#include <stddef.h>
#include <stdint.h>

// Which instructions multiply, and in which form they take the activations.
enum swiftlet_bf16_kernel {
    swiftlet_bf16_none = 0,
    // FMA on 8 floats made of the numbers: rows.
    swiftlet_bf16_avx2 = 1,
    // FMA on 16: rows.
    swiftlet_bf16_avx512 = 2,
    // VDPBF16PS, which takes subnormal numbers for 0, as the next: rows.
    swiftlet_bf16_avx512_bf16 = 3,
    // TDPBF16PS: panels of 16 rows, [inputs / 2][16 rows][2 inputs].
    swiftlet_bf16_amx = 4,
};

// Whether the processor and the system have a kernel's instructions. For AMX this asks the system to
// let the process use tiles, which must be done before any of its threads does.
int swiftlet_bf16_supports(int kernel);

// y[r][n] = bias[n] + the sum over k of x[r][k] * weights[n][k].
//
// For AMX `inputs` is a multiple of 32 and `outputs` at least 16, and with more than 32 rows `scratch` has
// room for 32 * inputs numbers; the others do not use it.
void swiftlet_bf16_products(int kernel, ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs,
                            const uint16_t *x, const uint16_t *weights, const float *bias,
                            uint16_t *scratch, float *y, ptrdiff_t y_stride);

// Writes x, [rows, inputs], in the kernel's form, each number rounded to the nearest, halves to even.
// For AMX it writes whole panels: rows of 0 follow.
void swiftlet_bf16_round(int kernel, ptrdiff_t rows, ptrdiff_t inputs, const float *x, uint16_t *y);

#endif
