#ifndef SWIFTLET_ALLOCATION_COUNTER_H
#define SWIFTLET_ALLOCATION_COUNTER_H

#include <stdint.h>

/// What the process has asked the allocator for since its start, on all threads.
typedef struct {
    uint64_t count;
    uint64_t bytes;
} AllocationTotals;

/// Whether this system's allocator can be counted: glibc's.
int allocations_are_counted(void);

AllocationTotals allocation_totals(void);

#endif
