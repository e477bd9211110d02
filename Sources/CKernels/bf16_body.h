// Products of bfloat16 numbers as floats, WIDTH of them in a vector. Included with NAME, WIDTH and TARGET
// as those of other bodies are, and with WIDEN, which makes floats of WIDTH numbers.

typedef float NAME(floats) __attribute__((vector_size(4 * WIDTH), aligned(4)));

// The sums of up to four rows and four outputs, each spread over a vector until the end.
static inline __attribute__((always_inline)) TARGET void
NAME(block)(const int rows, const int outputs, ptrdiff_t inputs, const uint16_t *x,
            const uint16_t *weights, const float *bias, float *y, ptrdiff_t y_stride) {
    NAME(floats) total[4][4];
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int n = 0; n < outputs; n++) total[r][n] = (NAME(floats)){0};
    }
    const ptrdiff_t whole = inputs - inputs % WIDTH;
    for (ptrdiff_t k = 0; k < whole; k += WIDTH) {
        NAME(floats) a[4];
        UNROLL for (int r = 0; r < rows; r++) a[r] = WIDEN(x + r * inputs + k);
        UNROLL for (int n = 0; n < outputs; n++) {
            const NAME(floats) w = WIDEN(weights + n * inputs + k);
            UNROLL for (int r = 0; r < rows; r++) total[r][n] += a[r] * w;
        }
    }
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int n = 0; n < outputs; n++) {
            float sum = bias[n];
            for (ptrdiff_t k = whole; k < inputs; k++)
                sum += widen(x[r * inputs + k]) * widen(weights[n * inputs + k]);
            y[r * y_stride + n] = sum + SUM(total[r][n]);
        }
    }
}

#include "bf16_blocks_body.h"

TARGET static void NAME(round)(ptrdiff_t count, const float *x, uint16_t *y) {
    for (ptrdiff_t i = 0; i < count; i++) y[i] = rounded(x[i]);
}
