// The kernels of lstm_cell.c for vectors of WIDTH floats. Included once for each width, hence no
// guard. The formulas are those of the Swift twin, LSTMCell.swift, which explains them.

typedef float NAME(vector) __attribute__((vector_size(4 * WIDTH)));
typedef int NAME(mask) __attribute__((vector_size(4 * WIDTH)));
typedef float NAME(unaligned) __attribute__((vector_size(4 * WIDTH), aligned(4)));

#define V NAME(vector)
#define M NAME(mask)
#define INLINE static inline __attribute__((always_inline)) TARGET
#define ALL(x) ((V){0} + (x))

#pragma clang diagnostic ignored "-Wpsabi"
#pragma STDC FP_CONTRACT ON

// What is left over at the end of a row goes through a vector of its own.
INLINE void NAME(load)(V *v, const float *x, ptrdiff_t count) {
    if (count >= WIDTH) {
        *v = *(const NAME(unaligned) *)x;
    } else {
        *v = ALL(0);
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

// exp(x) - 1 for x between -87 and 87.
INLINE void NAME(exp_minus_one)(V *y, const V *x) {
    const V magic = ALL(0x1.8p23f);
    V shifted = *x * 0x1.715476p0f + magic;
    V whole = shifted - magic;
    V r = *x - whole * 0x1.62e4p-1f;
    r = r - whole * 0x1.7f7d1cp-20f;
    V p = ALL(1.0f / 5040);
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r * r + r;
    M bits = ((M)shifted << 23) + 0x3F800000;
    V scale = (V)bits;
    *y = scale * p + (scale - 1.0f);
}

INLINE void NAME(clamp)(V *x, float limit) {
    M above = *x > ALL(limit), below = *x < ALL(-limit);
    *x = (V)(((M)ALL(limit) & above) | ((M)*x & ~above));
    *x = (V)(((M)ALL(-limit) & below) | ((M)*x & ~below));
}

INLINE void NAME(sigmoid)(V *x) {
    V y = -*x;
    NAME(clamp)(&y, 87.0f);
    NAME(exp_minus_one)(&y, &y);
    *x = 1.0f / (2.0f + y);
}

INLINE void NAME(tanh)(V *x) {
    V y = *x + *x;
    NAME(clamp)(&y, 40.0f);
    NAME(exp_minus_one)(&y, &y);
    *x = y / (y + 2.0f);
}

TARGET static void NAME(forward)(ptrdiff_t rows, ptrdiff_t units, float *gates,
                                 ptrdiff_t gate_stride, const float *previous_cells,
                                 ptrdiff_t previous_stride, float *cells, float *cell_tanhs,
                                 float *hidden, ptrdiff_t state_stride) {
    for (ptrdiff_t row = 0; row < rows; row++) {
        for (ptrdiff_t unit = 0; unit < units; unit += WIDTH) {
            ptrdiff_t count = units - unit;
            V input, forget, candidate, output, cell;
            NAME(load)(&input, gates + unit, count);
            NAME(load)(&forget, gates + units + unit, count);
            NAME(load)(&candidate, gates + 2 * units + unit, count);
            NAME(load)(&output, gates + 3 * units + unit, count);
            NAME(load)(&cell, previous_cells + unit, count);
            NAME(sigmoid)(&input);
            NAME(sigmoid)(&forget);
            NAME(tanh)(&candidate);
            NAME(sigmoid)(&output);
            NAME(store)(gates + unit, &input, count);
            NAME(store)(gates + units + unit, &forget, count);
            NAME(store)(gates + 2 * units + unit, &candidate, count);
            NAME(store)(gates + 3 * units + unit, &output, count);
            cell = forget * cell + input * candidate;
            NAME(store)(cells + unit, &cell, count);
            NAME(tanh)(&cell);
            NAME(store)(cell_tanhs + unit, &cell, count);
            cell = output * cell;
            NAME(store)(hidden + unit, &cell, count);
        }
        gates += gate_stride;
        previous_cells += previous_stride;
        cells += state_stride;
        cell_tanhs += state_stride;
        hidden += state_stride;
    }
}

TARGET static void NAME(backward)(ptrdiff_t rows, ptrdiff_t units, float *gates,
                                  ptrdiff_t gate_stride, const float *previous_cells,
                                  ptrdiff_t previous_stride, const float *cell_tanhs,
                                  ptrdiff_t state_stride, const float *hidden_gradient,
                                  float *cell_gradient) {
    for (ptrdiff_t row = 0; row < rows; row++) {
        for (ptrdiff_t unit = 0; unit < units; unit += WIDTH) {
            ptrdiff_t count = units - unit;
            V input, forget, candidate, output, previous, squashed, hidden, cell;
            NAME(load)(&input, gates + unit, count);
            NAME(load)(&forget, gates + units + unit, count);
            NAME(load)(&candidate, gates + 2 * units + unit, count);
            NAME(load)(&output, gates + 3 * units + unit, count);
            NAME(load)(&previous, previous_cells + unit, count);
            NAME(load)(&squashed, cell_tanhs + unit, count);
            NAME(load)(&hidden, hidden_gradient + unit, count);
            NAME(load)(&cell, cell_gradient + unit, count);
            cell = cell + hidden * output * (1.0f - squashed * squashed);
            V before = cell * forget;
            NAME(store)(cell_gradient + unit, &before, count);
            V input_gradient = cell * candidate * input * (1.0f - input);
            V forget_gradient = cell * previous * forget * (1.0f - forget);
            V candidate_gradient = cell * input * (1.0f - candidate * candidate);
            V output_gradient = hidden * squashed * output * (1.0f - output);
            NAME(store)(gates + unit, &input_gradient, count);
            NAME(store)(gates + units + unit, &forget_gradient, count);
            NAME(store)(gates + 2 * units + unit, &candidate_gradient, count);
            NAME(store)(gates + 3 * units + unit, &output_gradient, count);
        }
        gates += gate_stride;
        previous_cells += previous_stride;
        cell_tanhs += state_stride;
        hidden_gradient += units;
        cell_gradient += units;
    }
}

#undef V
#undef M
#undef INLINE
#undef ALL
