#include "adam_step.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

// Fused operations would round once where the Swift twin rounds twice.
#pragma STDC FP_CONTRACT OFF

#define NAME(name) name##_avx2
#define WIDTH 8
#define TARGET __attribute__((target("avx2,fma")))
#define ROOT(x) _mm256_sqrt_ps((__m256)(x))
#include "adam_step_body.h"
#undef NAME
#undef WIDTH
#undef TARGET
#undef ROOT

#define NAME(name) name##_avx512
#define WIDTH 16
#define TARGET __attribute__((target("avx512f,avx512dq,avx2,fma")))
#define ROOT(x) _mm512_sqrt_ps((__m512)(x))
#include "adam_step_body.h"

void swiftlet_adam_step(int width, ptrdiff_t count, const struct swiftlet_adam_rule *rule,
                        float *values, float *gradients, float *first, float *second) {
    (width == 16 ? adam_avx512 : adam_avx2)(count, rule, values, gradients, first, second);
}

#else

// Elsewhere the caller, told that there are no such vectors, never comes here.
void swiftlet_adam_step(int width, ptrdiff_t count, const struct swiftlet_adam_rule *rule,
                        float *values, float *gradients, float *first, float *second) {
    __builtin_trap();
}

#endif
