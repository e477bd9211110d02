// The kernels of lstm_cell.c for vectors of WIDTH floats. Included once for each width, hence no
// guard. The formulas are those of the Swift twin, LSTMCell.swift, which explains them.

typedef float NAME(vector) __attribute__((vector_size(4 * WIDTH)));
typedef int NAME(mask) __attribute__((vector_size(4 * WIDTH)));
typedef float NAME(unaligned) __attribute__((vector_size(4 * WIDTH), aligned(4)));

#define V NAME(vector)
#define M NAME(mask)
#define INLINE static inline __attribute__((always_inline)) TARGET
#define ALL(x) ((x) - (V){0})

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

#define EACH for (int k = 0; k < vectors; k++)

// exp(x) - 1 of up to four vectors, each x brought to the nearer of two bounds where it lies outside
// of them. Where x is NaN, MINIMUM and MAXIMUM give their second operand, so it stays. The vectors go
// in step, since each operation of one waits for the one before. `vectors` is known when this is
// compiled.
INLINE void NAME(exp_minus_one)(int vectors, V *x) {
    const V magic = ALL(0x1.8p23f);
    V shifted[4], whole[4], r[4], p[4];
    EACH x[k] = MAXIMUM(ALL(-87.0f), MINIMUM(ALL(87.0f), x[k]));
    EACH shifted[k] = x[k] * 0x1.715476p0f + magic;
    EACH whole[k] = shifted[k] - magic;
    EACH r[k] = x[k] - whole[k] * 0x1.62e4p-1f;
    EACH r[k] = r[k] - whole[k] * 0x1.7f7d1cp-20f;
    EACH p[k] = r[k] * (1.0f / 5040) + 1.0f / 720;
    EACH p[k] = p[k] * r[k] + 1.0f / 120;
    EACH p[k] = p[k] * r[k] + 1.0f / 24;
    EACH p[k] = p[k] * r[k] + 1.0f / 6;
    EACH p[k] = p[k] * r[k] + 0.5f;
    EACH p[k] = p[k] * (r[k] * r[k]) + r[k];
    EACH shifted[k] = (V)(((M)shifted[k] << 23) + 0x3F800000);
    EACH x[k] = shifted[k] * p[k] + (shifted[k] - 1.0f);
}

// `count` is WIDTH where it is known when this is compiled, less for the rest of a row.
INLINE void NAME(forward_gates)(ptrdiff_t count, ptrdiff_t units, float *gates,
                                const float *previous_cells, float *cells) {
    V gate[4], cell;
    const int vectors = 4;
    EACH NAME(load)(&gate[k], gates + k * units, count);
    NAME(load)(&cell, previous_cells, count);
    // sigmoid(x) = 1 / (1 + exp(-x)), and tanh(x) = (exp(2x) - 1) / (exp(2x) + 1).
    EACH gate[k] = k == 2 ? gate[k] + gate[k] : -gate[k];
    NAME(exp_minus_one)(vectors, gate);
    EACH gate[k] = (k == 2 ? gate[k] : ALL(1.0f)) / (gate[k] + 2.0f);
    cell = gate[1] * cell + gate[0] * gate[2];
    EACH NAME(store)(gates + k * units, &gate[k], count);
    NAME(store)(cells, &cell, count);
}

INLINE void NAME(forward_states)(int vectors, ptrdiff_t count, const float *output_gates,
                                 const float *cells, float *cell_tanhs, float *hidden) {
    V cell[4], output[4];
    EACH NAME(load)(&cell[k], cells + k * WIDTH, count);
    EACH NAME(load)(&output[k], output_gates + k * WIDTH, count);
    EACH cell[k] = cell[k] + cell[k];
    NAME(exp_minus_one)(vectors, cell);
    EACH cell[k] = cell[k] / (cell[k] + 2.0f);
    EACH output[k] = output[k] * cell[k];
    EACH NAME(store)(cell_tanhs + k * WIDTH, &cell[k], count);
    EACH NAME(store)(hidden + k * WIDTH, &output[k], count);
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
        // A loop of its own: otherwise each would wait for the gates.
        const float *outputs = gates + 3 * units;
        unit = 0;
        for (; unit + 4 * WIDTH <= units; unit += 4 * WIDTH)
            NAME(forward_states)(4, WIDTH, outputs + unit, cells + unit, cell_tanhs + unit,
                                 hidden + unit);
        for (; unit + WIDTH <= units; unit += WIDTH)
            NAME(forward_states)(1, WIDTH, outputs + unit, cells + unit, cell_tanhs + unit,
                                 hidden + unit);
        if (unit < units)
            NAME(forward_states)(1, units - unit, outputs + unit, cells + unit, cell_tanhs + unit,
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
#undef EACH
