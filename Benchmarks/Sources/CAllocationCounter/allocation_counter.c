// Counts what a program asks glibc's allocator for. The functions below stand in the program itself,
// so the loader gives them, and not glibc's, to every library; they count and call glibc's own.
#include "allocation_counter.h"

#include <stddef.h>

#if defined(__linux__) && !defined(__GLIBC__)
#include <features.h>
#endif

#ifdef __GLIBC__

#include <errno.h>
#include <stdatomic.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static _Atomic uint64_t allocation_count;
static _Atomic uint64_t allocation_bytes;

static void add(size_t size) {
    atomic_fetch_add_explicit(&allocation_count, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&allocation_bytes, size, memory_order_relaxed);
}

void *malloc(size_t size) {
    add(size);
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    add(count * size);
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
    add(size);
    return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
    add(size);
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    add(size);
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) {
        return EINVAL;
    }
    add(size);
    void *found = __libc_memalign(alignment, size);
    if (found == NULL) { return ENOMEM; }
    *memory = found;
    return 0;
}

int allocations_are_counted(void) { return 1; }

AllocationTotals allocation_totals(void) {
    return (AllocationTotals){
        atomic_load_explicit(&allocation_count, memory_order_relaxed),
        atomic_load_explicit(&allocation_bytes, memory_order_relaxed),
    };
}

#else

int allocations_are_counted(void) { return 0; }

AllocationTotals allocation_totals(void) { return (AllocationTotals){0, 0}; }

#endif
