// The forms of bf16_matrices.h, made by vectors of 16 floats. Included with NAME and TARGET as those of
// other bodies are, and with HALVES(low, high), which rounds the numbers of `low` to the first and those
// of `high` to the last 16 of a vector, and PAIRS(low, high), which rounds them to pairs.

// Sixteen rows of 32 columns; zeros where there are fewer.
TARGET static inline __attribute__((always_inline)) void
NAME(load_rows)(__m512 a[16], const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns) {
    const __mmask16 low = columns < 16 ? (__mmask16)((1u << columns) - 1) : (__mmask16)0xffff;
    const __mmask16 high = columns >= 32 ? (__mmask16)0xffff
                           : columns > 16 ? (__mmask16)((1u << (columns - 16)) - 1) : (__mmask16)0;
    UNROLL for (int r = 0; r < 16; r++) {
        a[r] = _mm512_setzero_ps();
        if (r < rows)
            a[r] = HALVES(_mm512_maskz_loadu_ps(low, x + r * stride),
                          _mm512_maskz_loadu_ps(high, x + r * stride + 16));
    }
}

// Sixteen pairs of rows of 16 columns; zeros where there are fewer.
TARGET static inline __attribute__((always_inline)) void
NAME(load_pairs)(__m512 a[16], const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns) {
    const __mmask16 mask = columns < 16 ? (__mmask16)((1u << columns) - 1) : (__mmask16)0xffff;
    UNROLL for (int pair = 0; pair < 16; pair++) {
        const float *row = x + 2 * pair * stride;
        __m512 first = _mm512_setzero_ps(), second = first;
        if (2 * pair < rows) first = _mm512_maskz_loadu_ps(mask, row);
        if (2 * pair + 1 < rows) second = _mm512_maskz_loadu_ps(mask, row + stride);
        a[pair] = PAIRS(first, second);
    }
}

TARGET static void NAME(pack)(int form, ptrdiff_t rows, ptrdiff_t columns, const float *x,
                              uint16_t *y) {
    __m512 a[16];
    if (form == swiftlet_bf16_left || form == swiftlet_bf16_right_turned) {
        const ptrdiff_t blocks = (columns + 31) / 32;
        for (ptrdiff_t row = 0; row < rows; row += 16) {
            for (ptrdiff_t block = 0; block < blocks; block++, y += 512) {
                NAME(load_rows)(a, x + row * columns + 32 * block, columns, rows - row,
                                columns - 32 * block);
                if (form == swiftlet_bf16_right_turned) transpose(a);
                UNROLL for (int r = 0; r < 16; r++) _mm512_storeu_ps(y + 32 * r, a[r]);
            }
        }
        return;
    }
    const ptrdiff_t blocks = (rows + 31) / 32;
    // By rows of the matrix, which are far apart, rather than of the result.
    for (ptrdiff_t block = 0; block < blocks; block++) {
        for (ptrdiff_t column = 0; column < columns; column += 16) {
            NAME(load_pairs)(a, x + 32 * block * columns + column, columns, rows - 32 * block,
                             columns - column);
            if (form == swiftlet_bf16_left_turned) transpose(a);
            uint16_t *target = y + (column / 16 * blocks + block) * 512;
            UNROLL for (int r = 0; r < 16; r++) _mm512_storeu_ps(target + 32 * r, a[r]);
        }
    }
}

TARGET static void NAME(pack_gradient)(ptrdiff_t rows, ptrdiff_t columns, const float *x,
                                       uint16_t *left, uint16_t *turned, float *sums) {
    __m512 a[16];
    const ptrdiff_t column_blocks = (columns + 31) / 32, row_blocks = (rows + 31) / 32;
    for (ptrdiff_t block = 0; block < row_blocks; block++) {
        const ptrdiff_t height = rows - 32 * block;
        for (ptrdiff_t column = 0; column < columns; column += 32) {
            const float *square = x + 32 * block * columns + column;
            const ptrdiff_t width = columns - column;
            for (ptrdiff_t half = 0; left && half < 2 && height > 16 * half; half++) {
                NAME(load_rows)(a, square + 16 * half * columns, columns, height - 16 * half, width);
                uint16_t *target = left + ((2 * block + half) * column_blocks + column / 32) * 512;
                UNROLL for (int r = 0; r < 16; r++) _mm512_storeu_ps(target + 32 * r, a[r]);
            }
            for (ptrdiff_t half = 0; half < 2 && width > 16 * half; half++) {
                NAME(load_pairs)(a, square + 16 * half, columns, height, width - 16 * half);
                transpose(a);
                uint16_t *target = turned + ((column / 16 + half) * row_blocks + block) * 512;
                UNROLL for (int r = 0; r < 16; r++) _mm512_storeu_ps(target + 32 * r, a[r]);
                const ptrdiff_t rest = width - 16 * half;
                const __mmask16 mask = rest < 16 ? (__mmask16)((1u << rest) - 1) : (__mmask16)0xffff;
                float *sum = sums + column + 16 * half;
                __m512 total = _mm512_setzero_ps();
                for (ptrdiff_t row = 0; row < 32 && row < height; row++)
                    total = _mm512_add_ps(
                        total, _mm512_maskz_loadu_ps(mask, square + row * columns + 16 * half));
                _mm512_mask_storeu_ps(sum, mask,
                                      _mm512_add_ps(total, _mm512_maskz_loadu_ps(mask, sum)));
            }
        }
    }
}
