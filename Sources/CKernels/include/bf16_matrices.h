// Products of two matrices of floats, rounded to bfloat16 numbers and summed as floats: those of a
// training, whose matrices change.
//
// A product has a left matrix, [rows, inputs], and a right one, [inputs, outputs], in blocks that
// registers of 16 rows of 64 bytes hold, with zeros up to whole blocks:
//
//     left    [rows / 16][inputs / 32][16 rows][32 inputs]
//     right   [outputs / 16][inputs / 32][16 pairs of inputs][16 outputs][2 inputs]
//
// The kernels are those of bf16_products.h, and all take these forms. Those of AMX and of AVX-512's own
// products take subnormal numbers for 0.

#ifndef SWIFTLET_BF16_MATRICES_H
#define SWIFTLET_BF16_MATRICES_H

#include <stddef.h>
#include <stdint.h>

// What a matrix of floats becomes.
enum swiftlet_bf16_form {
    swiftlet_bf16_left = 0,
    // Its transpose becomes a left matrix.
    swiftlet_bf16_left_turned = 1,
    swiftlet_bf16_right = 2,
    // Its transpose becomes a right matrix.
    swiftlet_bf16_right_turned = 3,
};

// Writes x, [rows, columns], in a form, each number rounded to the nearest, halves to even.
void swiftlet_bf16_pack(int kernel, int form, ptrdiff_t rows, ptrdiff_t columns, const float *x,
                        uint16_t *y);

// Writes x as a left matrix, unless `left` is null, and its transpose as another, and adds the sums of its
// columns to `sums`: what the backward pass of a layer needs of the gradient of its outputs.
void swiftlet_bf16_pack_gradient(int kernel, ptrdiff_t rows, ptrdiff_t columns, const float *x,
                                 uint16_t *left, uint16_t *turned, float *sums);

// y[r][n] = start[r * start_stride + n] + the sum over k of left[r][k] * right[k][n].
//
// `start` may be y, with its stride, or one row for all, with a stride of 0, or null for zeros.
void swiftlet_bf16_multiply(int kernel, ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs,
                            const uint16_t *left, const uint16_t *right, const float *start,
                            ptrdiff_t start_stride, float *y, ptrdiff_t y_stride);

#endif
