import SwiftletTensor

/// Layer normalisation (Ba et al. 2016): each row is brought to mean 0 and variance 1, then scaled
/// and shifted by column.
package struct LayerNormalization: Sendable, Equatable {
    package let width: Int
    /// Added to the variance: PyTorch's default is 1e-5, BERT's 1e-12, Keras' 1e-3.
    package let epsilon: Float

    package init(width: Int, epsilon: Float = 1e-5) {
        self.width = width
        self.epsilon = epsilon
    }

    /// `y = (x - mean) / sqrt(variance + epsilon) * scale + shift` for `rows` rows.
    ///
    /// - Parameters:
    ///   - normalized: Gets `(x - mean) / sqrt(variance + epsilon)`, which `backward` needs.
    ///   - inverseDeviations: Gets `1 / sqrt(variance + epsilon)` of each row.
    package func forward(
        _ rows: Int,
        _ x: UnsafePointer<Float>,
        scale: UnsafePointer<Float>,
        shift: UnsafePointer<Float>,
        normalized: UnsafeMutablePointer<Float>,
        inverseDeviations: UnsafeMutablePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<rows {
            let (x, y) = (x + row * width, y + row * width)
            let normalized = normalized + row * width
            let mean = VectorMath.sum(width, x) / Double(width)
            let variance = VectorMath.sumOfSquares(width, x, around: mean) / Double(width)
            let factor = Float(1 / (variance + Double(epsilon)).squareRoot())
            inverseDeviations[row] = factor
            let center = Float(mean)
            for column in 0..<width {
                normalized[column] = (x[column] - center) * factor
                y[column] = normalized[column] * scale[column] + shift[column]
            }
        }
    }

    /// Adds the gradients of scale and shift, and writes that of `x`, which may be where the
    /// gradient of `y` is.
    package func backward(
        _ rows: Int,
        normalized: UnsafePointer<Float>,
        inverseDeviations: UnsafePointer<Float>,
        scale: UnsafePointer<Float>,
        outputGradient: UnsafePointer<Float>,
        scaleGradient: UnsafeMutablePointer<Float>,
        shiftGradient: UnsafeMutablePointer<Float>,
        inputGradient: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<rows {
            let normalized = normalized + row * width
            let outputGradient = outputGradient + row * width
            let inputGradient = inputGradient + row * width
            var (sum, product) = (0.0, 0.0)
            for column in 0..<width {
                let gradient = outputGradient[column]
                scaleGradient[column] += gradient * normalized[column]
                shiftGradient[column] += gradient
                let scaled = Double(gradient * scale[column])
                sum += scaled
                product += scaled * Double(normalized[column])
            }
            let (mean, slope) = (Float(sum / Double(width)), Float(product / Double(width)))
            for column in 0..<width {
                let centered = outputGradient[column] * scale[column] - mean
                inputGradient[column] =
                    (centered - normalized[column] * slope) * inverseDeviations[row]
            }
        }
    }
}
