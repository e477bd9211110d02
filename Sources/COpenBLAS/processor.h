#ifndef SWIFTLET_COPENBLAS_PROCESSOR_H
#define SWIFTLET_COPENBLAS_PROCESSOR_H

// Two x86-64 instructions that Swift cannot issue. What they tell is interpreted in Swift.

#if defined(__x86_64__)

typedef struct {
    unsigned int eax, ebx, ecx, edx;
} swiftlet_registers;

/// CPUID for a leaf and a subleaf; zeros where the processor does not have the leaf.
static inline swiftlet_registers swiftlet_cpuid(unsigned int leaf, unsigned int subleaf) {
    swiftlet_registers registers = {0, 0, 0, 0};
    __asm__ volatile("cpuid"
                     : "=a"(registers.eax), "=b"(registers.ebx), "=c"(registers.ecx),
                       "=d"(registers.edx)
                     : "a"(0), "c"(0));
    if (leaf == 0) return registers;
    if (leaf > registers.eax) return (swiftlet_registers){0, 0, 0, 0};
    __asm__ volatile("cpuid"
                     : "=a"(registers.eax), "=b"(registers.ebx), "=c"(registers.ecx),
                       "=d"(registers.edx)
                     : "a"(leaf), "c"(subleaf));
    return registers;
}

/// Which registers the operating system saves (XCR0). Only where CPUID reports OSXSAVE.
static inline unsigned int swiftlet_saved_registers(void) {
    unsigned int low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

#endif

#endif
