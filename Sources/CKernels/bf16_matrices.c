#include "bf16_matrices.h"

#include "bf16_products.h"

#if defined(__x86_64__)

#include "bf16_numbers.h"

#define DOT __attribute__((target("avx512bf16,avx512f,avx512bw,avx512vl,avx2,fma")))

#define NAME(name) name##_avx2
#define WIDTH 8
#define TARGET AVX2
#include "bf16_matrix_body.h"
#undef NAME
#undef WIDTH
#undef TARGET

#define NAME(name) name##_avx512
#define WIDTH 16
#define TARGET AVX512
#include "bf16_matrix_body.h"
#undef NAME
#undef TARGET

#define NAME(name) name##_dot
#define TARGET DOT
#define ADD_PRODUCTS(total, factors, pairs)                                                        \
    total = (sums_dot)_mm512_dpbf16_ps((__m512)total, (__m512bh)_mm512_set1_epi32((int)factors),   \
                                       (__m512bh)pairs)
#include "bf16_matrix_body.h"
#undef NAME
#undef WIDTH
#undef TARGET
#undef ADD_PRODUCTS

#include "bf16_amx.h"
#include "bf16_matrix_tiles_body.h"
#undef TARGET

void swiftlet_bf16_multiply(int kernel, ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs,
                            const uint16_t *left, const uint16_t *right, const float *start,
                            ptrdiff_t start_stride, float *y, ptrdiff_t y_stride) {
    switch (kernel) {
    case swiftlet_bf16_amx:
        return bf16_multiply_by_tiles(rows, outputs, inputs, left, right, start, start_stride, y,
                                      y_stride);
    case swiftlet_bf16_avx512_bf16:
        return multiply_dot(rows, outputs, inputs, left, right, start, start_stride, y, y_stride);
    case swiftlet_bf16_avx512:
        return multiply_avx512(rows, outputs, inputs, left, right, start, start_stride, y,
                               y_stride);
    default: multiply_avx2(rows, outputs, inputs, left, right, start, start_stride, y, y_stride);
    }
}

AVX512 static inline __attribute__((always_inline)) __m512 halves_avx512(__m512 low, __m512 high) {
    return _mm512_castsi512_ps(_mm512_inserti64x4(_mm512_castsi256_si512(round_sixteen(low)),
                                                  round_sixteen(high), 1));
}

AVX512 static inline __attribute__((always_inline)) __m512 pairs_avx512(__m512 low, __m512 high) {
    const __m512i first = _mm512_cvtepu16_epi32(round_sixteen(low));
    const __m512i second = _mm512_cvtepu16_epi32(round_sixteen(high));
    return _mm512_castsi512_ps(_mm512_or_si512(first, _mm512_slli_epi32(second, 16)));
}

DOT static inline __attribute__((always_inline)) __m512 halves_dot(__m512 low, __m512 high) {
    return (__m512)_mm512_cvtne2ps_pbh(high, low);
}

DOT static inline __attribute__((always_inline)) __m512 pairs_dot(__m512 low, __m512 high) {
    static const uint16_t order[32] __attribute__((aligned(64))) = {
        0, 16, 1, 17, 2,  18, 3,  19, 4,  20, 5,  21, 6,  22, 7,  23,
        8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
    return (__m512)_mm512_permutexvar_epi16(_mm512_load_si512(order),
                                            (__m512i)_mm512_cvtne2ps_pbh(high, low));
}

#define NAME(name) name##_avx512
#define TARGET AVX512
#define HALVES halves_avx512
#define PAIRS pairs_avx512
#include "bf16_pack_body.h"
#undef NAME
#undef TARGET
#undef HALVES
#undef PAIRS

#define NAME(name) name##_dot
#define TARGET DOT
#define HALVES halves_dot
#define PAIRS pairs_dot
#include "bf16_pack_body.h"

// One number after the other.
static void pack_avx2(int form, ptrdiff_t rows, ptrdiff_t columns, const float *x, uint16_t *y) {
    const int sums_columns = form == swiftlet_bf16_left || form == swiftlet_bf16_right_turned;
    const int is_left = form == swiftlet_bf16_left || form == swiftlet_bf16_left_turned;
    const ptrdiff_t outer = sums_columns ? rows : columns, inner = sums_columns ? columns : rows;
    const ptrdiff_t outer_stride = sums_columns ? columns : 1;
    const ptrdiff_t inner_stride = sums_columns ? 1 : columns;
    for (ptrdiff_t first = 0; first < outer; first += 16) {
        for (ptrdiff_t block = 0; block < inner; block += 32, y += 512) {
            for (ptrdiff_t n = 0; n < 16; n++) {
                for (ptrdiff_t k = 0; k < 32; k++) {
                    const int is_there = first + n < outer && block + k < inner;
                    y[is_left ? 32 * n + k : k / 2 * 32 + 2 * n + k % 2] =
                        is_there ? rounded(x[(first + n) * outer_stride
                                             + (block + k) * inner_stride])
                                 : 0;
                }
            }
        }
    }
}

void swiftlet_bf16_pack(int kernel, int form, ptrdiff_t rows, ptrdiff_t columns, const float *x,
                        uint16_t *y) {
    switch (kernel) {
    // A processor with AMX has the conversions, too.
    case swiftlet_bf16_amx:
    case swiftlet_bf16_avx512_bf16: return pack_dot(form, rows, columns, x, y);
    case swiftlet_bf16_avx512: return pack_avx512(form, rows, columns, x, y);
    default: pack_avx2(form, rows, columns, x, y);
    }
}

void swiftlet_bf16_pack_gradient(int kernel, ptrdiff_t rows, ptrdiff_t columns, const float *x,
                                 uint16_t *left, uint16_t *turned, float *sums) {
    switch (kernel) {
    case swiftlet_bf16_amx:
    case swiftlet_bf16_avx512_bf16:
        return pack_gradient_dot(rows, columns, x, left, turned, sums);
    case swiftlet_bf16_avx512:
        return pack_gradient_avx512(rows, columns, x, left, turned, sums);
    default:
        if (left) pack_avx2(swiftlet_bf16_left, rows, columns, x, left);
        pack_avx2(swiftlet_bf16_left_turned, rows, columns, x, turned);
        for (ptrdiff_t row = 0; row < rows; row++) {
            for (ptrdiff_t column = 0; column < columns; column++)
                sums[column] += x[row * columns + column];
        }
    }
}

#else

// Elsewhere the caller, told that no kernel is supported, never comes here.
void swiftlet_bf16_multiply(int kernel, ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs,
                            const uint16_t *left, const uint16_t *right, const float *start,
                            ptrdiff_t start_stride, float *y, ptrdiff_t y_stride) {
    __builtin_trap();
}

void swiftlet_bf16_pack(int kernel, int form, ptrdiff_t rows, ptrdiff_t columns, const float *x,
                        uint16_t *y) {
    __builtin_trap();
}

void swiftlet_bf16_pack_gradient(int kernel, ptrdiff_t rows, ptrdiff_t columns, const float *x,
                                 uint16_t *left, uint16_t *turned, float *sums) {
    __builtin_trap();
}

#endif
