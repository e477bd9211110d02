// The kernels of transformer_rows.c for vectors of WIDTH floats. Included once for each width, hence
// no guard. The formulas are those of the Swift twins, GELU.swift and TransformerRows.swift, which
// explain them.

typedef float NAME(vector) __attribute__((vector_size(4 * WIDTH)));
typedef int NAME(mask) __attribute__((vector_size(4 * WIDTH)));
typedef float NAME(unaligned) __attribute__((vector_size(4 * WIDTH), aligned(4)));

#define V NAME(vector)
#define M NAME(mask)
#define INLINE static inline __attribute__((always_inline)) TARGET
#define ALL(x) ((x) - (V){0})
#define UNROLL _Pragma("clang loop unroll(full)")

#pragma clang diagnostic ignored "-Wpsabi"
#pragma STDC FP_CONTRACT ON

// What is left over at the end of a row goes through a vector of its own.
INLINE void NAME(load)(V *v, const float *x, ptrdiff_t count, float filler) {
    if (count >= WIDTH) {
        *v = *(const NAME(unaligned) *)x;
    } else {
        *v = ALL(filler);
        memcpy(v, x, 4 * count);
    }
}

INLINE void NAME(store)(float *x, const V *v, ptrdiff_t count) {
    if (count >= WIDTH) {
        *(NAME(unaligned) *)x = *v;
    } else {
        memcpy(x, v, 4 * count);
    }
}

// Halves are added to halves: a lane after the other would take as long as some vectors.
INLINE float NAME(sum)(const V *v) {
    float lanes[WIDTH];
    memcpy(lanes, v, sizeof lanes);
    UNROLL for (int half = WIDTH / 2; half > 0; half /= 2) {
        UNROLL for (int lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
    }
    return lanes[0];
}

INLINE float NAME(greatest)(const V *v) {
    float lanes[WIDTH];
    memcpy(lanes, v, sizeof lanes);
    UNROLL for (int half = WIDTH / 2; half > 0; half /= 2) {
        UNROLL for (int lane = 0; lane < half; lane++)
            lanes[lane] = lanes[lane] > lanes[lane + half] ? lanes[lane] : lanes[lane + half];
    }
    return lanes[0];
}

// exp(x) for x up to 0; at least exp(-87). Where x is NaN, the instruction gives its second operand.
INLINE void NAME(exp)(V *y, const V *x) {
    const V magic = ALL(0x1.8p23f);
    V bounded = MAXIMUM(ALL(-87.0f), *x);
    V shifted = bounded * 0x1.715476p0f + magic;
    V whole = shifted - magic;
    V r = bounded - whole * 0x1.62e4p-1f;
    r = r - whole * 0x1.7f7d1cp-20f;
    V square = r * r;
    V first = r * (1.0f / 6) + 0.5f;
    V second = r * (1.0f / 120) + 1.0f / 24;
    V third = r * (1.0f / 5040) + 1.0f / 720;
    V p = (third * square + second) * square + first;
    p = p * square + r;
    M bits = ((M)shifted << 23) + 0x3F800000;
    V scale = (V)bits;
    *y = scale * p + scale;
}

// The normal distribution's probability of less than x, and exp(-x^2 / 2).
INLINE void NAME(normal)(V *probability, V *density, const V *x) {
    V size = (V)((M)*x & 0x7FFFFFFF);
    V t = 1.0f / (size * 0.2316418882f + 1.0f);
    V exponent = *x * *x * -0.5f;
    NAME(exp)(density, &exponent);
    V p = t * 0.5307027145f - 0.7265760135f;
    p = t * p + 0.7107068705f;
    p = t * p - 0.142248368f;
    p = t * p + 0.127414796f;
    V tail = t * p * *density;
    M isNegative = *x < 0.0f;
    *probability = (V)(((M)tail & isNegative) | ((M)(1.0f - tail) & ~isNegative));
}

INLINE void NAME(gelu_part)(ptrdiff_t count, const float *x, float *y) {
    V v, probability, density;
    NAME(load)(&v, x, count, 0);
    NAME(normal)(&probability, &density, &v);
    v = v * probability;
    NAME(store)(y, &v, count);
}

TARGET static void NAME(gelu)(ptrdiff_t count, const float *x, float *y) {
    ptrdiff_t index = 0;
    for (; index + WIDTH <= count; index += WIDTH) NAME(gelu_part)(WIDTH, x + index, y + index);
    if (index < count) NAME(gelu_part)(count - index, x + index, y + index);
}

INLINE void NAME(gelu_backward_part)(ptrdiff_t count, const float *x, float *gradient) {
    V v, probability, density, slope;
    NAME(load)(&v, x, count, 0);
    NAME(load)(&slope, gradient, count, 0);
    NAME(normal)(&probability, &density, &v);
    slope = slope * (probability + v * density * 0.3989422804f);
    NAME(store)(gradient, &slope, count);
}

TARGET static void NAME(gelu_backward)(ptrdiff_t count, const float *x, float *gradient) {
    ptrdiff_t index = 0;
    for (; index + WIDTH <= count; index += WIDTH)
        NAME(gelu_backward_part)(WIDTH, x + index, gradient + index);
    if (index < count) NAME(gelu_backward_part)(count - index, x + index, gradient + index);
}

INLINE void NAME(exp_part)(ptrdiff_t count, float *x, float greatest, V *total) {
    V v;
    NAME(load)(&v, x, count, -__builtin_inff());
    v = v - greatest;
    NAME(exp)(&v, &v);
    NAME(store)(x, &v, count);
    // What filled the vector up must not count: what was stored, read with zeros, does.
    if (count < WIDTH) NAME(load)(&v, x, count, 0);
    *total = *total + v;
}

// Replaces each x by exp(x - the greatest x) and returns their sum.
TARGET static float NAME(exponentials)(ptrdiff_t columns, float *x) {
    V greatest = ALL(-__builtin_inff()), total = ALL(0), v;
    ptrdiff_t column = 0;
    for (; column + WIDTH <= columns; column += WIDTH) {
        NAME(load)(&v, x + column, WIDTH, 0);
        greatest = MAXIMUM(greatest, v);
    }
    if (column < columns) {
        NAME(load)(&v, x + column, columns - column, -__builtin_inff());
        greatest = MAXIMUM(greatest, v);
    }
    const float maximum = NAME(greatest)(&greatest);
    for (column = 0; column + WIDTH <= columns; column += WIDTH)
        NAME(exp_part)(WIDTH, x + column, maximum, &total);
    if (column < columns) NAME(exp_part)(columns - column, x + column, maximum, &total);
    return NAME(sum)(&total);
}

TARGET static void NAME(softmax)(ptrdiff_t rows, ptrdiff_t columns, float *x) {
    for (ptrdiff_t row = 0; row < rows; row++) {
        float factor = 1.0f / NAME(exponentials)(columns, x);
        for (ptrdiff_t column = 0; column < columns; column++) x[column] *= factor;
        x += columns;
    }
}

INLINE void NAME(add_part)(ptrdiff_t count, float *x, const float *residual, V *total) {
    V v, w;
    NAME(load)(&v, x, count, 0);
    if (residual) {
        NAME(load)(&w, residual, count, 0);
        v = v + w;
        NAME(store)(x, &v, count);
    }
    *total = *total + v;
}

INLINE void NAME(square_part)(ptrdiff_t count, const float *x, float mean, V *total) {
    V v;
    NAME(load)(&v, x, count, mean);
    v = v - mean;
    *total = v * v + *total;
}

INLINE void NAME(norm_part)(ptrdiff_t count, const float *x, const float *scale,
                            const float *shift, float mean, float factor, float *y) {
    V v, a, b;
    NAME(load)(&v, x, count, 0);
    NAME(load)(&a, scale, count, 0);
    NAME(load)(&b, shift, count, 0);
    v = (v - mean) * factor * a + b;
    NAME(store)(y, &v, count);
}

TARGET static void NAME(layer_norm)(ptrdiff_t rows, ptrdiff_t columns, float *x,
                                    const float *residual, const float *scale, const float *shift,
                                    float epsilon, float *moments, float *y) {
    for (ptrdiff_t row = 0; row < rows; row++) {
        V total = ALL(0), other = ALL(0);
        const float *added = residual;
        ptrdiff_t column = 0;
        for (; column + 2 * WIDTH <= columns; column += 2 * WIDTH) {
            NAME(add_part)(WIDTH, x + column, added ? added + column : added, &total);
            NAME(add_part)(WIDTH, x + column + WIDTH, added ? added + column + WIDTH : added,
                           &other);
        }
        for (; column < columns; column += WIDTH)
            NAME(add_part)(columns - column, x + column, added ? added + column : added, &total);
        total = total + other;
        float mean = NAME(sum)(&total) / columns;

        total = other = ALL(0);
        for (column = 0; column + 2 * WIDTH <= columns; column += 2 * WIDTH) {
            NAME(square_part)(WIDTH, x + column, mean, &total);
            NAME(square_part)(WIDTH, x + column + WIDTH, mean, &other);
        }
        for (; column < columns; column += WIDTH)
            NAME(square_part)(columns - column, x + column, mean, &total);
        total = total + other;
        float variance = NAME(sum)(&total) / columns;
        float factor = 1.0f / SQUARE_ROOT(variance + epsilon);

        for (column = 0; column + WIDTH <= columns; column += WIDTH)
            NAME(norm_part)(WIDTH, x + column, scale + column, shift + column, mean, factor,
                            y + column);
        if (column < columns)
            NAME(norm_part)(columns - column, x + column, scale + column, shift + column, mean,
                            factor, y + column);
        moments[2 * row] = mean;
        moments[2 * row + 1] = factor;
        x += columns;
        y += columns;
        if (residual) residual += columns;
    }
}

INLINE void NAME(norm_sums)(ptrdiff_t count, const float *x, const float *gradient,
                            const float *scale, float mean, float factor, float *scale_gradient,
                            float *shift_gradient, V *sum, V *product) {
    V v, g, s, total;
    NAME(load)(&v, x, count, mean);
    NAME(load)(&g, gradient, count, 0);
    NAME(load)(&s, scale, count, 0);
    v = (v - mean) * factor;
    if (scale_gradient) {
        NAME(load)(&total, scale_gradient, count, 0);
        total = g * v + total;
        NAME(store)(scale_gradient, &total, count);
        NAME(load)(&total, shift_gradient, count, 0);
        total = total + g;
        NAME(store)(shift_gradient, &total, count);
    }
    s = g * s;
    *sum = *sum + s;
    *product = s * v + *product;
}

INLINE void NAME(norm_slope)(ptrdiff_t count, const float *x, const float *gradient,
                             const float *scale, float mean, float factor, float offset,
                             float slope, float *y) {
    V v, g, s;
    NAME(load)(&v, x, count, 0);
    NAME(load)(&g, gradient, count, 0);
    NAME(load)(&s, scale, count, 0);
    v = (v - mean) * factor;
    v = (g * s - offset - v * slope) * factor;
    NAME(store)(y, &v, count);
}

TARGET static void NAME(layer_norm_backward)(ptrdiff_t rows, ptrdiff_t columns, const float *x,
                                             const float *moments, const float *scale,
                                             const float *gradient, float *scale_gradient,
                                             float *shift_gradient, float *y) {
    for (ptrdiff_t row = 0; row < rows; row++) {
        const float mean = moments[2 * row], factor = moments[2 * row + 1];
        V sum = ALL(0), product = ALL(0);
        for (ptrdiff_t column = 0; column < columns; column += WIDTH)
            NAME(norm_sums)(columns - column, x + column, gradient + column, scale + column, mean,
                            factor, scale_gradient ? scale_gradient + column : scale_gradient,
                            shift_gradient ? shift_gradient + column : shift_gradient, &sum,
                            &product);
        const float offset = NAME(sum)(&sum) / columns, slope = NAME(sum)(&product) / columns;
        for (ptrdiff_t column = 0; column < columns; column += WIDTH)
            NAME(norm_slope)(columns - column, x + column, gradient + column, scale + column, mean,
                             factor, offset, slope, y + column);
        x += columns;
        gradient += columns;
        y += columns;
    }
}

INLINE void NAME(rectified_part)(int inputs, ptrdiff_t count, const float *const *x,
                                 ptrdiff_t column, const float *bias, const float *residual,
                                 float *y) {
    V sum, v;
    NAME(load)(&sum, x[0] + column, count, 0);
    for (int input = 1; input < inputs; input++) {
        NAME(load)(&v, x[input] + column, count, 0);
        sum = sum + v;
    }
    NAME(load)(&v, bias + column, count, 0);
    sum = sum + v;
    sum = (V)((M)sum & ~(sum < 0.0f));
    NAME(load)(&v, residual + column, count, 0);
    sum = sum + v;
    NAME(store)(y + column, &sum, count);
}

TARGET static void NAME(rectified_sum)(int inputs, ptrdiff_t columns, const float *const *x,
                                       const float *bias, const float *residual, float *y) {
    ptrdiff_t column = 0;
    for (; column + WIDTH <= columns; column += WIDTH)
        NAME(rectified_part)(inputs, WIDTH, x, column, bias, residual, y);
    if (column < columns)
        NAME(rectified_part)(inputs, columns - column, x, column, bias, residual, y);
}

#undef V
#undef M
#undef INLINE
#undef ALL
#undef UNROLL
