#include "bf16_products.h"

#include "int8_products.h"

#if defined(__x86_64__)

#include "bf16_numbers.h"

#include <cpuid.h>

int swiftlet_bf16_supports(int kernel) {
    __builtin_cpu_init();
    unsigned a, b, c, d;
    switch (kernel) {
    case swiftlet_bf16_avx2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case swiftlet_bf16_avx512:
        return swiftlet_bf16_supports(swiftlet_bf16_avx2) && __builtin_cpu_supports("avx512f")
            && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
    case swiftlet_bf16_avx512_bf16:
        return swiftlet_bf16_supports(swiftlet_bf16_avx512)
            && __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & (1 << 5));
    case swiftlet_bf16_amx:
        return swiftlet_bf16_supports(swiftlet_bf16_avx512_bf16)
            && swiftlet_int8_supports(swiftlet_int8_amx)
            && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & (1 << 22));
    default: return 0;
    }
}

AVX2 static inline __attribute__((always_inline)) __m256 widen_eight(const uint16_t *halves) {
    const __m128i eight = _mm_loadu_si128((const __m128i *)halves);
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(eight), 16));
}

AVX2 static inline __attribute__((always_inline)) float sum_eight(__m256 x) {
    __m128 four = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    four = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(four, _mm_movehdup_ps(four)));
}

AVX512 static inline __attribute__((always_inline)) __m512 widen_sixteen(const uint16_t *halves) {
    const __m256i sixteen = _mm256_loadu_si256((const __m256i *)halves);
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(sixteen), 16));
}

#define NAME(name) name##_avx2
#define WIDTH 8
#define TARGET AVX2
#define WIDEN(halves) (floats_avx2) widen_eight(halves)
#define SUM(x) sum_eight((__m256)(x))
#include "bf16_body.h"
#undef NAME
#undef WIDTH
#undef TARGET
#undef WIDEN
#undef SUM

#define NAME(name) name##_avx512
#define WIDTH 16
#define TARGET AVX512
#define WIDEN(halves) (floats_avx512) widen_sixteen(halves)
#define SUM(x) _mm512_reduce_add_ps((__m512)(x))
#include "bf16_body.h"
#undef NAME
#undef WIDTH
#undef TARGET
#undef WIDEN
#undef SUM

#define NAME(name) name##_dot
#define TARGET __attribute__((target("avx512bf16,avx512f,avx512bw,avx512vl,avx2,fma")))

TARGET static inline __attribute__((always_inline)) void
NAME(block)(const int rows, const int outputs, ptrdiff_t inputs, const uint16_t *x,
            const uint16_t *weights, const float *bias, float *y, ptrdiff_t y_stride) {
    __m512 total[4][4];
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int n = 0; n < outputs; n++) total[r][n] = _mm512_setzero_ps();
    }
    for (ptrdiff_t k = 0; k < inputs; k += 32) {
        const __mmask32 mask =
            inputs - k < 32 ? (__mmask32)((1u << (inputs - k)) - 1) : ~(__mmask32)0;
        __m512bh a[4];
        UNROLL for (int r = 0; r < rows; r++)
            a[r] = (__m512bh)_mm512_maskz_loadu_epi16(mask, x + r * inputs + k);
        UNROLL for (int n = 0; n < outputs; n++) {
            const __m512bh w = (__m512bh)_mm512_maskz_loadu_epi16(mask, weights + n * inputs + k);
            UNROLL for (int r = 0; r < rows; r++)
                total[r][n] = _mm512_dpbf16_ps(total[r][n], a[r], w);
        }
    }
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int n = 0; n < outputs; n++)
            y[r * y_stride + n] = bias[n] + _mm512_reduce_add_ps(total[r][n]);
    }
}

#include "bf16_blocks_body.h"
#undef NAME
#undef TARGET

// Writes the first rows of 16 by 16 sums, outputs by rows, with the bias.
AVX512 static void store_transposed(const float *sums, const float *bias, ptrdiff_t rows, float *y,
                                    ptrdiff_t y_stride) {
    __m512 a[16];
    UNROLL for (int n = 0; n < 16; n++)
        a[n] = _mm512_add_ps(_mm512_load_ps(sums + 16 * n), _mm512_set1_ps(bias[n]));
    transpose(a);
    UNROLL for (int r = 0; r < 16; r++) {
        if (r < rows) _mm512_storeu_ps(y + r * y_stride, a[r]);
    }
}

#include "bf16_amx.h"
#include "bf16_tiles_body.h"

void swiftlet_bf16_products(int kernel, ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs,
                            const uint16_t *x, const uint16_t *weights, const float *bias,
                            uint16_t *scratch, float *y, ptrdiff_t y_stride) {
    switch (kernel) {
    case swiftlet_bf16_amx:
        return bf16_products_by_tiles(rows, outputs, inputs, x, weights, bias, scratch, y,
                                      y_stride);
    case swiftlet_bf16_avx512_bf16:
        return products_dot(rows, outputs, inputs, x, weights, bias, y, y_stride);
    case swiftlet_bf16_avx512:
        return products_avx512(rows, outputs, inputs, x, weights, bias, y, y_stride);
    default: products_avx2(rows, outputs, inputs, x, weights, bias, y, y_stride);
    }
}

// Sixteen pairs of inputs of 16 rows at a time.
AVX512 static void round_panels(ptrdiff_t rows, ptrdiff_t inputs, const float *x, uint16_t *y) {
    for (ptrdiff_t start = 0; start < rows; start += 16, y += 16 * inputs) {
        const float *first = x + start * inputs;
        for (ptrdiff_t k = 0; k < inputs; k += 32) {
            __m512 a[16];
            UNROLL for (int r = 0; r < 16; r++) {
                a[r] = _mm512_setzero_ps();
                if (start + r >= rows) continue;
                const float *row = first + r * inputs + k;
                const __m256i upper = round_sixteen(_mm512_loadu_ps(row + 16));
                a[r] = _mm512_castsi512_ps(_mm512_inserti64x4(
                    _mm512_castsi256_si512(round_sixteen(_mm512_loadu_ps(row))), upper, 1));
            }
            transpose(a);
            UNROLL for (int r = 0; r < 16; r++) _mm512_storeu_ps(y + 16 * k + 32 * r, a[r]);
        }
    }
}

void swiftlet_bf16_round(int kernel, ptrdiff_t rows, ptrdiff_t inputs, const float *x,
                         uint16_t *y) {
    switch (kernel) {
    case swiftlet_bf16_amx: return round_panels(rows, inputs, x, y);
    case swiftlet_bf16_avx2: return round_avx2(rows * inputs, x, y);
    default: round_avx512(rows * inputs, x, y);
    }
}

#else

// Elsewhere the caller, told that no kernel is supported, never comes here.
int swiftlet_bf16_supports(int kernel) { return 0; }

void swiftlet_bf16_products(int kernel, ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs,
                            const uint16_t *x, const uint16_t *weights, const float *bias,
                            uint16_t *scratch, float *y, ptrdiff_t y_stride) {
    __builtin_trap();
}

void swiftlet_bf16_round(int kernel, ptrdiff_t rows, ptrdiff_t inputs, const float *x,
                         uint16_t *y) {
    __builtin_trap();
}

#endif
