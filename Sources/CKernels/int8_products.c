#include "int8_products.h"

#include <stdlib.h>
#include <string.h>

#define UNROLL _Pragma("clang loop unroll(full)")

// A tile is compiled for each number of rows and panels, so that every sum stays in a register.
#define TILE_PARAMETERS                                                                            \
    ptrdiff_t depth, const uint8_t *activations, ptrdiff_t activation_stride,                      \
        const int8_t *weights, const int32_t *zero_points, const int32_t *column_sums,             \
        const int32_t *corrections, const int8_t *ahead, ptrdiff_t ahead_step, int32_t *sums,      \
        ptrdiff_t sum_stride
#define TILE_ARGUMENTS                                                                             \
    depth, activations, activation_stride, weights, zero_points, column_sums, corrections, ahead,  \
        ahead_step, sums, sum_stride
// Without a branch, which would cost more than a line that is asked for twice.
#define PREFETCH                                                                                   \
    __builtin_prefetch(ahead, 0, 2);                                                               \
    ahead += ahead_step

static inline int32_t load_four(const uint8_t *bytes) {
    int32_t value;
    memcpy(&value, bytes, 4);
    return value;
}

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

int swiftlet_int8_supports(int kernel) {
    __builtin_cpu_init();
    const int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    switch (kernel) {
    case swiftlet_int8_avx2: return avx2;
    case swiftlet_int8_avx_vnni: {
        unsigned a, b, c, d;
        return avx2 && __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & (1 << 4));
    }
    case swiftlet_int8_avx512_vnni:
        return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
            && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
            && __builtin_cpu_supports("avx512vnni");
    default: return 0;
    }
}

#define AVX2 __attribute__((target("avx2,fma")))
#define AVX_VNNI __attribute__((target("avx2,fma,avxvnni")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma")))

#define NAME(name) name##_avx2
#define WIDTH 8
#define TARGET AVX2
#define INLINE static inline __attribute__((always_inline)) TARGET
#define MINIMUM _mm256_min_ps
#define MAXIMUM _mm256_max_ps
#define LEAST(a, b) (I) _mm256_min_epi32((__m256i)(a), (__m256i)(b))
#define GREATEST(a, b) (I) _mm256_max_epi32((__m256i)(a), (__m256i)(b))
#include "int8_rows_body.h"
#undef NAME
#undef WIDTH
#undef TARGET
#undef MINIMUM
#undef MAXIMUM
#undef LEAST
#undef GREATEST

#define NAME(name) name##_avx512
#define WIDTH 16
#define TARGET AVX512
#define MINIMUM _mm512_min_ps
#define MAXIMUM _mm512_max_ps
#define LEAST(a, b) (I) _mm512_min_epi32((__m512i)(a), (__m512i)(b))
#define GREATEST(a, b) (I) _mm512_max_epi32((__m512i)(a), (__m512i)(b))
#include "int8_rows_body.h"

// VPMADDUBSW sums two products in sixteen bits, and saturates where two weights of one sign are
// large: what it then loses is told by `corrections`, made before for these pairs alone. It is a
// third faster than to multiply sixteen-bit numbers by VPMADDWD.
AVX2 static inline __attribute__((always_inline)) void tile_avx2(const int rows, TILE_PARAMETERS) {
    const __m256i one = _mm256_set1_epi16(1);
    __m256i total[4][2];
    UNROLL for (int r = 0; r < rows; r++) total[r][0] = total[r][1] = _mm256_setzero_si256();
    for (ptrdiff_t block = 0; block < depth; block++) {
        PREFETCH;
        __m256i w[2];
        UNROLL for (int half = 0; half < 2; half++)
            w[half] = _mm256_loadu_si256((const __m256i *)(weights + 64 * block + 32 * half));
        UNROLL for (int r = 0; r < rows; r++) {
            __m256i a =
                _mm256_set1_epi32(load_four(activations + r * activation_stride + 4 * block));
            UNROLL for (int half = 0; half < 2; half++) {
                __m256i pairs = _mm256_maddubs_epi16(a, w[half]);
                total[r][half] = _mm256_add_epi32(total[r][half], _mm256_madd_epi16(pairs, one));
            }
        }
    }
    UNROLL for (int half = 0; half < 2; half++) {
        __m256i columns = _mm256_loadu_si256((const __m256i *)(column_sums + 8 * half));
        UNROLL for (int r = 0; r < rows; r++) {
            __m256i offset = _mm256_mullo_epi32(_mm256_set1_epi32(zero_points[r]), columns);
            __m256i sum = _mm256_sub_epi32(total[r][half], offset);
            if (corrections)
                sum = _mm256_add_epi32(
                    sum, _mm256_loadu_si256((const __m256i *)(corrections + 16 * r + 8 * half)));
            _mm256_storeu_si256((__m256i *)(sums + r * sum_stride + 8 * half), sum);
        }
    }
}

AVX2 static void transpose_eight(const int32_t *x, ptrdiff_t x_stride, int32_t *y,
                                 ptrdiff_t y_stride) {
    __m256i a[8], b[8];
    UNROLL for (int i = 0; i < 8; i++) a[i] = _mm256_loadu_si256((const __m256i *)(x + i * x_stride));
    UNROLL for (int i = 0; i < 8; i += 2) {
        b[i] = _mm256_unpacklo_epi32(a[i], a[i + 1]);
        b[i + 1] = _mm256_unpackhi_epi32(a[i], a[i + 1]);
    }
    UNROLL for (int i = 0; i < 8; i += 4) {
        a[i] = _mm256_unpacklo_epi64(b[i], b[i + 2]);
        a[i + 1] = _mm256_unpackhi_epi64(b[i], b[i + 2]);
        a[i + 2] = _mm256_unpacklo_epi64(b[i + 1], b[i + 3]);
        a[i + 3] = _mm256_unpackhi_epi64(b[i + 1], b[i + 3]);
    }
    UNROLL for (int i = 0; i < 4; i++) {
        _mm256_storeu_si256((__m256i *)(y + i * y_stride),
                            _mm256_permute2x128_si256(a[i], a[i + 4], 0x20));
        _mm256_storeu_si256((__m256i *)(y + (i + 4) * y_stride),
                            _mm256_permute2x128_si256(a[i], a[i + 4], 0x31));
    }
}

// Pairs of which an activation of some rows is beyond the limit: the others saturate in none of them.
// Writes where they stand and returns how many there are.
AVX2 static int may_saturate(int count, const uint32_t *places, const uint8_t *greatest,
                             uint32_t *found) {
    int length = 0;
    for (int index = 0; index < count; index++) {
        const uint32_t place = places[index] & 0xFFFFFF;
        found[length] = place;
        length += greatest[(place >> 5) * 2 + (place & 1)] > places[index] >> 24;
    }
    return length;
}

AVX2 static inline __attribute__((always_inline)) void
lose(const int groups, int count, const uint32_t *places, const int8_t *weights,
     const uint8_t *pairs, int32_t (*lost)[32]) {
    const __m256i greatest = _mm256_set1_epi32(32767), least = _mm256_set1_epi32(-32768);
    for (int index = 0; index < count; index++) {
        const ptrdiff_t place = places[index];
        int16_t two;
        memcpy(&two, weights + 2 * place, 2);
        const __m256i w = _mm256_cvtepi8_epi16(_mm_set1_epi16(two));
        const uint8_t *a = pairs + ((place >> 5) * 2 + (place & 1)) * 64;
        int32_t *target = lost[(place & 31) >> 1];
        UNROLL for (int group = 0; group < groups; group++) {
            __m256i x = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(a + 16 * group)));
            __m256i sum = _mm256_madd_epi16(x, w);
            __m256i held = _mm256_max_epi32(_mm256_min_epi32(sum, greatest), least);
            __m256i *t = (__m256i *)(target + 8 * group);
            _mm256_storeu_si256(t, _mm256_add_epi32(_mm256_loadu_si256(t),
                                                    _mm256_sub_epi32(sum, held)));
        }
    }
}

AVX2 int swiftlet_int8_correct(int rows, ptrdiff_t count, const uint32_t *places,
                               const int8_t *weights, const uint8_t *pairs,
                               const uint8_t *greatest, int32_t *corrections) {
    enum { some = 256 };
    const int groups = (rows + 7) / 8;
    uint32_t found[some];
    int32_t lost[16][32];
    int any = 0;
    for (ptrdiff_t start = 0; start < count; start += some) {
        const int part = (int)(count - start < some ? count - start : some);
        const int length = may_saturate(part, places + start, greatest, found);
        if (length == 0) continue;
        if (!any) memset(lost, 0, sizeof lost);
        any = 1;
        switch (groups) {
        case 1: lose(1, length, found, weights, pairs, lost); break;
        case 2: lose(2, length, found, weights, pairs, lost); break;
        case 3: lose(3, length, found, weights, pairs, lost); break;
        default: lose(4, length, found, weights, pairs, lost); break;
        }
    }
    if (!any) return 0;
    for (int group = 0; group < groups; group++) {
        UNROLL for (int half = 0; half < 2; half++)
            transpose_eight(&lost[8 * half][8 * group], 32, corrections + 128 * group + 8 * half,
                            16);
    }
    return 1;
}

AVX2 void swiftlet_int8_turn(int rows, ptrdiff_t depth, const uint8_t *activations,
                             ptrdiff_t activation_stride, uint8_t *pairs, uint8_t *greatest) {
    memset(greatest, 0, 4 * depth);
    for (int row = 0; row < rows; row++) {
        const uint8_t *a = activations + row * activation_stride;
        for (ptrdiff_t input = 0; input < 4 * depth; input++)
            greatest[input] = greatest[input] > a[input] ? greatest[input] : a[input];
    }
    for (ptrdiff_t pair = 0; pair < 2 * depth; pair++) {
        const uint8_t first = greatest[2 * pair], second = greatest[2 * pair + 1];
        greatest[pair] = first > second ? first : second;
    }
    // Eight rows by eight pairs at a time, then what is left of both, pair by pair.
    int row = 0;
    for (; row + 8 <= rows; row += 8) {
        const uint8_t *from = activations + row * activation_stride;
        uint8_t *to = pairs + 2 * row;
        ptrdiff_t pair = 0;
        for (; pair + 8 <= 2 * depth; pair += 8) {
            __m128i a[8], b[8];
            UNROLL for (int i = 0; i < 8; i++)
                a[i] = _mm_loadu_si128((const __m128i *)(from + i * activation_stride + 2 * pair));
            UNROLL for (int i = 0; i < 4; i++) {
                b[2 * i] = _mm_unpacklo_epi16(a[i], a[i + 4]);
                b[2 * i + 1] = _mm_unpackhi_epi16(a[i], a[i + 4]);
            }
            // Now b[2 i] has of pairs 0 to 3 the rows i and i + 4 in turn, b[2 i + 1] of pairs 4 to 7.
            UNROLL for (int half = 0; half < 2; half++) {
                __m128i even_low = _mm_unpacklo_epi16(b[half], b[half + 4]);
                __m128i even_high = _mm_unpackhi_epi16(b[half], b[half + 4]);
                __m128i odd_low = _mm_unpacklo_epi16(b[half + 2], b[half + 6]);
                __m128i odd_high = _mm_unpackhi_epi16(b[half + 2], b[half + 6]);
                __m128i *target = (__m128i *)(to + 64 * (pair + 4 * half));
                _mm_storeu_si128(target, _mm_unpacklo_epi16(even_low, odd_low));
                _mm_storeu_si128(target + 4, _mm_unpackhi_epi16(even_low, odd_low));
                _mm_storeu_si128(target + 8, _mm_unpacklo_epi16(even_high, odd_high));
                _mm_storeu_si128(target + 12, _mm_unpackhi_epi16(even_high, odd_high));
            }
        }
        for (; pair < 2 * depth; pair++)
            for (int i = 0; i < 8; i++)
                memcpy(to + 64 * pair + 2 * i, from + i * activation_stride + 2 * pair, 2);
    }
    for (; row < rows; row++)
        for (ptrdiff_t pair = 0; pair < 2 * depth; pair++)
            memcpy(pairs + 64 * pair + 2 * row, activations + row * activation_stride + 2 * pair, 2);
}

AVX2 ptrdiff_t swiftlet_int8_saturating_pairs(ptrdiff_t depth, const int8_t *weights,
                                              uint32_t *places) {
    const __m256i one = _mm256_set1_epi8(1), limit = _mm256_set1_epi16(128);
    ptrdiff_t count = 0;
    for (ptrdiff_t half = 0; half < 2 * depth; half++) {
        __m256i w = _mm256_loadu_si256((const __m256i *)(weights + 32 * half));
        __m256i sum = _mm256_abs_epi16(_mm256_maddubs_epi16(one, w));
        uint32_t mask = _mm256_movemask_epi8(_mm256_cmpgt_epi16(sum, limit)) & 0x55555555u;
        for (; mask; mask &= mask - 1, count++) {
            if (!places) continue;
            const int pair = __builtin_ctz(mask) / 2;
            const int8_t *two = weights + 32 * half + 2 * pair;
            const int limit = 32767 / abs(two[0] + two[1]);
            places[count] = (uint32_t)limit << 24 | (uint32_t)(16 * half + pair);
        }
    }
    return count;
}

AVX_VNNI static inline __attribute__((always_inline)) void tile_avx_vnni(const int rows,
                                                                        TILE_PARAMETERS) {
    __m256i total[6][2];
    UNROLL for (int r = 0; r < rows; r++) total[r][0] = total[r][1] = _mm256_setzero_si256();
    for (ptrdiff_t block = 0; block < depth; block++) {
        PREFETCH;
        __m256i w0 = _mm256_loadu_si256((const __m256i *)(weights + 64 * block));
        __m256i w1 = _mm256_loadu_si256((const __m256i *)(weights + 64 * block + 32));
        UNROLL for (int r = 0; r < rows; r++) {
            __m256i a =
                _mm256_set1_epi32(load_four(activations + r * activation_stride + 4 * block));
            total[r][0] = _mm256_dpbusd_avx_epi32(total[r][0], a, w0);
            total[r][1] = _mm256_dpbusd_avx_epi32(total[r][1], a, w1);
        }
    }
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int half = 0; half < 2; half++) {
            __m256i columns = _mm256_loadu_si256((const __m256i *)(column_sums + 8 * half));
            __m256i offset = _mm256_mullo_epi32(_mm256_set1_epi32(zero_points[r]), columns);
            _mm256_storeu_si256((__m256i *)(sums + r * sum_stride + 8 * half),
                                _mm256_sub_epi32(total[r][half], offset));
        }
    }
}

// Twelve rows by two panels have as many sums as six by four, and read half as many bytes of weights:
// those that the two panels of 768 inputs take stay in the nearest cache.
AVX512 static inline __attribute__((always_inline)) void tile_avx512(const int rows,
                                                                    const int panels,
                                                                    TILE_PARAMETERS) {
    __m512i total[12][2];
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int p = 0; p < panels; p++) total[r][p] = _mm512_setzero_si512();
    }
    // Four rows share a pointer that moves on. The compiler, unless it is kept from seeing how they are
    // related, computes the address of every row, which some processors have not the time for.
    const uint8_t *start[3];
    UNROLL for (int r = 0; r < rows; r += 4) {
        start[r / 4] = activations + r * activation_stride;
        __asm__("" : "+r"(start[r / 4]));
    }
    for (ptrdiff_t block = 0; block < depth; block++) {
        __m512i w[2];
        UNROLL for (int p = 0; p < panels; p++) {
            PREFETCH;
            w[p] = _mm512_loadu_si512(weights + 64 * (p * depth + block));
        }
        UNROLL for (int r = 0; r < rows; r++) {
            __m512i a = _mm512_set1_epi32(
                load_four(start[r / 4] + r % 4 * activation_stride + 4 * block));
            UNROLL for (int p = 0; p < panels; p++)
                total[r][p] = _mm512_dpbusd_epi32(total[r][p], a, w[p]);
        }
    }
    UNROLL for (int p = 0; p < panels; p++) {
        __m512i columns = _mm512_loadu_si512(column_sums + 16 * p);
        UNROLL for (int r = 0; r < rows; r++) {
            __m512i offset = _mm512_mullo_epi32(_mm512_set1_epi32(zero_points[r]), columns);
            _mm512_storeu_si512(sums + r * sum_stride + 16 * p,
                                _mm512_sub_epi32(total[r][p], offset));
        }
    }
}

#define ROW_TILES(name, TARGET)                                                                    \
    TARGET static void name##_1(TILE_PARAMETERS) { tile_##name(1, TILE_ARGUMENTS); }               \
    TARGET static void name##_2(TILE_PARAMETERS) { tile_##name(2, TILE_ARGUMENTS); }               \
    TARGET static void name##_3(TILE_PARAMETERS) { tile_##name(3, TILE_ARGUMENTS); }               \
    TARGET static void name##_4(TILE_PARAMETERS) { tile_##name(4, TILE_ARGUMENTS); }
ROW_TILES(avx2, AVX2)
ROW_TILES(avx_vnni, AVX_VNNI)
AVX_VNNI static void avx_vnni_5(TILE_PARAMETERS) { tile_avx_vnni(5, TILE_ARGUMENTS); }
AVX_VNNI static void avx_vnni_6(TILE_PARAMETERS) { tile_avx_vnni(6, TILE_ARGUMENTS); }

#define PANEL_TILES(rows)                                                                          \
    AVX512 static void avx512_##rows##_1(TILE_PARAMETERS) { tile_avx512(rows, 1, TILE_ARGUMENTS); }\
    AVX512 static void avx512_##rows##_2(TILE_PARAMETERS) { tile_avx512(rows, 2, TILE_ARGUMENTS); }
PANEL_TILES(1)
PANEL_TILES(2)
PANEL_TILES(3)
PANEL_TILES(4)
PANEL_TILES(5)
PANEL_TILES(6)
PANEL_TILES(7)
PANEL_TILES(8)
PANEL_TILES(9)
PANEL_TILES(10)
PANEL_TILES(11)
PANEL_TILES(12)

typedef void (*tile)(TILE_PARAMETERS);

static tile tile_of(int kernel, int rows, int panels) {
    static const tile avx2[4] = {avx2_1, avx2_2, avx2_3, avx2_4};
    static const tile avx_vnni[6] = {avx_vnni_1, avx_vnni_2, avx_vnni_3,
                                     avx_vnni_4, avx_vnni_5, avx_vnni_6};
    static const tile avx512[12][2] = {
        {avx512_1_1, avx512_1_2}, {avx512_2_1, avx512_2_2},   {avx512_3_1, avx512_3_2},
        {avx512_4_1, avx512_4_2}, {avx512_5_1, avx512_5_2},   {avx512_6_1, avx512_6_2},
        {avx512_7_1, avx512_7_2}, {avx512_8_1, avx512_8_2},   {avx512_9_1, avx512_9_2},
        {avx512_10_1, avx512_10_2}, {avx512_11_1, avx512_11_2}, {avx512_12_1, avx512_12_2}};
    switch (kernel) {
    case swiftlet_int8_avx2: return avx2[rows - 1];
    case swiftlet_int8_avx_vnni: return avx_vnni[rows - 1];
    case swiftlet_int8_avx512_vnni: return avx512[rows - 1][panels - 1];
    default: __builtin_trap();
    }
}

static int most_rows(int kernel) {
    switch (kernel) {
    case swiftlet_int8_avx2: return 4;
    case swiftlet_int8_avx512_vnni: return 12;
    default: return 6;
    }
}

void swiftlet_int8_finish(int kernel, int rows, ptrdiff_t columns, const int32_t *sums,
                          ptrdiff_t sum_stride, const float *row_scales,
                          const float *column_scales, const float *bias, int gelu,
                          const float *residual, float *y, ptrdiff_t y_stride) {
    (kernel == swiftlet_int8_avx512_vnni ? finish_avx512 : finish_avx2)(
        rows, columns, sums, sum_stride, row_scales, column_scales, bias, gelu, residual, y,
        y_stride);
}

int swiftlet_int8_range(int kernel, ptrdiff_t count, const float *x, float *least,
                        float *greatest) {
    return (kernel == swiftlet_int8_avx512_vnni ? range_avx512 : range_avx2)(count, x, least,
                                                                             greatest);
}

void swiftlet_int8_quantize(int kernel, ptrdiff_t count, ptrdiff_t padded, const float *x,
                            float factor, int zero_point, uint8_t *activations) {
    (kernel == swiftlet_int8_avx512_vnni ? quantize_avx512 : quantize_avx2)(
        count, padded, x, factor, zero_point, 0, activations);
}

#elif defined(__aarch64__)

#include <arm_neon.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif

int swiftlet_int8_supports(int kernel) {
    if (kernel != swiftlet_int8_neon_dot) return 0;
#if defined(__linux__)
    return (getauxval(AT_HWCAP) & (1 << 20)) != 0;  // HWCAP_ASIMDDP
#else
    return 1;  // Every Mac with such a processor.
#endif
}

#define DOT __attribute__((target("dotprod")))

#define NAME(name) name##_neon
#define WIDTH 4
#define TARGET DOT
#define INLINE static inline __attribute__((always_inline)) TARGET
#define MINIMUM vminq_f32
#define MAXIMUM vmaxq_f32
#define LEAST(a, b) (I) vminq_s32((int32x4_t)(a), (int32x4_t)(b))
#define GREATEST(a, b) (I) vmaxq_s32((int32x4_t)(a), (int32x4_t)(b))
#include "int8_rows_body.h"

// SDOT takes signed numbers on both sides, so the activations and zero points are 128 less.
INLINE void tile_neon(const int rows, TILE_PARAMETERS) {
    int32x4_t total[6][4];
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int p = 0; p < 4; p++) total[r][p] = vdupq_n_s32(0);
    }
    for (ptrdiff_t block = 0; block < depth; block++) {
        PREFETCH;
        int8x16_t w[4];
        UNROLL for (int p = 0; p < 4; p++) w[p] = vld1q_s8(weights + 64 * block + 16 * p);
        UNROLL for (int r = 0; r < rows; r++) {
            int8x16_t a = vreinterpretq_s8_s32(
                vdupq_n_s32(load_four(activations + r * activation_stride + 4 * block)));
            UNROLL for (int p = 0; p < 4; p++) total[r][p] = vdotq_s32(total[r][p], w[p], a);
        }
    }
    UNROLL for (int r = 0; r < rows; r++) {
        int32x4_t zero_point = vdupq_n_s32(zero_points[r] - 128);
        UNROLL for (int p = 0; p < 4; p++)
            vst1q_s32(sums + r * sum_stride + 4 * p,
                      vmlsq_s32(total[r][p], zero_point, vld1q_s32(column_sums + 4 * p)));
    }
}

typedef void (*tile)(TILE_PARAMETERS);

#define NEON_TILE(rows)                                                                            \
    DOT static void neon_##rows(TILE_PARAMETERS) { tile_neon(rows, TILE_ARGUMENTS); }
NEON_TILE(1)
NEON_TILE(2)
NEON_TILE(3)
NEON_TILE(4)
NEON_TILE(5)
NEON_TILE(6)

static tile tile_of(int kernel, int rows, int panels) {
    static const tile neon[6] = {neon_1, neon_2, neon_3, neon_4, neon_5, neon_6};
    return neon[rows - 1];
}

static int most_rows(int kernel) { return 6; }

DOT void swiftlet_int8_finish(int kernel, int rows, ptrdiff_t columns, const int32_t *sums,
                              ptrdiff_t sum_stride, const float *row_scales,
                              const float *column_scales, const float *bias, int gelu,
                              const float *residual, float *y, ptrdiff_t y_stride) {
    finish_neon(rows, columns, sums, sum_stride, row_scales, column_scales, bias, gelu, residual,
                y, y_stride);
}

DOT int swiftlet_int8_range(int kernel, ptrdiff_t count, const float *x, float *least,
                            float *greatest) {
    return range_neon(count, x, least, greatest);
}

DOT void swiftlet_int8_quantize(int kernel, ptrdiff_t count, ptrdiff_t padded, const float *x,
                                float factor, int zero_point, uint8_t *activations) {
    quantize_neon(count, padded, x, factor, zero_point, 128, activations);
}

#else

// Elsewhere the caller, told that no kernel is supported, never comes here.
int swiftlet_int8_supports(int kernel) { return 0; }

typedef void (*tile)(TILE_PARAMETERS);

static tile tile_of(int kernel, int rows, int panels) { __builtin_trap(); }

static int most_rows(int kernel) { __builtin_trap(); }

void swiftlet_int8_finish(int kernel, int rows, ptrdiff_t columns, const int32_t *sums,
                          ptrdiff_t sum_stride, const float *row_scales,
                          const float *column_scales, const float *bias, int gelu,
                          const float *residual, float *y, ptrdiff_t y_stride) {
    __builtin_trap();
}

int swiftlet_int8_range(int kernel, ptrdiff_t count, const float *x, float *least,
                        float *greatest) {
    __builtin_trap();
}

void swiftlet_int8_quantize(int kernel, ptrdiff_t count, ptrdiff_t padded, const float *x,
                            float factor, int zero_point, uint8_t *activations) {
    __builtin_trap();
}

#endif

void swiftlet_int8_products(int kernel, int rows, int panels, ptrdiff_t depth,
                            const uint8_t *activations, ptrdiff_t activation_stride,
                            const int8_t *weights, const int32_t *zero_points,
                            const int32_t *column_sums, const int32_t *corrections,
                            const int8_t *ahead, ptrdiff_t ahead_bytes,
                            int32_t *sums, ptrdiff_t sum_stride) {
    // Tiles of nearly the same number of rows, for a short last one would be slow.
    const int tiles = (rows + most_rows(kernel) - 1) / most_rows(kernel);
    const int least = rows / tiles, larger = rows % tiles;
    const ptrdiff_t tile_blocks = depth * panels;
    const ptrdiff_t blocks = tile_blocks > 0 ? tiles * tile_blocks : 1;
    const ptrdiff_t part = (ahead_bytes + blocks - 1) / blocks;
    const ptrdiff_t ahead_step = part < 64 ? part : 64;
    for (int index = 0; index < tiles; index++) {
        const int count = least + (index < larger);
        tile_of(kernel, count, panels)(depth, activations, activation_stride, weights, zero_points,
                                       column_sums, corrections, ahead, ahead_step, sums,
                                       sum_stride);
        activations += count * activation_stride;
        zero_points += count;
        if (corrections) corrections += 16 * count;
        ahead += tile_blocks * ahead_step;
        sums += count * sum_stride;
    }
}

#if !defined(__x86_64__)

// Of the AVX2 kernel alone.
int swiftlet_int8_correct(int rows, ptrdiff_t count, const uint32_t *places, const int8_t *weights,
                          const uint8_t *pairs, const uint8_t *greatest, int32_t *corrections) {
    __builtin_trap();
}

void swiftlet_int8_turn(int rows, ptrdiff_t depth, const uint8_t *activations,
                        ptrdiff_t activation_stride, uint8_t *pairs, uint8_t *greatest) {
    __builtin_trap();
}

ptrdiff_t swiftlet_int8_saturating_pairs(ptrdiff_t depth, const int8_t *weights,
                                         uint32_t *places) {
    __builtin_trap();
}

#endif
