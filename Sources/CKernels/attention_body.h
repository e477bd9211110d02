// The attention of transformer_rows.c for vectors of WIDTH floats, after transformer_rows_body.h.
// Included once for each width, hence no guard.

#define V NAME(vector)
#define INLINE static inline __attribute__((always_inline)) TARGET
#define ALL(x) ((x) - (V){0})
#define UNROLL _Pragma("clang loop unroll(full)")

typedef float NAME(four) __attribute__((vector_size(16), aligned(4)));

// y[d][i] = x[i][d] for `rows` rows of `columns` numbers; zeros follow up to y[d][padded - 1].
INLINE void NAME(turn)(ptrdiff_t rows, ptrdiff_t columns, const float *x, ptrdiff_t x_stride,
                       ptrdiff_t padded, float *y) {
    ptrdiff_t row = 0;
    for (; row + 4 <= rows; row += 4) {
        for (ptrdiff_t column = 0; column < columns; column += 4) {
            const float *from = x + row * x_stride + column;
            float *to = y + column * padded + row;
            NAME(four) a = *(const NAME(four) *)from;
            NAME(four) b = *(const NAME(four) *)(from + x_stride);
            NAME(four) c = *(const NAME(four) *)(from + 2 * x_stride);
            NAME(four) d = *(const NAME(four) *)(from + 3 * x_stride);
            NAME(four) ab = __builtin_shufflevector(a, b, 0, 4, 1, 5);
            NAME(four) cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
            NAME(four) ef = __builtin_shufflevector(a, b, 2, 6, 3, 7);
            NAME(four) gh = __builtin_shufflevector(c, d, 2, 6, 3, 7);
            *(NAME(four) *)to = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
            *(NAME(four) *)(to + padded) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
            *(NAME(four) *)(to + 2 * padded) = __builtin_shufflevector(ef, gh, 0, 1, 4, 5);
            *(NAME(four) *)(to + 3 * padded) = __builtin_shufflevector(ef, gh, 2, 3, 6, 7);
        }
    }
    for (ptrdiff_t column = 0; column < columns; column++) {
        float *to = y + column * padded;
        for (ptrdiff_t rest = row; rest < rows; rest++) to[rest] = x[rest * x_stride + column];
        for (ptrdiff_t rest = rows; rest < padded; rest++) to[rest] = 0;
    }
}

// y[r][c] = factors[r] * the sum over k of a[r][k] * b[k][c], for `vectors` vectors of columns.
INLINE void NAME(tile)(const int rows, const int vectors, ptrdiff_t depth, const float *a,
                       ptrdiff_t a_stride, const float *b, ptrdiff_t b_stride,
                       const float *factors, float *y, ptrdiff_t y_stride) {
    V total[6][2];
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int v = 0; v < vectors; v++) total[r][v] = ALL(0);
    }
    for (ptrdiff_t k = 0; k < depth; k++) {
        V w[2];
        UNROLL for (int v = 0; v < vectors; v++)
            w[v] = *(const NAME(unaligned) *)(b + k * b_stride + v * WIDTH);
        UNROLL for (int r = 0; r < rows; r++) {
            V x = ALL(a[r * a_stride + k]);
            UNROLL for (int v = 0; v < vectors; v++) total[r][v] = x * w[v] + total[r][v];
        }
    }
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int v = 0; v < vectors; v++)
            *(NAME(unaligned) *)(y + r * y_stride + v * WIDTH) = total[r][v] * factors[r];
    }
}

// The same for any number of columns that is whole vectors.
INLINE void NAME(strip)(const int rows, ptrdiff_t columns, ptrdiff_t depth, const float *a,
                        ptrdiff_t a_stride, const float *b, ptrdiff_t b_stride,
                        const float *factors, float *y, ptrdiff_t y_stride) {
    ptrdiff_t column = 0;
    for (; column + 2 * WIDTH <= columns; column += 2 * WIDTH)
        NAME(tile)(rows, 2, depth, a, a_stride, b + column, b_stride, factors, y + column, y_stride);
    if (column < columns)
        NAME(tile)(rows, 1, depth, a, a_stride, b + column, b_stride, factors, y + column, y_stride);
}

TARGET static void NAME(product)(int rows, ptrdiff_t columns, ptrdiff_t depth, const float *a,
                                 ptrdiff_t a_stride, const float *b, ptrdiff_t b_stride,
                                 const float *factors, float *y, ptrdiff_t y_stride) {
#define STRIP(rows)                                                                                \
    case rows:                                                                                     \
        NAME(strip)(rows, columns, depth, a, a_stride, b, b_stride, factors, y, y_stride);         \
        break
    switch (rows) {
        STRIP(1);
        STRIP(2);
        STRIP(3);
        STRIP(4);
        STRIP(5);
        STRIP(6);
    }
#undef STRIP
}

TARGET static void NAME(attention)(ptrdiff_t rows, ptrdiff_t length, ptrdiff_t head_width,
                                   const float *queries, ptrdiff_t query_stride,
                                   const float *keys, const float *values, ptrdiff_t stride,
                                   float scale, float *scratch, float *y, ptrdiff_t y_stride) {
    // Scores are computed for whole vectors of keys, and those past the last one made to count for nothing.
    const ptrdiff_t padded = (length + 15) / 16 * 16;
    const ptrdiff_t columns = (length + WIDTH - 1) / WIDTH * WIDTH;
    float *turned = scratch + 6 * padded;
    NAME(turn)(length, head_width, keys, stride, padded, turned);
    const float scales[6] = {scale, scale, scale, scale, scale, scale};
    const ptrdiff_t strips = (rows + 5) / 6;
    for (ptrdiff_t strip = 0; strip < strips; strip++) {
        const ptrdiff_t start = rows * strip / strips;
        const int count = (int)(rows * (strip + 1) / strips - start);
        float factors[6];
        NAME(product)(count, columns, head_width, queries + start * query_stride, query_stride,
                      turned, padded, scales, scratch, padded);
        for (int row = 0; row < count; row++) {
            float *scores = scratch + row * padded;
            for (ptrdiff_t key = length; key < columns; key++) scores[key] = -__builtin_inff();
            factors[row] = 1.0f / NAME(exponentials)(columns, scores);
        }
        NAME(product)(count, head_width, length, scratch, padded, values, stride, factors,
                      y + start * y_stride, y_stride);
    }
}

// As above, keeping the probabilities, [rows, length], and multiplying each with its factor in `mask`.
TARGET static void NAME(attention_forward)(ptrdiff_t rows, ptrdiff_t length, ptrdiff_t head_width,
                                           const float *queries, ptrdiff_t query_stride,
                                           const float *keys, const float *values,
                                           ptrdiff_t stride, float scale, const float *mask,
                                           float *scratch, float *probabilities, float *y,
                                           ptrdiff_t y_stride) {
    const ptrdiff_t padded = (length + 15) / 16 * 16;
    const ptrdiff_t columns = (length + WIDTH - 1) / WIDTH * WIDTH;
    float *turned = scratch + 6 * padded;
    NAME(turn)(length, head_width, keys, stride, padded, turned);
    const float scales[6] = {scale, scale, scale, scale, scale, scale};
    const float ones[6] = {1, 1, 1, 1, 1, 1};
    const ptrdiff_t strips = (rows + 5) / 6;
    for (ptrdiff_t strip = 0; strip < strips; strip++) {
        const ptrdiff_t start = rows * strip / strips;
        const int count = (int)(rows * (strip + 1) / strips - start);
        NAME(product)(count, columns, head_width, queries + start * query_stride, query_stride,
                      turned, padded, scales, scratch, padded);
        for (int row = 0; row < count; row++) {
            float *scores = scratch + row * padded;
            float *kept = probabilities + (start + row) * length;
            for (ptrdiff_t key = length; key < columns; key++) scores[key] = -__builtin_inff();
            const float factor = 1.0f / NAME(exponentials)(columns, scores);
            for (ptrdiff_t key = 0; key < length; key++) kept[key] = scores[key] * factor;
            const float *factors = mask ? mask + (start + row) * length : mask;
            for (ptrdiff_t key = 0; key < length; key++)
                scores[key] = mask ? kept[key] * factors[key] : kept[key];
        }
        NAME(product)(count, head_width, length, scratch, padded, values, stride, ones,
                      y + start * y_stride, y_stride);
    }
}

// The products of all rows.
TARGET static void NAME(products)(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth,
                                  const float *a, ptrdiff_t a_stride, const float *b,
                                  ptrdiff_t b_stride, float factor, float *y, ptrdiff_t y_stride) {
    const float factors[6] = {factor, factor, factor, factor, factor, factor};
    const ptrdiff_t strips = (rows + 5) / 6;
    for (ptrdiff_t strip = 0; strip < strips; strip++) {
        const ptrdiff_t start = rows * strip / strips;
        const int count = (int)(rows * (strip + 1) / strips - start);
        NAME(product)(count, columns, depth, a + start * a_stride, a_stride, b, b_stride, factors,
                      y + start * y_stride, y_stride);
    }
}

TARGET static void NAME(attention_backward)(
    ptrdiff_t rows, ptrdiff_t length, ptrdiff_t head_width, const float *queries,
    ptrdiff_t query_stride, const float *keys, const float *values, ptrdiff_t stride, float scale,
    const float *mask, const float *probabilities, const float *gradient,
    ptrdiff_t gradient_stride, float *scratch, float *query_gradient, float *key_gradient,
    float *value_gradient) {
    const ptrdiff_t padded = (length + 15) / 16 * 16, padded_rows = (rows + 15) / 16 * 16;
    const ptrdiff_t columns = (length + WIDTH - 1) / WIDTH * WIDTH;
    float *used = scratch, *scores = used + rows * padded, *turned = scores + rows * padded;
    NAME(turn)(length, head_width, values, stride, padded, turned);
    // The gradient of the probabilities.
    NAME(products)(rows, columns, head_width, gradient, gradient_stride, turned, padded, 1, scores,
                   padded);
    for (ptrdiff_t row = 0; row < rows; row++) {
        const float *kept = probabilities + row * length;
        const float *factors = mask ? mask + row * length : mask;
        float *s = scores + row * padded, *u = used + row * padded;
        for (ptrdiff_t key = 0; key < length; key++) {
            const float factor = factors ? factors[key] : 1;
            u[key] = kept[key] * factor;
            s[key] *= factor;
        }
        V total = ALL(0), v, w;
        for (ptrdiff_t key = 0; key < length; key += WIDTH) {
            NAME(load)(&v, kept + key, length - key, 0);
            NAME(load)(&w, s + key, length - key, 0);
            total = total + v * w;
        }
        const float product = NAME(sum)(&total);
        for (ptrdiff_t key = 0; key < length; key++) s[key] = kept[key] * (s[key] - product);
        for (ptrdiff_t key = length; key < padded; key++) s[key] = u[key] = 0;
    }
    NAME(products)(rows, head_width, length, scores, padded, keys, stride, scale, query_gradient,
                   query_stride);
    NAME(turn)(rows, padded, scores, padded, padded_rows, turned);
    NAME(products)(length, head_width, rows, turned, padded_rows, queries, query_stride, scale,
                   key_gradient, stride);
    NAME(turn)(rows, padded, used, padded, padded_rows, turned);
    NAME(products)(length, head_width, rows, turned, padded_rows, gradient, gradient_stride, 1,
                   value_gradient, stride);
}

#undef V
#undef INLINE
#undef ALL
#undef UNROLL
