// A step of Adam or AdamW for AVX2, and for AVX-512.

#ifndef SWIFTLET_ADAM_STEP_H
#define SWIFTLET_ADAM_STEP_H

#include <stddef.h>

// The numbers of a step that are the same for all parameters.
struct swiftlet_adam_rule {
    // What the gradient is multiplied with, and how much of the parameter is added to it.
    float gradient_factor, added_decay;
    // What is left of a parameter before it moves.
    float kept;
    float beta1, beta2, epsilon;
    // The rate over the first moment's correction, and one over the root of the second's.
    float corrected_rate, inverse_root;
};

// Changes parameters and their moments, and sets the gradients back to zero. The bits are those of the
// formulas with each operation rounded by itself. `width` is as in transformer_rows.h.
void swiftlet_adam_step(int width, ptrdiff_t count, const struct swiftlet_adam_rule *rule,
                        float *values, float *gradients, float *first, float *second);

#endif
