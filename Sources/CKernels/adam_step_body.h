// The step of adam_step.h for vectors of WIDTH floats. Included once for each width with NAME, WIDTH and
// TARGET as those of other bodies are, and with ROOT, the square root of a vector.

typedef float NAME(floats) __attribute__((vector_size(4 * WIDTH), aligned(4)));

TARGET static inline __attribute__((always_inline)) void
NAME(adam_part)(const struct swiftlet_adam_rule *rule, float *values, float *gradients,
                float *first, float *second) {
    const NAME(floats) value = *(NAME(floats) *)values, old = *(NAME(floats) *)first;
    const NAME(floats) gradient =
        *(NAME(floats) *)gradients * rule->gradient_factor + rule->added_decay * value;
    const NAME(floats) mean = old + (1 - rule->beta1) * (gradient - old);
    const NAME(floats) square = rule->beta2 * *(NAME(floats) *)second
                                + (1 - rule->beta2) * gradient * gradient;
    const NAME(floats) divisor =
        (NAME(floats))ROOT(square) * rule->inverse_root + rule->epsilon;
    *(NAME(floats) *)first = mean;
    *(NAME(floats) *)second = square;
    *(NAME(floats) *)values = rule->kept * value - rule->corrected_rate * mean / divisor;
    *(NAME(floats) *)gradients = (NAME(floats)){0};
}

TARGET static void NAME(adam)(ptrdiff_t count, const struct swiftlet_adam_rule *rule,
                              float *values, float *gradients, float *first, float *second) {
    // A copy that nothing else writes to, so that its numbers stay in registers.
    const struct swiftlet_adam_rule own = *rule;
    ptrdiff_t index = 0;
    for (; index + WIDTH <= count; index += WIDTH)
        NAME(adam_part)(&own, values + index, gradients + index, first + index, second + index);
    if (index == count) return;
    float rest[4][WIDTH] = {{0}};
    const ptrdiff_t bytes = 4 * (count - index);
    memcpy(rest[0], values + index, bytes);
    memcpy(rest[1], gradients + index, bytes);
    memcpy(rest[2], first + index, bytes);
    memcpy(rest[3], second + index, bytes);
    NAME(adam_part)(&own, rest[0], rest[1], rest[2], rest[3]);
    memcpy(values + index, rest[0], bytes);
    memcpy(gradients + index, rest[1], bytes);
    memcpy(first + index, rest[2], bytes);
    memcpy(second + index, rest[3], bytes);
}
