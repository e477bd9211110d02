#include "int8_products.h"

#include "int8_outliers.h"

#include <string.h>

#define UNROLL _Pragma("clang loop unroll(full)")

// A tile is compiled for each number of rows and panels, so that every sum stays in a register.
#define TILE_PARAMETERS                                                                            \
    ptrdiff_t depth, const uint8_t *activations, ptrdiff_t activation_stride,                      \
        const int8_t *weights, int plain_pairs, const uint16_t *pairs,                             \
        const struct swiftlet_int8_row *forms, const int32_t *column_sums, const int8_t *ahead,    \
        ptrdiff_t ahead_step, int32_t *sums, ptrdiff_t sum_stride
#define TILE_ARGUMENTS                                                                             \
    depth, activations, activation_stride, weights, plain_pairs, pairs, forms, column_sums, ahead, \
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
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

// Whether the processor has tiles of bytes and the system saves them, which Linux does for a process
// that has asked for it: see its Documentation/arch/x86/xstate.rst.
static int has_tiles(void) {
#if defined(__linux__)
    unsigned a, b, c, d;
    const unsigned tiles = 3 << 24, registers = 3 << 17;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (d & tiles) != tiles) return 0;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE)) return 0;
    __asm__("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
    const int request_permission = 0x1023, tile_data = 18;
    return (a & registers) == registers
        && syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
#else
    return 0;
#endif
}

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
    case swiftlet_int8_amx: return swiftlet_int8_supports(swiftlet_int8_avx512_vnni) && has_tiles();
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

AVX2 static inline __attribute__((always_inline)) __m256i load_weights(const int8_t *w) {
    return _mm256_loadu_si256((const __m256i *)w);
}

// Takes the zero point's part from the sums of eight outputs of a row, and adds the outlier's.
AVX2 static inline __attribute__((always_inline)) void
store_sums(__m256i total, struct swiftlet_int8_row form, const int8_t *weights,
           const int32_t *column_sums, int32_t *sums) {
    const __m256i columns = _mm256_loadu_si256((const __m256i *)column_sums);
    const __m256i four = load_weights(weights + OUTLIER_BLOCK(form));
    const __m128i shift = _mm_cvtsi32_si128(OUTLIER_SHIFT(form));
    const __m256i weight = _mm256_srai_epi32(_mm256_sll_epi32(four, shift), 24);
    total = _mm256_sub_epi32(total,
                             _mm256_mullo_epi32(_mm256_set1_epi32(form.zero_point), columns));
    total = _mm256_add_epi32(total, _mm256_mullo_epi32(_mm256_set1_epi32(form.outlier), weight));
    _mm256_storeu_si256((__m256i *)sums, total);
}

// VPMADDUBSW sums two products in 16 bits, which those of 7-bit activations never exceed. The sums of a
// pair of neighbouring blocks are added before they are widened, which is a third faster than block by
// block, unless the pair is steep: its weights so large that the sum might exceed 16 bits.
AVX2 static inline __attribute__((always_inline)) __m256i
pair_sums(__m256i a0, __m256i w0, __m256i a1, __m256i w1) {
    __m256i sums = _mm256_add_epi16(_mm256_maddubs_epi16(a0, w0), _mm256_maddubs_epi16(a1, w1));
    return _mm256_madd_epi16(sums, _mm256_set1_epi16(1));
}

AVX2 static inline __attribute__((always_inline)) void tile_avx2(const int rows, TILE_PARAMETERS) {
    __m256i total[4][2];
    UNROLL for (int r = 0; r < rows; r++) total[r][0] = total[r][1] = _mm256_setzero_si256();
    for (ptrdiff_t index = 0; index < plain_pairs; index++) {
        __builtin_prefetch(ahead, 0, 2);
        __builtin_prefetch(ahead + ahead_step, 0, 2);
        ahead += 2 * ahead_step;
        const int8_t *w = weights + 128 * (ptrdiff_t)pairs[index];
        const uint8_t *a = activations + 8 * (ptrdiff_t)pairs[index];
        const __m256i w0 = load_weights(w), w1 = load_weights(w + 64);
        UNROLL for (int r = 0; r < rows; r++) {
            const __m256i a0 = _mm256_set1_epi32(load_four(a + r * activation_stride));
            const __m256i a1 = _mm256_set1_epi32(load_four(a + r * activation_stride + 4));
            total[r][0] = _mm256_add_epi32(total[r][0], pair_sums(a0, w0, a1, w1));
            total[r][1] = _mm256_add_epi32(
                total[r][1], pair_sums(a0, load_weights(w + 32), a1, load_weights(w + 96)));
            // Ends the row here, and makes the next one read the second half's weights again, which costs
            // nothing: the compiler, left to mix rows, is short of registers and keeps sums in memory.
            __asm__ volatile("" : "+r"(w), "+x"(total[r][0]), "+x"(total[r][1]) : : "memory");
        }
    }
    // The two blocks of each steep pair, and a last block without a partner.
    for (ptrdiff_t index = 2 * plain_pairs; index < depth; index++) {
        PREFETCH;
        const ptrdiff_t block = index / 2 < depth / 2 ? 2 * pairs[index / 2] + index % 2 : index;
        UNROLL for (int half = 0; half < 2; half++) {
            const __m256i w = load_weights(weights + 64 * block + 32 * half);
            UNROLL for (int r = 0; r < rows; r++) {
                const __m256i a = _mm256_set1_epi32(
                    load_four(activations + r * activation_stride + 4 * block));
                total[r][half] = _mm256_add_epi32(
                    total[r][half],
                    _mm256_madd_epi16(_mm256_maddubs_epi16(a, w), _mm256_set1_epi16(1)));
            }
        }
    }
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int half = 0; half < 2; half++)
            store_sums(total[r][half], forms[r], weights + 32 * half, column_sums + 8 * half,
                       sums + r * sum_stride + 8 * half);
    }
}

AVX2 int swiftlet_int8_order_pairs(ptrdiff_t depth, const int8_t *weights, uint16_t *pairs) {
    // 127 * 258 is the greatest multiple of 127 within 16 bits.
    const __m256i one = _mm256_set1_epi8(1), zero = _mm256_setzero_si256();
    const __m256i most = _mm256_set1_epi16(258), least = _mm256_set1_epi16(-258);
    int plain = 0, steep = 0;
    for (ptrdiff_t pair = 0; pair < depth / 2; pair++) {
        __m256i beyond = zero;
        UNROLL for (int half = 0; half < 2; half++) {
            const int8_t *w = weights + 128 * pair + 32 * half;
            const __m256i w0 = load_weights(w), w1 = load_weights(w + 64);
            __m256i above = _mm256_add_epi16(_mm256_maddubs_epi16(one, _mm256_max_epi8(w0, zero)),
                                             _mm256_maddubs_epi16(one, _mm256_max_epi8(w1, zero)));
            __m256i below = _mm256_add_epi16(_mm256_maddubs_epi16(one, _mm256_min_epi8(w0, zero)),
                                             _mm256_maddubs_epi16(one, _mm256_min_epi8(w1, zero)));
            beyond = _mm256_or_si256(beyond, _mm256_or_si256(_mm256_cmpgt_epi16(above, most),
                                                             _mm256_cmpgt_epi16(least, below)));
        }
        if (_mm256_testz_si256(beyond, beyond))
            pairs[plain++] = (uint16_t)pair;
        else
            pairs[depth / 2 - ++steep] = (uint16_t)pair;
    }
    return plain;
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
        UNROLL for (int half = 0; half < 2; half++)
            store_sums(total[r][half], forms[r], weights + 32 * half, column_sums + 8 * half,
                       sums + r * sum_stride + 8 * half);
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
            __m512i offset = _mm512_mullo_epi32(_mm512_set1_epi32(forms[r].zero_point), columns);
            __m512i four = _mm512_loadu_si512(weights + 64 * p * depth + OUTLIER_BLOCK(forms[r]));
            __m128i shift = _mm_cvtsi32_si128(OUTLIER_SHIFT(forms[r]));
            __m512i weight = _mm512_srai_epi32(_mm512_sll_epi32(four, shift), 24);
            __m512i outlier = _mm512_mullo_epi32(_mm512_set1_epi32(forms[r].outlier), weight);
            _mm512_storeu_si512(
                sums + r * sum_stride + 16 * p,
                _mm512_add_epi32(_mm512_sub_epi32(total[r][p], offset), outlier));
        }
    }
}

#undef TARGET
#define TARGET __attribute__((target("amx-tile,amx-int8,avx512f,avx512bw,avx512dq,avx2,fma")))
#define TILE_CONFIGURE _tile_loadconfig
#define TILE_ZERO _tile_zero
#define TILE_LOAD _tile_loadd
#define TILE_STORE _tile_stored
#define TILE_MULTIPLY _tile_dpbusd
#define TILE_RELEASE _tile_release
#include "int8_tiles_body.h"

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

static int is_avx512(int kernel) {
    return kernel == swiftlet_int8_avx512_vnni || kernel == swiftlet_int8_amx;
}

void swiftlet_int8_finish(int kernel, int rows, ptrdiff_t columns, const int32_t *sums,
                          ptrdiff_t sum_stride, const float *row_scales,
                          const float *column_scales, const float *bias, int gelu,
                          const float *residual, float *y, ptrdiff_t y_stride) {
    (is_avx512(kernel) ? finish_avx512 : finish_avx2)(
        rows, columns, sums, sum_stride, row_scales, column_scales, bias, gelu, residual, y,
        y_stride);
}

int swiftlet_int8_find_extremes(int kernel, ptrdiff_t count, const float *x,
                                struct swiftlet_int8_extremes *extremes) {
    return (is_avx512(kernel) ? find_extremes_avx512 : find_extremes_avx2)(count, x, extremes);
}

void swiftlet_int8_quantize(int kernel, ptrdiff_t count, ptrdiff_t padded, const float *x,
                            float factor, int zero_point, int greatest,
                            uint8_t *activations) {
    (is_avx512(kernel) ? quantize_avx512 : quantize_avx2)(count, padded, x, factor, zero_point, 0,
                                                          greatest, activations);
}

int swiftlet_int8_quantize_within(int kernel, ptrdiff_t count, ptrdiff_t padded, const float *x,
                                  float factor, int zero_point, int greatest,
                                  uint8_t *activations) {
    return (is_avx512(kernel) ? quantize_within_avx512 : quantize_within_avx2)(
        count, padded, x, factor, zero_point, 0, greatest, activations);
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
        int32x4_t zero_point = vdupq_n_s32(forms[r].zero_point - 128);
        int32x4_t outlier = vdupq_n_s32(forms[r].outlier);
        int32x4_t shift = vdupq_n_s32(OUTLIER_SHIFT(forms[r]));
        UNROLL for (int p = 0; p < 4; p++) {
            int32x4_t four = vreinterpretq_s32_s8(
                vld1q_s8(weights + OUTLIER_BLOCK(forms[r]) + 16 * p));
            int32x4_t weight = vshrq_n_s32(vshlq_s32(four, shift), 24);
            int32x4_t sum = vmlsq_s32(total[r][p], zero_point, vld1q_s32(column_sums + 4 * p));
            vst1q_s32(sums + r * sum_stride + 4 * p, vmlaq_s32(sum, outlier, weight));
        }
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

DOT int swiftlet_int8_find_extremes(int kernel, ptrdiff_t count, const float *x,
                                    struct swiftlet_int8_extremes *extremes) {
    return find_extremes_neon(count, x, extremes);
}

DOT void swiftlet_int8_quantize(int kernel, ptrdiff_t count, ptrdiff_t padded, const float *x,
                                float factor, int zero_point, int greatest,
                                uint8_t *activations) {
    quantize_neon(count, padded, x, factor, zero_point, 128, greatest, activations);
}

DOT int swiftlet_int8_quantize_within(int kernel, ptrdiff_t count, ptrdiff_t padded,
                                      const float *x, float factor, int zero_point, int greatest,
                                      uint8_t *activations) {
    return quantize_within_neon(count, padded, x, factor, zero_point, 128, greatest, activations);
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

int swiftlet_int8_find_extremes(int kernel, ptrdiff_t count, const float *x,
                                struct swiftlet_int8_extremes *extremes) {
    __builtin_trap();
}

void swiftlet_int8_quantize(int kernel, ptrdiff_t count, ptrdiff_t padded, const float *x,
                            float factor, int zero_point, int greatest,
                            uint8_t *activations) {
    __builtin_trap();
}

int swiftlet_int8_quantize_within(int kernel, ptrdiff_t count, ptrdiff_t padded, const float *x,
                                  float factor, int zero_point, int greatest,
                                  uint8_t *activations) {
    __builtin_trap();
}

#endif

void swiftlet_int8_products(int kernel, int rows, int panels, ptrdiff_t depth,
                            const uint8_t *activations, ptrdiff_t activation_stride,
                            const int8_t *weights, int plain_pairs, const uint16_t *pairs,
                            const struct swiftlet_int8_row *forms, const int32_t *column_sums,
                            const int8_t *ahead, ptrdiff_t ahead_bytes, int32_t *sums,
                            ptrdiff_t sum_stride) {
#if defined(__x86_64__)
    if (kernel == swiftlet_int8_amx)
        return products_by_tiles(rows, panels, depth, activations, activation_stride, weights,
                                 forms, column_sums, ahead, ahead_bytes, sums, sum_stride);
#endif
    // Tiles of nearly the same number of rows, for a short last one would be slow.
    const int tiles = (rows + most_rows(kernel) - 1) / most_rows(kernel);
    const int least = rows / tiles, larger = rows % tiles;
    const ptrdiff_t tile_blocks = depth * panels;
    const ptrdiff_t blocks = tiles * tile_blocks;
    const ptrdiff_t part = (ahead_bytes + blocks - 1) / blocks;
    const ptrdiff_t ahead_step = part < 64 ? part : 64;
    for (int index = 0; index < tiles; index++) {
        const int count = least + (index < larger);
        tile_of(kernel, count, panels)(depth, activations, activation_stride, weights, plain_pairs,
                                       pairs, forms, column_sums, ahead, ahead_step, sums,
                                       sum_stride);
        activations += count * activation_stride;
        forms += count;
        ahead += tile_blocks * ahead_step;
        sums += count * sum_stride;
    }
}

#if !defined(__x86_64__)

// Of the AVX2 kernel alone.
int swiftlet_int8_order_pairs(ptrdiff_t depth, const int8_t *weights, uint16_t *pairs) {
    __builtin_trap();
}

#endif
