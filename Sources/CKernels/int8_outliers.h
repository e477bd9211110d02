// Where the weights of a row's outlier stand in a panel.

#ifndef SWIFTLET_INT8_OUTLIERS_H
#define SWIFTLET_INT8_OUTLIERS_H

// Where the four weights of each output stand of which one is the outlier's, and by how much it has to be
// moved to be the highest.
#define OUTLIER_BLOCK(form) (64 * (ptrdiff_t)((form).outlier_index / 4))
#define OUTLIER_SHIFT(form) (24 - 8 * ((form).outlier_index % 4))

#endif
