#ifndef SWIFTLET_COPENBLAS_SHIM_H
#define SWIFTLET_COPENBLAS_SHIM_H

#include <cblas.h>
#include <lapacke.h>

#endif
