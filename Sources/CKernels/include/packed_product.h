// Products with a matrix that is packed once and used many times, for AVX2 with FMA, and for
// AVX-512: for the recurrent product of an LSTM, where a BLAS would pack it in every step.

#ifndef SWIFTLET_PACKED_PRODUCT_H
#define SWIFTLET_PACKED_PRODUCT_H

#include <stddef.h>

// c = a b + beta c for `rows` rows, where beta is 0 or 1 and b has 16 columns: `depth` rows of 16
// floats, without a gap and aligned to 64 bytes. `width` is what `swiftlet_vector_width` gave.
void swiftlet_panel_product(int width, ptrdiff_t rows, ptrdiff_t depth, const float *a,
                            ptrdiff_t a_stride, const float *b, int beta, float *c,
                            ptrdiff_t c_stride);

#endif
