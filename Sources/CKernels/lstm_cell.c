#include "lstm_cell.h"

#include <string.h>

#if defined(__x86_64__)

#include <immintrin.h>

int swiftlet_vector_width(void) {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) return 16;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 8;
    return 0;
}

#define NAME(name) name##_avx2
#define WIDTH 8
#define TARGET __attribute__((target("avx2,fma")))
#define MINIMUM _mm256_min_ps
#define MAXIMUM _mm256_max_ps
#include "lstm_cell_body.h"
#undef NAME
#undef WIDTH
#undef TARGET
#undef MINIMUM
#undef MAXIMUM

#define NAME(name) name##_avx512
#define WIDTH 16
#define TARGET __attribute__((target("avx512f,avx512dq,avx2,fma")))
#define MINIMUM _mm512_min_ps
#define MAXIMUM _mm512_max_ps
#include "lstm_cell_body.h"

void swiftlet_lstm_cell_forward(int width, ptrdiff_t rows, ptrdiff_t units, float *gates,
                                ptrdiff_t gate_stride, const float *previous_cells,
                                ptrdiff_t previous_stride, float *cells, float *cell_tanhs,
                                float *hidden, ptrdiff_t state_stride) {
    (width == 16 ? forward_avx512 : forward_avx2)(rows, units, gates, gate_stride, previous_cells,
                                                  previous_stride, cells, cell_tanhs, hidden,
                                                  state_stride);
}

void swiftlet_lstm_cell_backward(int width, ptrdiff_t rows, ptrdiff_t units, float *gates,
                                 ptrdiff_t gate_stride, const float *previous_cells,
                                 ptrdiff_t previous_stride, const float *cell_tanhs,
                                 ptrdiff_t state_stride, const float *hidden_gradient,
                                 float *cell_gradient) {
    (width == 16 ? backward_avx512 : backward_avx2)(rows, units, gates, gate_stride,
                                                    previous_cells, previous_stride, cell_tanhs,
                                                    state_stride, hidden_gradient, cell_gradient);
}

#else

// Elsewhere the caller, told that there are no such vectors, never comes here.
int swiftlet_vector_width(void) { return 0; }

void swiftlet_lstm_cell_forward(int width, ptrdiff_t rows, ptrdiff_t units, float *gates,
                                ptrdiff_t gate_stride, const float *previous_cells,
                                ptrdiff_t previous_stride, float *cells, float *cell_tanhs,
                                float *hidden, ptrdiff_t state_stride) {
    __builtin_trap();
}

void swiftlet_lstm_cell_backward(int width, ptrdiff_t rows, ptrdiff_t units, float *gates,
                                 ptrdiff_t gate_stride, const float *previous_cells,
                                 ptrdiff_t previous_stride, const float *cell_tanhs,
                                 ptrdiff_t state_stride, const float *hidden_gradient,
                                 float *cell_gradient) {
    __builtin_trap();
}

#endif
