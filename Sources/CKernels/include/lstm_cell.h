// The element-wise part of an LSTM step for AVX2 with FMA, and for AVX-512.
//
// A row of gates holds four runs of `units` floats: input, forget, cell and output gate. Rows of
// each array stand `stride` floats apart; a stride of 0 repeats one row.

#ifndef SWIFTLET_LSTM_CELL_H
#define SWIFTLET_LSTM_CELL_H

#include <stddef.h>

// The widest vectors that the processor and the system can use here: 16 floats, 8, or 0 for
// none that these kernels have. Always 0 on a processor other than x86-64.
int swiftlet_vector_width(void);

// Replaces the sums in `gates` by their activations, and writes the new cell state, its tanh and
// the hidden state. `width` is what `swiftlet_vector_width` gave, or less.
void swiftlet_lstm_cell_forward(int width, ptrdiff_t rows, ptrdiff_t units, float *gates,
                                ptrdiff_t gate_stride, const float *previous_cells,
                                ptrdiff_t previous_stride, float *cells, float *cell_tanhs,
                                float *hidden, ptrdiff_t state_stride);

// Replaces the activations in `gates` by the gradient of the sums, and the gradient of the new cell
// state by that of the previous one. Both gradients have rows of `units` without a gap.
void swiftlet_lstm_cell_backward(int width, ptrdiff_t rows, ptrdiff_t units, float *gates,
                                 ptrdiff_t gate_stride, const float *previous_cells,
                                 ptrdiff_t previous_stride, const float *cell_tanhs,
                                 ptrdiff_t state_stride, const float *hidden_gradient,
                                 float *cell_gradient);

#endif
