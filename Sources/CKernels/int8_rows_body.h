// What goes before and after the products of int8_products.c, for vectors of WIDTH floats. Included
// once for each width, hence no guard. The Swift twin, in QuantizedKernel+Rows.swift, explains the
// formulas and gives the same bits: no multiplication is contracted with an addition.

typedef float NAME(floats) __attribute__((vector_size(4 * WIDTH)));
typedef int32_t NAME(integers) __attribute__((vector_size(4 * WIDTH)));
typedef uint8_t NAME(bytes) __attribute__((vector_size(WIDTH)));

#define V NAME(floats)
#define I NAME(integers)
#define ALL(x) ((V){0} + (x))
#define EVERY(x) ((I){0} + (x))

#pragma clang diagnostic ignored "-Wpsabi"
#pragma STDC FP_CONTRACT OFF

// `count` is WIDTH where it is known when this is compiled, less for the rest of a row.
INLINE void NAME(load)(V *v, const float *x, ptrdiff_t count) {
    *v = ALL(0);
    memcpy(v, x, 4 * count);
}

INLINE void NAME(gelu)(V *v) {
    const float limit = 5.4f;
    V x = MAXIMUM(ALL(-limit), *v);
    V y = MINIMUM(ALL(limit), x);
    V s = y * y;
    V p = ((((0x1.91c7f0p-26f * s + 0x1.aacfecp-18f) * s + 0x1.589adep-13f) * s + 0x1.30cc34p-8f) * s
           + 0x1.116268p-5f) * s + 0x1.988450p-2f;
    V q = ((((0x1.469360p-20f * s + 0x1.2faa98p-14f) * s + 0x1.e751aap-10f) * s + 0x1.d0f492p-6f) * s
           + 0x1.005342p-2f) * s + 1.0f;
    *v = x * (0.5f + y * p / q);
}

INLINE void NAME(finish_some)(ptrdiff_t count, const int32_t *sums, float row_scale,
                              const float *column_scales, const float *bias, int gelu,
                              const float *residual, float *y) {
    I whole = EVERY(0);
    V scale, v;
    memcpy(&whole, sums, 4 * count);
    NAME(load)(&scale, column_scales, count);
    v = __builtin_convertvector(whole, V) * (scale * row_scale);
    if (bias) {
        V b;
        NAME(load)(&b, bias, count);
        v = v + b;
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

TARGET static int NAME(find_extremes)(ptrdiff_t count, const float *x,
                                      struct swiftlet_int8_extremes *extremes) {
    // Of each lane the two least and the two greatest.
    V low = ALL(0), next_low = ALL(0), high = ALL(0), next_high = ALL(0);
    I magnitude = EVERY(0);
    ptrdiff_t index = 0;
    while (index < count) {
        V v;
        if (index + WIDTH <= count) {
            NAME(load)(&v, x + index, WIDTH);
        } else {
            NAME(load)(&v, x + index, count - index);
        }
        next_low = MINIMUM(next_low, MAXIMUM(low, v));
        low = MINIMUM(low, v);
        next_high = MAXIMUM(next_high, MINIMUM(high, v));
        high = MAXIMUM(high, v);
        // The exponent of NaN and infinity is all ones.
        magnitude |= ((I)v & 0x7F800000) == 0x7F800000;
        index += WIDTH;
    }
    float least[2] = {0, 0}, greatest[2] = {0, 0};
    for (int lane = 0; lane < WIDTH; lane++) {
        if (magnitude[lane]) return 0;
        for (int next = 0; next < 2; next++) {
            const float l = next ? next_low[lane] : low[lane];
            const float g = next ? next_high[lane] : high[lane];
            least[1] = l < least[0] ? least[0] : l < least[1] ? l : least[1];
            least[0] = l < least[0] ? l : least[0];
            greatest[1] = g > greatest[0] ? greatest[0] : g > greatest[1] ? g : greatest[1];
            greatest[0] = g > greatest[0] ? g : greatest[0];
        }
    }
    const int is_greatest = greatest[0] >= -least[0];
    extremes->outlier = is_greatest ? greatest[0] : least[0];
    extremes->outlier_index = extremes->outlier == 0 ? 0 : NAME(index)(count, x, extremes->outlier);
    extremes->least = least[is_greatest ? 0 : 1];
    extremes->greatest = greatest[is_greatest ? 1 : 0];
    return 1;
}

INLINE void NAME(quantize_some)(ptrdiff_t count, const float *x, float factor, int offset,
                                int low, int high, uint8_t *activations) {
    V v;
    NAME(load)(&v, x, count);
    // Adding 1.5 * 2^23 rounds to an integer, which stands in the lowest bits.
    v = v * factor + 0x1.8p23f;
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

#undef V
#undef I
#undef ALL
#undef EVERY
