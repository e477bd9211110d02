// bfloat16 numbers, the upper halves of floats, for the kernels that multiply them on x86-64.

#ifndef BF16_NUMBERS_H
#define BF16_NUMBERS_H

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define UNROLL _Pragma("clang loop unroll(full)")
#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx2,fma")))

static inline __attribute__((always_inline)) float widen(uint16_t half) {
    const uint32_t bits = (uint32_t)half << 16;
    float number;
    memcpy(&number, &bits, 4);
    return number;
}

static inline __attribute__((always_inline)) uint16_t rounded(float number) {
    uint32_t bits;
    memcpy(&bits, &number, 4);
    // What is no number stays so, whatever its bits.
    return (uint16_t)((bits & 0x7fffffff) > 0x7f800000 ? bits >> 16 | 0x40
                                                       : (bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

// As `rounded`.
AVX512 static inline __attribute__((always_inline)) __m256i round_sixteen(__m512 numbers) {
    const __m512i bits = _mm512_castps_si512(numbers), one = _mm512_set1_epi32(1);
    const __m512i half = _mm512_add_epi32(_mm512_set1_epi32(0x7fff),
                                          _mm512_and_si512(_mm512_srli_epi32(bits, 16), one));
    const __m512i sum = _mm512_mask_or_epi32(_mm512_add_epi32(bits, half),
                                             _mm512_cmp_ps_mask(numbers, numbers, _CMP_UNORD_Q),
                                             bits, _mm512_set1_epi32(0x400000));
    return _mm512_cvtepi32_epi16(_mm512_srli_epi32(sum, 16));
}

// Turns 16 rows of 16 words into columns.
AVX512 static inline __attribute__((always_inline)) void transpose(__m512 a[16]) {
    __m512 b[16];
    UNROLL for (int n = 0; n < 16; n += 2) {
        b[n] = _mm512_unpacklo_ps(a[n], a[n + 1]);
        b[n + 1] = _mm512_unpackhi_ps(a[n], a[n + 1]);
    }
    UNROLL for (int n = 0; n < 16; n += 4) {
        UNROLL for (int half = 0; half < 2; half++) {
            const __m512d first = _mm512_castps_pd(b[n + half]);
            const __m512d second = _mm512_castps_pd(b[n + 2 + half]);
            a[n + 2 * half] = _mm512_castpd_ps(_mm512_unpacklo_pd(first, second));
            a[n + 2 * half + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(first, second));
        }
    }
    // a[4 q + i] has in its quarter c the words of rows 4 q to 4 q + 3 in column 4 c + i.
    UNROLL for (int i = 0; i < 4; i++) {
        b[i] = _mm512_shuffle_f32x4(a[i], a[4 + i], 0x88);
        b[4 + i] = _mm512_shuffle_f32x4(a[i], a[4 + i], 0xdd);
        b[8 + i] = _mm512_shuffle_f32x4(a[8 + i], a[12 + i], 0x88);
        b[12 + i] = _mm512_shuffle_f32x4(a[8 + i], a[12 + i], 0xdd);
    }
    UNROLL for (int i = 0; i < 4; i++) {
        a[i] = _mm512_shuffle_f32x4(b[i], b[8 + i], 0x88);
        a[8 + i] = _mm512_shuffle_f32x4(b[i], b[8 + i], 0xdd);
        a[4 + i] = _mm512_shuffle_f32x4(b[4 + i], b[12 + i], 0x88);
        a[12 + i] = _mm512_shuffle_f32x4(b[4 + i], b[12 + i], 0xdd);
    }
}

#endif
