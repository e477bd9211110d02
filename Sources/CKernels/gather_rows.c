#include "gather_rows.h"

#include <string.h>

// How many rows ahead of the one that is copied.
enum { AHEAD = 2, FLOATS_OF_A_CACHE_LINE = 16 };

void swiftlet_gather_rows(ptrdiff_t rows, ptrdiff_t width, const float *table, ptrdiff_t stride,
                          const int32_t *indices, float *target) {
    for (ptrdiff_t row = 0; row < rows; row++) {
        if (row + AHEAD < rows) {
            const float *next = table + indices[row + AHEAD] * stride;
            for (ptrdiff_t column = 0; column < width; column += FLOATS_OF_A_CACHE_LINE)
                __builtin_prefetch(next + column);
        }
        memcpy(target + row * width, table + indices[row] * stride, width * sizeof(float));
    }
}
