// What goes before and after the products of int8_products.c, for vectors of WIDTH floats. Included
// once for each width, hence no guard. The Swift twin, in QuantizedKernel+Rows.swift, explains the
// formulas and gives the same bits: no multiplication is contracted with an addition.

typedef float NAME(floats) __attribute__((vector_size(4 * WIDTH)));
typedef int32_t NAME(integers) __attribute__((vector_size(4 * WIDTH)));
typedef uint8_t NAME(bytes) __attribute__((vector_size(WIDTH)));

#define V NAME(floats)
#define I NAME(integers)
#define ALL(x) ((x) - (V){0})
#define EVERY(x) ((I){0} + (x))

#pragma clang diagnostic ignored "-Wpsabi"
#pragma STDC FP_CONTRACT OFF

// `count` is WIDTH where it is known when this is compiled, less for the rest of a row.
INLINE void NAME(load)(V *v, const float *x, ptrdiff_t count) {
    *v = ALL(0);
    memcpy(v, x, 4 * count);
}

INLINE V NAME(multiply_add)(V a, V b, V c) { return __builtin_elementwise_fma(a, b, c); }

INLINE float NAME(least_lane)(V v) {
    float lanes[WIDTH];
    memcpy(lanes, &v, sizeof lanes);
    UNROLL for (int half = WIDTH / 2; half > 0; half /= 2) {
        UNROLL for (int lane = 0; lane < half; lane++)
            lanes[lane] = lanes[lane + half] < lanes[lane] ? lanes[lane + half] : lanes[lane];
    }
    return lanes[0];
}

INLINE void NAME(gelu)(V *v) {
    static const float coefficients[13] = {
        0x1.218356p-3f, -0x1.1fef14p-4f, 0x1.a60eb0p-5f, -0x1.4b49ccp-5f, 0x1.018ccap-5f,
        -0x1.7d7ca8p-6f, 0x1.0d0b34p-6f, -0x1.6c60b8p-7f, 0x1.a0c4c2p-8f, -0x1.672c66p-9f,
        0x1.d38784p-10f, -0x1.a09736p-10f, 0x1.317616p-11f};
    const V x = MAXIMUM(ALL(-5.0f), *v);
    const V y = MINIMUM(ALL(5.0f), x);
    const V t = NAME(multiply_add)(y * y, ALL(0.08f), ALL(-1.0f));
    V p = ALL(coefficients[12]);
    UNROLL for (int power = 11; power >= 0; power--)
        p = NAME(multiply_add)(p, t, ALL(coefficients[power]));
    *v = x * NAME(multiply_add)(y, p, ALL(0.5f));
}

INLINE void NAME(finish_some)(ptrdiff_t count, const int32_t *sums, float row_scale,
                              const float *column_scales, const float *bias, int gelu,
                              const float *residual, float *y) {
    I whole = EVERY(0);
    V scale, v;
    memcpy(&whole, sums, 4 * count);
    NAME(load)(&scale, column_scales, count);
    v = __builtin_convertvector(whole, V);
    scale = scale * row_scale;
    if (bias) {
        V b;
        NAME(load)(&b, bias, count);
        v = NAME(multiply_add)(v, scale, b);
    } else {
        v = v * scale;
    }
    if (gelu) NAME(gelu)(&v);
    if (residual) {
        V r;
        NAME(load)(&r, residual, count);
        v = v + r;
    }
    memcpy(y, &v, 4 * count);
}

TARGET static void NAME(finish)(int rows, ptrdiff_t columns, const int32_t *sums,
                                ptrdiff_t sum_stride, const float *row_scales,
                                const float *column_scales, const float *bias, int gelu,
                                const float *residual, float *y, ptrdiff_t y_stride) {
    for (int row = 0; row < rows; row++) {
        const int32_t *s = sums + row * sum_stride;
        const float *r = residual ? residual + row * y_stride : 0;
        float *target = y + row * y_stride;
        ptrdiff_t column = 0;
        for (; column + WIDTH <= columns; column += WIDTH)
            NAME(finish_some)(WIDTH, s + column, row_scales[row], column_scales + column,
                              bias ? bias + column : 0, gelu, r ? r + column : 0, target + column);
        if (column < columns)
            NAME(finish_some)(columns - column, s + column, row_scales[row],
                              column_scales + column, bias ? bias + column : 0, gelu,
                              r ? r + column : 0, target + column);
    }
}

// Where `value`, which is among the numbers, first stands.
TARGET static ptrdiff_t NAME(index)(ptrdiff_t count, const float *x, float value) {
    enum { some = 8 * WIDTH };
    ptrdiff_t index = 0;
    for (; index + some <= count; index += some) {
        I equal = EVERY(0);
        UNROLL for (int part = 0; part < 8; part++) {
            V v;
            NAME(load)(&v, x + index + part * WIDTH, WIDTH);
            equal |= v == ALL(value);
        }
        int any = 0;
        UNROLL for (int lane = 0; lane < WIDTH; lane++) any |= equal[lane];
        if (any) break;
    }
    while (x[index] != value) index++;
    return index;
}

struct NAME(range) {
    V low, high, check;
};

INLINE void NAME(extend)(struct NAME(range) *range, const float *x, ptrdiff_t count) {
    V v;
    NAME(load)(&v, x, count);
    range->low = MINIMUM(v, range->low);
    range->high = MAXIMUM(v, range->high);
    // NaN from the first NaN or infinity on.
    range->check = NAME(multiply_add)(v, ALL(0), range->check);
}

// Takes in the numbers of a row, some of them twice.
INLINE void NAME(extend_all)(struct NAME(range) *range, const float *x, ptrdiff_t count) {
    if (count < WIDTH) return NAME(extend)(range, x, count);
    struct NAME(range) other = *range;
    ptrdiff_t index = 0;
    for (; index + 2 * WIDTH <= count; index += 2 * WIDTH) {
        NAME(extend)(range, x + index, WIDTH);
        NAME(extend)(&other, x + index + WIDTH, WIDTH);
    }
    if (index + WIDTH <= count) NAME(extend)(range, x + index, WIDTH);
    NAME(extend)(&other, x + count - WIDTH, WIDTH);
    range->low = MINIMUM(range->low, other.low);
    range->high = MAXIMUM(range->high, other.high);
    range->check += other.check;
}

TARGET static int NAME(find_extremes)(ptrdiff_t count, const float *x,
                                      struct swiftlet_int8_extremes *extremes) {
    const V zero = ALL(0);
    struct NAME(range) all = {zero, zero, zero}, others = all;
    NAME(extend_all)(&all, x, count);
    const I wrong = all.check != zero;
    int any = 0;
    UNROLL for (int lane = 0; lane < WIDTH; lane++) any |= wrong[lane];
    if (any) return 0;
    const float least = NAME(least_lane)(all.low), greatest = -NAME(least_lane)(-all.high);
    const float outlier = greatest >= -least ? greatest : least;
    *extremes = (struct swiftlet_int8_extremes){0};
    if (outlier == 0) return 1;
    const ptrdiff_t index = NAME(index)(count, x, outlier);
    NAME(extend_all)(&others, x, index);
    NAME(extend_all)(&others, x + index + 1, count - index - 1);
    extremes->outlier = outlier;
    extremes->outlier_index = index;
    extremes->least = NAME(least_lane)(others.low);
    extremes->greatest = -NAME(least_lane)(-others.high);
    return 1;
}

INLINE void NAME(quantize_some)(ptrdiff_t count, const float *x, float factor, int offset,
                                int low, int high, uint8_t *activations) {
    V v;
    NAME(load)(&v, x, count);
    // Adding 1.5 * 2^23 rounds to an integer, which stands in the lowest bits.
    v = NAME(multiply_add)(v, ALL(factor), ALL(0x1.8p23f));
    I q = (I)v - 0x4B400000 + offset;
    q = LEAST(GREATEST(q, EVERY(low)), EVERY(high));
    NAME(bytes) narrow = __builtin_convertvector(q, NAME(bytes));
    memcpy(activations, &narrow, count);
}

// `base` is taken away from each element.
TARGET static void NAME(quantize)(ptrdiff_t count, ptrdiff_t padded, const float *x, float factor,
                                  int zero_point, int base, int greatest, uint8_t *activations) {
    const int offset = zero_point - base, low = -base, high = greatest - base;
    ptrdiff_t index = 0;
    for (; index + WIDTH <= count; index += WIDTH)
        NAME(quantize_some)(WIDTH, x + index, factor, offset, low, high, activations + index);
    if (index < count)
        NAME(quantize_some)(count - index, x + index, factor, offset, low, high,
                            activations + index);
    memset(activations + count, 0, padded - count);
}

// The same for numbers of any size, those beyond the ends counting as these.
INLINE void NAME(quantize_some_within)(ptrdiff_t count, const float *x, float factor, float low,
                                       float high, int offset, V *check, uint8_t *activations) {
    V v;
    NAME(load)(&v, x, count);
    // NaN from the first NaN or infinity on.
    *check = NAME(multiply_add)(v, ALL(0), *check);
    v = MINIMUM(MAXIMUM(v * factor, ALL(low)), ALL(high));
    const I q = (I)(v + ALL(0x1.8p23f)) - 0x4B400000 + offset;
    const NAME(bytes) narrow = __builtin_convertvector(q, NAME(bytes));
    memcpy(activations, &narrow, count);
}

TARGET static int NAME(quantize_within)(ptrdiff_t count, ptrdiff_t padded, const float *x,
                                        float factor, int zero_point, int base, int greatest,
                                        uint8_t *activations) {
    const float low = -zero_point, high = greatest - zero_point;
    const int offset = zero_point - base;
    const V zero = ALL(0);
    V check = zero, other = zero;
    ptrdiff_t index = 0;
    for (; index + 2 * WIDTH <= count; index += 2 * WIDTH) {
        NAME(quantize_some_within)(WIDTH, x + index, factor, low, high, offset, &check,
                                   activations + index);
        NAME(quantize_some_within)(WIDTH, x + index + WIDTH, factor, low, high, offset, &other,
                                   activations + index + WIDTH);
    }
    for (; index + WIDTH <= count; index += WIDTH)
        NAME(quantize_some_within)(WIDTH, x + index, factor, low, high, offset, &check,
                                   activations + index);
    if (index < count)
        NAME(quantize_some_within)(count - index, x + index, factor, low, high, offset, &check,
                                   activations + index);
    memset(activations + count, 0, padded - count);
    const I wrong = check + other != zero;
    int any = 0;
    UNROLL for (int lane = 0; lane < WIDTH; lane++) any |= wrong[lane];
    return !any;
}

#undef V
#undef I
#undef ALL
#undef EVERY
