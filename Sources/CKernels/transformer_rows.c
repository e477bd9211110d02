#include "transformer_rows.h"

#include <string.h>

#if defined(__x86_64__)

#include <immintrin.h>

#define NAME(name) name##_avx2
#define WIDTH 8
#define TARGET __attribute__((target("avx2,fma")))
#define MAXIMUM _mm256_max_ps
#define SQUARE_ROOT(x) _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x)))
#include "transformer_rows_body.h"
#include "attention_body.h"
#undef NAME
#undef WIDTH
#undef TARGET
#undef MAXIMUM

#define NAME(name) name##_avx512
#define WIDTH 16
#define TARGET __attribute__((target("avx512f,avx512dq,avx2,fma")))
#define MAXIMUM _mm512_max_ps
#include "transformer_rows_body.h"
#include "attention_body.h"

void swiftlet_gelu(int width, ptrdiff_t count, const float *x, float *y) {
    (width == 16 ? gelu_avx512 : gelu_avx2)(count, x, y);
}

void swiftlet_gelu_backward(int width, ptrdiff_t count, const float *x, float *gradient) {
    (width == 16 ? gelu_backward_avx512 : gelu_backward_avx2)(count, x, gradient);
}

void swiftlet_softmax(int width, ptrdiff_t rows, ptrdiff_t columns, float *x) {
    (width == 16 ? softmax_avx512 : softmax_avx2)(rows, columns, x);
}

void swiftlet_attention(int width, ptrdiff_t rows, ptrdiff_t length, ptrdiff_t head_width,
                        const float *queries, ptrdiff_t query_stride, const float *keys,
                        const float *values, ptrdiff_t stride, float scale, float *scratch,
                        float *y, ptrdiff_t y_stride) {
    (width == 16 ? attention_avx512 : attention_avx2)(rows, length, head_width, queries,
                                                      query_stride, keys, values, stride, scale,
                                                      scratch, y, y_stride);
}

void swiftlet_layer_norm(int width, ptrdiff_t rows, ptrdiff_t columns, float *x,
                         const float *residual, const float *scale, const float *shift,
                         float epsilon, float *moments, float *y) {
    (width == 16 ? layer_norm_avx512 : layer_norm_avx2)(rows, columns, x, residual, scale, shift,
                                                        epsilon, moments, y);
}

void swiftlet_rectified_sum(int width, int inputs, ptrdiff_t columns, const float *const *x,
                            const float *bias, const float *residual, float *y) {
    (width == 16 ? rectified_sum_avx512 : rectified_sum_avx2)(inputs, columns, x, bias, residual,
                                                              y);
}

void swiftlet_attention_forward(int width, ptrdiff_t rows, ptrdiff_t length, ptrdiff_t head_width,
                                const float *queries, ptrdiff_t query_stride, const float *keys,
                                const float *values, ptrdiff_t stride, float scale,
                                const float *mask, float *scratch, float *probabilities, float *y,
                                ptrdiff_t y_stride) {
    (width == 16 ? attention_forward_avx512 : attention_forward_avx2)(
        rows, length, head_width, queries, query_stride, keys, values, stride, scale, mask, scratch,
        probabilities, y, y_stride);
}

void swiftlet_attention_backward(int width, ptrdiff_t rows, ptrdiff_t length, ptrdiff_t head_width,
                                 const float *queries, ptrdiff_t query_stride, const float *keys,
                                 const float *values, ptrdiff_t stride, float scale,
                                 const float *mask, const float *probabilities,
                                 const float *gradient, ptrdiff_t gradient_stride, float *scratch,
                                 float *query_gradient, float *key_gradient,
                                 float *value_gradient) {
    (width == 16 ? attention_backward_avx512 : attention_backward_avx2)(
        rows, length, head_width, queries, query_stride, keys, values, stride, scale, mask,
        probabilities, gradient, gradient_stride, scratch, query_gradient, key_gradient,
        value_gradient);
}

void swiftlet_layer_norm_backward(int width, ptrdiff_t rows, ptrdiff_t columns, const float *x,
                                  const float *moments, const float *scale, const float *gradient,
                                  float *scale_gradient, float *shift_gradient, float *y) {
    (width == 16 ? layer_norm_backward_avx512 : layer_norm_backward_avx2)(
        rows, columns, x, moments, scale, gradient, scale_gradient, shift_gradient, y);
}

#else

// Elsewhere the caller, told that there are no such vectors, never comes here.
void swiftlet_gelu(int width, ptrdiff_t count, const float *x, float *y) { __builtin_trap(); }

void swiftlet_gelu_backward(int width, ptrdiff_t count, const float *x, float *gradient) {
    __builtin_trap();
}

void swiftlet_softmax(int width, ptrdiff_t rows, ptrdiff_t columns, float *x) {
    __builtin_trap();
}

void swiftlet_attention(int width, ptrdiff_t rows, ptrdiff_t length, ptrdiff_t head_width,
                        const float *queries, ptrdiff_t query_stride, const float *keys,
                        const float *values, ptrdiff_t stride, float scale, float *scratch,
                        float *y, ptrdiff_t y_stride) {
    __builtin_trap();
}

void swiftlet_layer_norm(int width, ptrdiff_t rows, ptrdiff_t columns, float *x,
                         const float *residual, const float *scale, const float *shift,
                         float epsilon, float *moments, float *y) {
    __builtin_trap();
}

void swiftlet_rectified_sum(int width, int inputs, ptrdiff_t columns, const float *const *x,
                            const float *bias, const float *residual, float *y) {
    __builtin_trap();
}

void swiftlet_attention_forward(int width, ptrdiff_t rows, ptrdiff_t length, ptrdiff_t head_width,
                                const float *queries, ptrdiff_t query_stride, const float *keys,
                                const float *values, ptrdiff_t stride, float scale,
                                const float *mask, float *scratch, float *probabilities, float *y,
                                ptrdiff_t y_stride) {
    __builtin_trap();
}

void swiftlet_attention_backward(int width, ptrdiff_t rows, ptrdiff_t length, ptrdiff_t head_width,
                                 const float *queries, ptrdiff_t query_stride, const float *keys,
                                 const float *values, ptrdiff_t stride, float scale,
                                 const float *mask, const float *probabilities,
                                 const float *gradient, ptrdiff_t gradient_stride, float *scratch,
                                 float *query_gradient, float *key_gradient,
                                 float *value_gradient) {
    __builtin_trap();
}

void swiftlet_layer_norm_backward(int width, ptrdiff_t rows, ptrdiff_t columns, const float *x,
                                  const float *moments, const float *scale, const float *gradient,
                                  float *scale_gradient, float *shift_gradient, float *y) {
    __builtin_trap();
}

#endif
