// All products by blocks of up to four rows and four outputs. Included where NAME(block) is defined.

TARGET static void NAME(products)(ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs,
                                  const uint16_t *x, const uint16_t *weights, const float *bias,
                                  float *y, ptrdiff_t y_stride) {
    ptrdiff_t n = 0;
    for (; n + 4 <= outputs; n += 4) {
        const uint16_t *w = weights + n * inputs;
        ptrdiff_t r = 0;
        for (; r + 4 <= rows; r += 4)
            NAME(block)(4, 4, inputs, x + r * inputs, w, bias + n, y + r * y_stride + n, y_stride);
        for (; r < rows; r++)
            NAME(block)(1, 4, inputs, x + r * inputs, w, bias + n, y + r * y_stride + n, y_stride);
    }
    for (; n < outputs; n++) {
        for (ptrdiff_t r = 0; r < rows; r++)
            NAME(block)(1, 1, inputs, x + r * inputs, weights + n * inputs, bias + n,
                        y + r * y_stride + n, y_stride);
    }
}
