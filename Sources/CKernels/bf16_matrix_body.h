// The products of bf16_matrices.h by vectors of WIDTH floats. Included with NAME, WIDTH and TARGET as
// those of other bodies are, and, where the processor has an instruction for it, with ADD_PRODUCTS(total,
// factors, pairs), which adds the products of one pair with each of some.

typedef float NAME(sums) __attribute__((vector_size(4 * WIDTH), aligned(4)));
// Pairs of bfloat16 numbers.
typedef uint32_t NAME(words) __attribute__((vector_size(4 * WIDTH), aligned(4)));

#ifndef ADD_PRODUCTS
// The lower number of a pair is the upper half of the pair shifted up.
static inline __attribute__((always_inline)) TARGET void
NAME(add_products)(NAME(sums) *total, uint32_t factors, NAME(words) pairs) {
    const NAME(sums) none = {0};
    const NAME(sums) low = (NAME(sums))(pairs << 16), high = (NAME(sums))(pairs & 0xffff0000);
    const NAME(sums) first = none + widen((uint16_t)factors);
    const NAME(sums) second = none + widen((uint16_t)(factors >> 16));
    *total = __builtin_elementwise_fma(second, high, __builtin_elementwise_fma(first, low, *total));
}
#define ADD_PRODUCTS(total, factors, pairs) NAME(add_products)(&(total), factors, pairs)
#define ADDS_BY_VECTORS
#endif

// The sums of up to eight rows of a left block and a right block's 16 outputs.
static inline __attribute__((always_inline)) TARGET void
NAME(sum_rows)(const int rows, ptrdiff_t blocks, const uint16_t *left, const uint16_t *right,
               float *target) {
    NAME(sums) total[8][16 / WIDTH];
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int part = 0; part < 16 / WIDTH; part++) total[r][part] = (NAME(sums)){0};
    }
    for (ptrdiff_t block = 0; block < blocks; block++) {
        for (int pair = 0; pair < 16; pair++) {
            UNROLL for (int part = 0; part < 16 / WIDTH; part++) {
                NAME(words) pairs;
                memcpy(&pairs, right + 512 * block + 32 * pair + 2 * WIDTH * part, 4 * WIDTH);
                UNROLL for (int r = 0; r < rows; r++) {
                    uint32_t factors;
                    memcpy(&factors, left + 512 * block + 32 * r + 2 * pair, 4);
                    ADD_PRODUCTS(total[r][part], factors, pairs);
                }
            }
        }
    }
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int part = 0; part < 16 / WIDTH; part++)
            memcpy(target + 16 * r + WIDTH * part, &total[r][part], 4 * WIDTH);
    }
}

TARGET static void NAME(multiply)(ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs,
                                  const uint16_t *left, const uint16_t *right, const float *start,
                                  ptrdiff_t start_stride, float *y, ptrdiff_t y_stride) {
    const ptrdiff_t blocks = (inputs + 31) / 32;
    float sums[16 * 16] __attribute__((aligned(64)));
    for (ptrdiff_t n = 0; n < outputs; n += 16) {
        const ptrdiff_t width = outputs - n < 16 ? outputs - n : 16;
        for (ptrdiff_t r = 0; r < rows; r += 16) {
            const ptrdiff_t height = rows - r < 16 ? rows - r : 16;
            const uint16_t *first = left + r * 32 * blocks;
            NAME(sum_rows)(8, blocks, first, right + n * 32 * blocks, sums);
            if (height > 8)
                NAME(sum_rows)(8, blocks, first + 256, right + n * 32 * blocks, sums + 128);
            for (ptrdiff_t row = 0; row < height; row++) {
                const float *from = start ? start + (r + row) * start_stride + n : start;
                float *to = y + (r + row) * y_stride + n;
                for (ptrdiff_t column = 0; column < width; column++)
                    to[column] = (from ? from[column] : 0) + sums[16 * row + column];
            }
        }
    }
}

#ifdef ADDS_BY_VECTORS
#undef ADDS_BY_VECTORS
#undef ADD_PRODUCTS
#endif
