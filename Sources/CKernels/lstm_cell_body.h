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
    // In pairs, which is a shorter way than one term after the other.
    V square = r * r;
    V first = r * (1.0f / 6) + 0.5f;
    V second = r * (1.0f / 120) + 1.0f / 24;
    V third = r * (1.0f / 5040) + 1.0f / 720;
    V p = (third * square + second) * square + first;
    p = p * square + r;
    M bits = ((M)shifted << 23) + 0x3F800000;
    V scale = (V)bits;
    *y = scale * p + (scale - 1.0f);
}

// The nearer of two bounds where x lies outside of them. Where x is NaN, the instructions give their
// second operand, so it stays.
INLINE void NAME(clamp)(V *x, float limit) {
    *x = MAXIMUM(ALL(-limit), MINIMUM(ALL(limit), *x));
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

// `count` is WIDTH where it is known when this is compiled, less for the rest of a row.
INLINE void NAME(forward_gates)(ptrdiff_t count, ptrdiff_t units, float *gates,
                                const float *previous_cells, float *cells) {
    V input, forget, candidate, output, cell;
    NAME(load)(&input, gates, count);
    NAME(load)(&forget, gates + units, count);
    NAME(load)(&candidate, gates + 2 * units, count);
    NAME(load)(&output, gates + 3 * units, count);
    NAME(load)(&cell, previous_cells, count);
    NAME(sigmoid)(&input);
    NAME(sigmoid)(&forget);
    NAME(tanh)(&candidate);
    NAME(sigmoid)(&output);
    cell = forget * cell + input * candidate;
    NAME(store)(gates, &input, count);
    NAME(store)(gates + units, &forget, count);
    NAME(store)(gates + 2 * units, &candidate, count);
    NAME(store)(gates + 3 * units, &output, count);
    NAME(store)(cells, &cell, count);
}

INLINE void NAME(forward_states)(ptrdiff_t count, const float *output_gates, const float *cells,
                                 float *cell_tanhs, float *hidden) {
    V output, cell;
    NAME(load)(&output, output_gates, count);
    NAME(load)(&cell, cells, count);
    NAME(tanh)(&cell);
    output = output * cell;
    NAME(store)(cell_tanhs, &cell, count);
    NAME(store)(hidden, &output, count);
}

TARGET static void NAME(forward)(ptrdiff_t rows, ptrdiff_t units, float *gates,
                                 ptrdiff_t gate_stride, const float *previous_cells,
                                 ptrdiff_t previous_stride, float *cells, float *cell_tanhs,
                                 float *hidden, ptrdiff_t state_stride) {
    for (ptrdiff_t row = 0; row < rows; row++) {
        ptrdiff_t unit = 0;
        for (; unit + WIDTH <= units; unit += WIDTH)
            NAME(forward_gates)(WIDTH, units, gates + unit, previous_cells + unit, cells + unit);
        if (unit < units)
            NAME(forward_gates)(units - unit, units, gates + unit, previous_cells + unit,
                                cells + unit);
        // A loop of its own: the processor has several of these on the way at once, where otherwise
        // each would wait for the gates.
        const float *outputs = gates + 3 * units;
        for (unit = 0; unit + WIDTH <= units; unit += WIDTH)
            NAME(forward_states)(WIDTH, outputs + unit, cells + unit, cell_tanhs + unit,
                                 hidden + unit);
        if (unit < units)
            NAME(forward_states)(units - unit, outputs + unit, cells + unit, cell_tanhs + unit,
                                 hidden + unit);
        gates += gate_stride;
        previous_cells += previous_stride;
        cells += state_stride;
        cell_tanhs += state_stride;
        hidden += state_stride;
    }
}

INLINE void NAME(backward_gates)(ptrdiff_t count, ptrdiff_t units, float *gates,
                                 const float *previous_cells, const float *cell_tanhs,
                                 const float *hidden_gradient, float *cell_gradient) {
    V input, forget, candidate, output, previous, squashed, hidden, cell;
    NAME(load)(&input, gates, count);
    NAME(load)(&forget, gates + units, count);
    NAME(load)(&candidate, gates + 2 * units, count);
    NAME(load)(&output, gates + 3 * units, count);
    NAME(load)(&previous, previous_cells, count);
    NAME(load)(&squashed, cell_tanhs, count);
    NAME(load)(&hidden, hidden_gradient, count);
    NAME(load)(&cell, cell_gradient, count);
    cell = cell + hidden * output * (1.0f - squashed * squashed);
    V before = cell * forget;
    V input_gradient = cell * candidate * input * (1.0f - input);
    V forget_gradient = cell * previous * forget * (1.0f - forget);
    V candidate_gradient = cell * input * (1.0f - candidate * candidate);
    V output_gradient = hidden * squashed * output * (1.0f - output);
    NAME(store)(cell_gradient, &before, count);
    NAME(store)(gates, &input_gradient, count);
    NAME(store)(gates + units, &forget_gradient, count);
    NAME(store)(gates + 2 * units, &candidate_gradient, count);
    NAME(store)(gates + 3 * units, &output_gradient, count);
}

TARGET static void NAME(backward)(ptrdiff_t rows, ptrdiff_t units, float *gates,
                                  ptrdiff_t gate_stride, const float *previous_cells,
                                  ptrdiff_t previous_stride, const float *cell_tanhs,
                                  ptrdiff_t state_stride, const float *hidden_gradient,
                                  float *cell_gradient) {
    for (ptrdiff_t row = 0; row < rows; row++) {
        ptrdiff_t unit = 0;
        for (; unit + WIDTH <= units; unit += WIDTH)
            NAME(backward_gates)(WIDTH, units, gates + unit, previous_cells + unit,
                                 cell_tanhs + unit, hidden_gradient + unit, cell_gradient + unit);
        if (unit < units)
            NAME(backward_gates)(units - unit, units, gates + unit, previous_cells + unit,
                                 cell_tanhs + unit, hidden_gradient + unit, cell_gradient + unit);
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
