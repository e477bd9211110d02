// Rows of a table one after the other.

#ifndef SWIFTLET_GATHER_ROWS_H
#define SWIFTLET_GATHER_ROWS_H

#include <stddef.h>
#include <stdint.h>

// Writes row `indices[i]` of `table`, `width` floats at a distance of `stride`, to row `i` of
// `target`, whose rows have no gap. Rows are asked for before they are copied, since a table is
// mostly too large for the near caches, and which row comes next is nothing the processor could guess.
void swiftlet_gather_rows(ptrdiff_t rows, ptrdiff_t width, const float *table, ptrdiff_t stride,
                          const int32_t *indices, float *target);

#endif
