// The row-wise parts of a transformer for AVX2 with FMA, and for AVX-512.
//
// `width` is what `swiftlet_vector_width` gave, or less, but not 0.

#ifndef SWIFTLET_TRANSFORMER_ROWS_H
#define SWIFTLET_TRANSFORMER_ROWS_H

#include <stddef.h>

// y = x times the normal distribution's probability of less than x. `y` may be `x`.
void swiftlet_gelu(int width, ptrdiff_t count, const float *x, float *y);

// Multiplies `gradient` with the derivative of the above at `x`.
void swiftlet_gelu_backward(int width, ptrdiff_t count, const float *x, float *gradient);

// Replaces rows that follow each other by exp(x) divided by the row's sum of exp(x).
void swiftlet_softmax(int width, ptrdiff_t rows, ptrdiff_t columns, float *x);

// y[i] = the mean of the `length` rows of `values`, weighted with the softmax over j of
// scale * (queries[i] . keys[j]), for one head: rows of `head_width` numbers, a multiple of `width`.
// `scratch` has room for (6 + head_width) * (length rounded up to a multiple of 16) floats. Strides
// are in floats.
void swiftlet_attention(int width, ptrdiff_t rows, ptrdiff_t length, ptrdiff_t head_width,
                        const float *queries, ptrdiff_t query_stride, const float *keys,
                        const float *values, ptrdiff_t stride, float scale, float *scratch,
                        float *y, ptrdiff_t y_stride);

// As `swiftlet_attention`, keeping the probabilities, [rows, length]. Each is multiplied with its factor in
// `mask`, unless that is null, before values are weighted with it.
void swiftlet_attention_forward(int width, ptrdiff_t rows, ptrdiff_t length, ptrdiff_t head_width,
                                const float *queries, ptrdiff_t query_stride, const float *keys,
                                const float *values, ptrdiff_t stride, float scale,
                                const float *mask, float *scratch, float *probabilities, float *y,
                                ptrdiff_t y_stride);

// Writes the gradients of queries, keys and values, which have their strides, for that of y. `scratch` has
// room for 2 * rows * padded + padded * max(head_width, rows rounded up to a multiple of 16) floats, where
// `padded` is `length` rounded up to a multiple of 16.
void swiftlet_attention_backward(int width, ptrdiff_t rows, ptrdiff_t length, ptrdiff_t head_width,
                                 const float *queries, ptrdiff_t query_stride, const float *keys,
                                 const float *values, ptrdiff_t stride, float scale,
                                 const float *mask, const float *probabilities,
                                 const float *gradient, ptrdiff_t gradient_stride, float *scratch,
                                 float *query_gradient, float *key_gradient, float *value_gradient);

// Adds `residual`, unless it is null, to `x` in place, then writes each row of `x`, brought to mean 0
// and variance 1, times `scale` plus `shift`. `moments` gets each row's mean and the inverse of its
// deviation. `y` may be `x` or `residual`.
void swiftlet_layer_norm(int width, ptrdiff_t rows, ptrdiff_t columns, float *x,
                         const float *residual, const float *scale, const float *shift,
                         float epsilon, float *moments, float *y);

// Writes the gradient of the sums `x` that the above left, for that of its result, and adds those of scale
// and shift, unless they are null. `y` may be `gradient`.
void swiftlet_layer_norm_backward(int width, ptrdiff_t rows, ptrdiff_t columns, const float *x,
                                  const float *moments, const float *scale, const float *gradient,
                                  float *scale_gradient, float *shift_gradient, float *y);

// y = the sum of `inputs` rows `x`, at least 1, plus `bias`, but at least 0, plus `residual`.
void swiftlet_rectified_sum(int width, int inputs, ptrdiff_t columns, const float *const *x,
                            const float *bias, const float *residual, float *y);

#endif
