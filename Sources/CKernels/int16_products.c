#include "int16_products.h"

#include <string.h>

#define UNROLL _Pragma("clang loop unroll(full)")

// A tile is compiled for each number of rows, so that every sum stays in a register.
#define TILE_PARAMETERS                                                                            \
    int columns, ptrdiff_t depth, const int16_t *activations, ptrdiff_t activation_stride,         \
        const int16_t *weights, const float *row_scales, ptrdiff_t row_step,                       \
        const float *column_scales, const float *start, ptrdiff_t start_stride, float *y,          \
        ptrdiff_t y_stride
#define TILE_ARGUMENTS                                                                             \
    columns, depth, activations, activation_stride, weights, row_scales, row_step, column_scales,  \
        start, start_stride, y, y_stride
#define INLINE static inline __attribute__((always_inline))

static inline int32_t load_pair(const int16_t *pair) {
    int32_t value;
    memcpy(&value, pair, 4);
    return value;
}

#pragma STDC FP_CONTRACT OFF

// Writes the outputs of a row, by way of a copy that shares no memory with what is read.
INLINE void write_outputs(const int count, const int32_t *sums, float row_scale,
                          const float *column_scales, const float *start, float *y) {
    float values[16] = {0};
    if (start) memcpy(values, start, 4 * count);
    for (int column = 0; column < count; column++) {
        const float value = (float)sums[column] * (row_scale * column_scales[column]);
        values[column] = values[column] + value;
    }
    memcpy(y, values, 4 * count);
}

// The same for a tile, whose sums are [rows][16].
INLINE void write_tile(const int rows, const int32_t *sums, TILE_PARAMETERS) {
    for (int r = 0; r < rows; r++) {
        const float *row_start = start ? start + r * start_stride : 0;
        if (columns == 16)
            write_outputs(16, sums + 16 * r, row_scales[r * row_step], column_scales, row_start,
                          y + r * y_stride);
        else
            write_outputs(columns, sums + 16 * r, row_scales[r * row_step], column_scales,
                          row_start, y + r * y_stride);
    }
}

#define TILE(name, TARGET, rows)                                                                   \
    TARGET static void name##_##rows(TILE_PARAMETERS) { tile_##name(rows, TILE_ARGUMENTS); }

typedef void (*tile)(TILE_PARAMETERS);

#if defined(__x86_64__)

#include <immintrin.h>

int swiftlet_int16_supports(int kernel) {
    __builtin_cpu_init();
    const int avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
    switch (kernel) {
    case swiftlet_int16_avx2: return __builtin_cpu_supports("avx2") != 0;
    case swiftlet_int16_avx512: return avx512;
    case swiftlet_int16_avx512_vnni: return avx512 && __builtin_cpu_supports("avx512vnni");
    default: return 0;
    }
}

#define AVX2 __attribute__((target("avx2")))
#define AVX512 __attribute__((target("avx512f,avx512bw")))
#define VNNI __attribute__((target("avx512f,avx512bw,avx512vnni")))

// Three rows share a pointer. The compiler, unless it is kept from seeing how they are related, computes
// the address of every row in every step, which the processor has not the time for.
#define POINT_TO_ROWS(first, rows)                                                                 \
    UNROLL for (int r = 0; r < rows; r += 3) {                                                     \
        first[r / 3] = activations + r * activation_stride;                                        \
        __asm__("" : "+r"(first[r / 3]));                                                          \
    }
#define PAIR(first, r, pair) load_pair(first[(r) / 3] + (r) % 3 * activation_stride + 2 * (pair))

AVX2 INLINE void tile_avx2(const int rows, TILE_PARAMETERS) {
    __m256i total[6][2];
    UNROLL for (int r = 0; r < rows; r++) total[r][0] = total[r][1] = _mm256_setzero_si256();
    const int16_t *first[2];
    POINT_TO_ROWS(first, rows);
    for (ptrdiff_t pair = 0; pair < depth; pair++) {
        const __m256i w0 = _mm256_loadu_si256((const __m256i *)(weights + 32 * pair));
        const __m256i w1 = _mm256_loadu_si256((const __m256i *)(weights + 32 * pair + 16));
        UNROLL for (int r = 0; r < rows; r++) {
            const __m256i a = _mm256_set1_epi32(PAIR(first, r, pair));
            total[r][0] = _mm256_add_epi32(total[r][0], _mm256_madd_epi16(a, w0));
            total[r][1] = _mm256_add_epi32(total[r][1], _mm256_madd_epi16(a, w1));
        }
    }
    int32_t sums[6 * 16];
    UNROLL for (int r = 0; r < rows; r++) {
        _mm256_storeu_si256((__m256i *)(sums + 16 * r), total[r][0]);
        _mm256_storeu_si256((__m256i *)(sums + 16 * r + 8), total[r][1]);
    }
    write_tile(rows, sums, TILE_ARGUMENTS);
}

#define AVX512_TILE(name, TARGET, ADD_PRODUCTS)                                                    \
    TARGET INLINE void tile_##name(const int rows, TILE_PARAMETERS) {                              \
        __m512i total[12];                                                                         \
        UNROLL for (int r = 0; r < rows; r++) total[r] = _mm512_setzero_si512();                   \
        const int16_t *first[4];                                                                   \
        POINT_TO_ROWS(first, rows);                                                                \
        for (ptrdiff_t pair = 0; pair < depth; pair++) {                                           \
            const __m512i w = _mm512_loadu_si512(weights + 32 * pair);                             \
            UNROLL for (int r = 0; r < rows; r++) {                                                \
                const __m512i a = _mm512_set1_epi32(PAIR(first, r, pair));                         \
                ADD_PRODUCTS(total[r], a, w);                                                      \
            }                                                                                      \
        }                                                                                          \
        int32_t sums[12 * 16];                                                                     \
        UNROLL for (int r = 0; r < rows; r++) _mm512_storeu_si512(sums + 16 * r, total[r]);        \
        write_tile(rows, sums, TILE_ARGUMENTS);                                                    \
    }
#define MULTIPLY_THEN_ADD(total, a, w)                                                             \
    total = _mm512_add_epi32(total, _mm512_madd_epi16(a, w))
// Spelt out, for of the intrinsic the compiler makes the two instructions above.
#define MULTIPLY_AND_ADD(total, a, w)                                                              \
    __asm__("vpdpwssd %2, %1, %0" : "+v"(total) : "v"(a), "v"(w))
AVX512_TILE(avx512, AVX512, MULTIPLY_THEN_ADD)
AVX512_TILE(vnni, VNNI, MULTIPLY_AND_ADD)

#define SIX_TILES(name, TARGET)                                                                    \
    TILE(name, TARGET, 1) TILE(name, TARGET, 2) TILE(name, TARGET, 3)                              \
    TILE(name, TARGET, 4) TILE(name, TARGET, 5) TILE(name, TARGET, 6)
#define TWELVE_TILES(name, TARGET)                                                                 \
    SIX_TILES(name, TARGET)                                                                        \
    TILE(name, TARGET, 7) TILE(name, TARGET, 8) TILE(name, TARGET, 9)                              \
    TILE(name, TARGET, 10) TILE(name, TARGET, 11) TILE(name, TARGET, 12)
SIX_TILES(avx2, AVX2)
TWELVE_TILES(avx512, AVX512)
TWELVE_TILES(vnni, VNNI)

static tile tile_of(int kernel, int rows) {
    static const tile avx2[6] = {avx2_1, avx2_2, avx2_3, avx2_4, avx2_5, avx2_6};
    static const tile avx512[12] = {avx512_1, avx512_2, avx512_3, avx512_4,  avx512_5,  avx512_6,
                                    avx512_7, avx512_8, avx512_9, avx512_10, avx512_11, avx512_12};
    static const tile vnni[12] = {vnni_1, vnni_2, vnni_3, vnni_4,  vnni_5,  vnni_6,
                                  vnni_7, vnni_8, vnni_9, vnni_10, vnni_11, vnni_12};
    switch (kernel) {
    case swiftlet_int16_avx2: return avx2[rows - 1];
    case swiftlet_int16_avx512: return avx512[rows - 1];
    case swiftlet_int16_avx512_vnni: return vnni[rows - 1];
    default: __builtin_trap();
    }
}

static int most_rows(int kernel) { return kernel == swiftlet_int16_avx2 ? 6 : 12; }

#elif defined(__aarch64__)

#include <arm_neon.h>

int swiftlet_int16_supports(int kernel) { return kernel == swiftlet_int16_neon; }

INLINE void tile_neon(const int rows, TILE_PARAMETERS) {
    int32x4_t total[6][4];
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int part = 0; part < 4; part++) total[r][part] = vdupq_n_s32(0);
    }
    for (ptrdiff_t pair = 0; pair < depth; pair++) {
        // The first inputs of eight outputs, and the second ones.
        const int16x8x2_t w0 = vld2q_s16(weights + 32 * pair);
        const int16x8x2_t w1 = vld2q_s16(weights + 32 * pair + 16);
        UNROLL for (int r = 0; r < rows; r++) {
            const int16x4_t a = vreinterpret_s16_s32(
                vdup_n_s32(load_pair(activations + r * activation_stride + 2 * pair)));
            total[r][0] = vmlal_lane_s16(total[r][0], vget_low_s16(w0.val[0]), a, 0);
            total[r][1] = vmlal_lane_s16(total[r][1], vget_high_s16(w0.val[0]), a, 0);
            total[r][2] = vmlal_lane_s16(total[r][2], vget_low_s16(w1.val[0]), a, 0);
            total[r][3] = vmlal_lane_s16(total[r][3], vget_high_s16(w1.val[0]), a, 0);
            total[r][0] = vmlal_lane_s16(total[r][0], vget_low_s16(w0.val[1]), a, 1);
            total[r][1] = vmlal_lane_s16(total[r][1], vget_high_s16(w0.val[1]), a, 1);
            total[r][2] = vmlal_lane_s16(total[r][2], vget_low_s16(w1.val[1]), a, 1);
            total[r][3] = vmlal_lane_s16(total[r][3], vget_high_s16(w1.val[1]), a, 1);
        }
    }
    int32_t sums[6 * 16];
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int part = 0; part < 4; part++)
            vst1q_s32(sums + 16 * r + 4 * part, total[r][part]);
    }
    write_tile(rows, sums, TILE_ARGUMENTS);
}

TILE(neon, , 1)
TILE(neon, , 2)
TILE(neon, , 3)
TILE(neon, , 4)
TILE(neon, , 5)
TILE(neon, , 6)

static tile tile_of(int kernel, int rows) {
    static const tile neon[6] = {neon_1, neon_2, neon_3, neon_4, neon_5, neon_6};
    return neon[rows - 1];
}

static int most_rows(int kernel) { return 6; }

#else

// Elsewhere the caller, told that no kernel is supported, never comes here.
int swiftlet_int16_supports(int kernel) { return 0; }

static tile tile_of(int kernel, int rows) { __builtin_trap(); }

static int most_rows(int kernel) { __builtin_trap(); }

#endif

void swiftlet_int16_products(int kernel, ptrdiff_t rows, int columns, ptrdiff_t depth,
                             const int16_t *activations, ptrdiff_t activation_stride,
                             const int16_t *weights, const float *row_scales, ptrdiff_t row_step,
                             const float *column_scales, const float *start,
                             ptrdiff_t start_stride, float *y, ptrdiff_t y_stride) {
    // Tiles of nearly the same number of rows, for a short last one would be slow.
    const ptrdiff_t tiles = (rows + most_rows(kernel) - 1) / most_rows(kernel);
    const ptrdiff_t least = rows / tiles, larger = rows % tiles;
    for (ptrdiff_t index = 0; index < tiles; index++) {
        const ptrdiff_t count = least + (index < larger);
        tile_of(kernel, (int)count)(TILE_ARGUMENTS);
        activations += count * activation_stride;
        row_scales += count * row_step;
        if (start) start += count * start_stride;
        y += count * y_stride;
    }
}
