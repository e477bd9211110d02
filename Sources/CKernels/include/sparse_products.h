// Products of sparse rows with a vector.

#ifndef SWIFTLET_SPARSE_PRODUCTS_H
#define SWIFTLET_SPARSE_PRODUCTS_H

#include <stddef.h>
#include <stdint.h>

// Whether the processor and the system have the instructions: AVX-512, which gathers eight elements.
int swiftlet_sparse_supports(void);

// results[i] = the sum over k from offsets[i] to offsets[i + 1] of values[k] * vector[columns[k]], for
// i from 0 to rows - 1, in double precision.
void swiftlet_sparse_products(ptrdiff_t rows, const ptrdiff_t *offsets, const int32_t *columns,
                              const float *values, const double *vector, double *results);

// The same for `width`, 2 to 8, vectors side by side: element k of each is at vectors[k * width], and
// what a row gives at results[row * width].
void swiftlet_sparse_products_wide(ptrdiff_t rows, const ptrdiff_t *offsets,
                                   const int32_t *columns, const float *values, int width,
                                   const double *vectors, double *results);

#endif
