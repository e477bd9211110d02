#include "packed_product.h"

#if defined(__x86_64__)

#pragma clang diagnostic ignored "-Wpsabi"
#pragma STDC FP_CONTRACT ON

#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f,avx2,fma")))

typedef float vector8 __attribute__((vector_size(32)));
typedef float unaligned8 __attribute__((vector_size(32), aligned(4)));
typedef float vector16 __attribute__((vector_size(64)));
typedef float unaligned16 __attribute__((vector_size(64), aligned(4)));

// A block of 1 to 6 rows by 16 columns stays in registers over the whole depth. `rows` is known
// where this is used, so that the loops over rows unroll.
#define BLOCK_AVX2(rows)                                                                         \
    AVX2 static void block##rows##_avx2(ptrdiff_t depth, const float *a, ptrdiff_t a_stride,    \
                                        const float *b, int beta, float *c, ptrdiff_t c_stride) { \
        vector8 left[rows], right[rows];                                                         \
        for (int row = 0; row < rows; row++) {                                                   \
            left[row] = beta ? *(const unaligned8 *)(c + row * c_stride) : (vector8){0};         \
            right[row] = beta ? *(const unaligned8 *)(c + row * c_stride + 8) : (vector8){0};    \
        }                                                                                        \
        for (ptrdiff_t k = 0; k < depth; k++) {                                                  \
            vector8 b0 = *(const vector8 *)(b + 16 * k), b1 = *(const vector8 *)(b + 16 * k + 8); \
            _Pragma("clang loop unroll(full)") for (int row = 0; row < rows; row++) {           \
                left[row] += a[row * a_stride + k] * b0;                                         \
                right[row] += a[row * a_stride + k] * b1;                                        \
            }                                                                                    \
        }                                                                                        \
        for (int row = 0; row < rows; row++) {                                                   \
            *(unaligned8 *)(c + row * c_stride) = left[row];                                     \
            *(unaligned8 *)(c + row * c_stride + 8) = right[row];                                \
        }                                                                                        \
    }

#define BLOCK_AVX512(rows)                                                                       \
    AVX512 static void block##rows##_avx512(ptrdiff_t depth, const float *a, ptrdiff_t a_stride, \
                                            const float *b, int beta, float *c,                  \
                                            ptrdiff_t c_stride) {                                \
        vector16 sums[rows];                                                                     \
        for (int row = 0; row < rows; row++)                                                     \
            sums[row] = beta ? *(const unaligned16 *)(c + row * c_stride) : (vector16){0};       \
        for (ptrdiff_t k = 0; k < depth; k++) {                                                  \
            vector16 b0 = *(const vector16 *)(b + 16 * k);                                       \
            _Pragma("clang loop unroll(full)") for (int row = 0; row < rows; row++)             \
                sums[row] += a[row * a_stride + k] * b0;                                         \
        }                                                                                        \
        for (int row = 0; row < rows; row++) *(unaligned16 *)(c + row * c_stride) = sums[row];   \
    }

BLOCK_AVX2(1)
BLOCK_AVX2(2)
BLOCK_AVX2(3)
BLOCK_AVX2(4)
BLOCK_AVX2(5)
BLOCK_AVX2(6)
BLOCK_AVX512(1)
BLOCK_AVX512(2)
BLOCK_AVX512(3)
BLOCK_AVX512(4)
BLOCK_AVX512(5)
BLOCK_AVX512(6)
BLOCK_AVX512(12)

typedef void (*block)(ptrdiff_t, const float *, ptrdiff_t, const float *, int, float *, ptrdiff_t);

void swiftlet_panel_product(int width, ptrdiff_t rows, ptrdiff_t depth, const float *a,
                            ptrdiff_t a_stride, const float *b, int beta, float *c,
                            ptrdiff_t c_stride) {
    static const block narrow[] = {0,           block1_avx2, block2_avx2, block3_avx2,
                                   block4_avx2, block5_avx2, block6_avx2};
    static const block wide[] = {0,             block1_avx512, block2_avx512, block3_avx512,
                                 block4_avx512, block5_avx512, block6_avx512};
    const block *blocks = width == 16 ? wide : narrow;
    while (rows > 0) {
        ptrdiff_t height = rows >= 12 && width == 16 ? 12 : rows > 6 ? 6 : rows;
        // Seven rows as four and three, not as six and one: a lone row is the slowest.
        if (rows > 6 && rows < 10 && height == 6) height = (rows + 1) / 2;
        (height == 12 ? block12_avx512 : blocks[height])(depth, a, a_stride, b, beta, c, c_stride);
        rows -= height;
        a += height * a_stride;
        c += height * c_stride;
    }
}

#else

// Elsewhere the caller, told that there are no such vectors, never comes here.
void swiftlet_panel_product(int width, ptrdiff_t rows, ptrdiff_t depth, const float *a,
                            ptrdiff_t a_stride, const float *b, int beta, float *c,
                            ptrdiff_t c_stride) {
    __builtin_trap();
}

#endif
