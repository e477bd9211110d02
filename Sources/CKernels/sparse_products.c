#include "sparse_products.h"

#if defined(__x86_64__)

#include <immintrin.h>

int swiftlet_sparse_supports(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl");
}

#define AVX512 __attribute__((target("avx512f,avx512vl")))

// sum + the products of those of eight elements whose bits are set.
AVX512 static inline __attribute__((always_inline)) __m512d
add_products(__m512d sum, __mmask8 elements, const int32_t *columns, const float *values,
             const double *vector) {
    const __m256i places = _mm256_maskz_loadu_epi32(elements, columns);
    const __m512d factors =
        _mm512_mask_i32gather_pd(_mm512_setzero_pd(), elements, places, vector, 8);
    return _mm512_fmadd_pd(_mm512_cvtps_pd(_mm256_maskz_loadu_ps(elements, values)), factors, sum);
}

AVX512 void swiftlet_sparse_products(ptrdiff_t rows, const ptrdiff_t *offsets,
                                     const int32_t *columns, const float *values,
                                     const double *vector, double *results) {
    for (ptrdiff_t row = 0; row < rows; row++) {
        ptrdiff_t k = offsets[row];
        const ptrdiff_t end = offsets[row + 1];
        // Two sums, so that one addition need not wait for the one before.
        __m512d even = _mm512_setzero_pd(), odd = _mm512_setzero_pd();
        for (; k + 16 <= end; k += 16) {
            even = add_products(even, 0xFF, columns + k, values + k, vector);
            odd = add_products(odd, 0xFF, columns + k + 8, values + k + 8, vector);
        }
        if (k + 8 <= end) {
            even = add_products(even, 0xFF, columns + k, values + k, vector);
            k += 8;
        }
        const __mmask8 rest = (__mmask8)((1u << (end - k)) - 1);
        odd = add_products(odd, rest, columns + k, values + k, vector);
        results[row] = _mm512_reduce_add_pd(_mm512_add_pd(even, odd));
    }
}

AVX512 void swiftlet_sparse_products_wide(ptrdiff_t rows, const ptrdiff_t *offsets,
                                          const int32_t *columns, const float *values, int width,
                                          const double *vectors, double *results) {
    const __mmask8 lanes = (__mmask8)((1u << width) - 1);
    for (ptrdiff_t row = 0; row < rows; row++) {
        ptrdiff_t k = offsets[row];
        const ptrdiff_t end = offsets[row + 1];
        __m512d even = _mm512_setzero_pd(), odd = _mm512_setzero_pd();
        for (; k + 2 <= end; k += 2) {
            even = _mm512_fmadd_pd(
                _mm512_set1_pd(values[k]),
                _mm512_maskz_loadu_pd(lanes, vectors + (ptrdiff_t)columns[k] * width), even);
            odd = _mm512_fmadd_pd(
                _mm512_set1_pd(values[k + 1]),
                _mm512_maskz_loadu_pd(lanes, vectors + (ptrdiff_t)columns[k + 1] * width), odd);
        }
        if (k < end)
            even = _mm512_fmadd_pd(
                _mm512_set1_pd(values[k]),
                _mm512_maskz_loadu_pd(lanes, vectors + (ptrdiff_t)columns[k] * width), even);
        _mm512_mask_storeu_pd(results + row * width, lanes, _mm512_add_pd(even, odd));
    }
}

#else

int swiftlet_sparse_supports(void) { return 0; }

void swiftlet_sparse_products(ptrdiff_t rows, const ptrdiff_t *offsets, const int32_t *columns,
                              const float *values, const double *vector, double *results) {
    __builtin_trap();
}

void swiftlet_sparse_products_wide(ptrdiff_t rows, const ptrdiff_t *offsets,
                                   const int32_t *columns, const float *values, int width,
                                   const double *vectors, double *results) {
    __builtin_trap();
}

#endif
