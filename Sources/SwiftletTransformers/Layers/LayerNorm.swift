import CKernels
import SwiftletBase
import SwiftletNeural

/// Layer normalisation (Ba et al. 2016): each row brought to mean 0 and variance 1, then scaled and
/// shifted by column.
package struct LayerNorm: Sendable {
    /// `[columns]`
    package let scale: FloatArray
    /// `[columns]`
    package let shift: FloatArray
    /// Added to the variance.
    package let epsilon: Float

    /// Stands where a table of parts puts the right one.
    static let unset = LayerNorm(scale: .empty, shift: .empty, epsilon: 1)

    package init(scale: FloatArray, shift: FloatArray, epsilon: Float) {
        self.scale = scale
        self.shift = shift
        self.epsilon = epsilon
    }

    /// Adds `residual` to `x`, `[rows, columns]`, which stays so, and writes the normalised sum.
    ///
    /// - Parameters:
    ///   - residual: `[rows, columns]`, or nil for nothing to add.
    ///   - moments: `[rows, 2]`: gets each row's mean and `1 / sqrt(variance + epsilon)`, which
    ///     ``backward(_:_:moments:outputGradient:gradients:inputGradient:)`` needs.
    ///   - y: May be `x` or `residual`.
    package func callAsFunction(
        _ rows: Int,
        _ x: UnsafeMutablePointer<Float>,
        adding residual: UnsafePointer<Float>?,
        moments: UnsafeMutablePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        let width = scale.count
        nonisolated(unsafe) let (x, residual, moments, y) = (x, residual, moments, y)
        Threads.split(rows, minimumPart: 1 + (1 << 14) / width) { _, range in
            let start = range.lowerBound * width
            normalize(
                range.count,
                x + start,
                adding: residual.map { $0 + start },
                moments: moments + 2 * range.lowerBound,
                into: y + start
            )
        }
    }

    /// The same on the calling thread.
    package func normalize(
        _ rows: Int,
        _ x: UnsafeMutablePointer<Float>,
        adding residual: UnsafePointer<Float>?,
        moments: UnsafeMutablePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        vectorWidth: Int = TransformerRows.vectorWidth
    ) {
        let columns = scale.count
        let (scale, shift) = (scale.start, shift.start)
        if vectorWidth > 0 {
            return swiftlet_layer_norm(
                Int32(vectorWidth),
                rows,
                columns,
                x,
                residual,
                scale,
                shift,
                epsilon,
                moments,
                y
            )
        }
        for row in 0..<rows {
            let start = row * columns
            let (x, y) = (x + start, y + start)
            var total = SIMD8<Float>(repeating: 0)
            for column in stride(from: 0, to: columns, by: 8) {
                let rest = columns - column
                var value = loadEight(x + column, rest)
                if let residual {
                    value += loadEight(residual + start + column, rest)
                    storeEight(value, x + column, rest)
                }
                total += value
            }
            let mean = total.sum() / Float(columns)
            total = SIMD8<Float>(repeating: 0)
            for column in stride(from: 0, to: columns - columns % 8, by: 8) {
                let distance = loadEight(x + column, 8) - mean
                total += distance * distance
            }
            var squares = total.sum()
            for column in columns - columns % 8..<columns {
                squares += (x[column] - mean) * (x[column] - mean)
            }
            let factor = 1 / (squares / Float(columns) + epsilon).squareRoot()
            for column in stride(from: 0, to: columns, by: 8) {
                let rest = columns - column
                let normalized = (loadEight(x + column, rest) - mean) * factor
                let scaled = normalized * loadEight(scale + column, rest)
                storeEight(scaled + loadEight(shift + column, rest), y + column, rest)
            }
            (moments[2 * row], moments[2 * row + 1]) = (mean, factor)
        }
    }

    /// Adds the gradients of scale and shift, and writes that of the sum that was normalised.
    ///
    /// - Parameters:
    ///   - x: The sums that the forward pass left in `x`, `[rows, columns]`.
    ///   - moments: What it wrote.
    ///   - gradients: nil where nobody needs them.
    ///   - inputGradient: May be `outputGradient`.
    package func backward(
        _ rows: Int,
        _ x: UnsafePointer<Float>,
        moments: UnsafePointer<Float>,
        outputGradient: UnsafePointer<Float>,
        gradients: Gradients?,
        inputGradient: UnsafeMutablePointer<Float>,
        vectorWidth: Int = TransformerRows.vectorWidth
    ) {
        let columns = scale.count
        let scale = scale.start
        if vectorWidth > 0 {
            return swiftlet_layer_norm_backward(
                Int32(vectorWidth),
                rows,
                columns,
                x,
                moments,
                scale,
                outputGradient,
                gradients?.scale,
                gradients?.shift,
                inputGradient
            )
        }
        for row in 0..<rows {
            let start = row * columns
            let (x, gradient) = (x + start, outputGradient + start)
            let (mean, factor) = (moments[2 * row], moments[2 * row + 1])
            if let gradients {
                for column in 0..<columns {
                    gradients.scale[column] += gradient[column] * ((x[column] - mean) * factor)
                    gradients.shift[column] += gradient[column]
                }
            }
            var (sum, product) = (SIMD8<Float>(repeating: 0), SIMD8<Float>(repeating: 0))
            for column in stride(from: 0, to: columns, by: 8) {
                let rest = columns - column
                let scaled = loadEight(gradient + column, rest) * loadEight(scale + column, rest)
                sum += scaled
                product += scaled * ((loadEight(x + column, rest) - mean) * factor)
            }
            let (offset, slope) = (sum.sum() / Float(columns), product.sum() / Float(columns))
            for column in 0..<columns {
                let normalized = (x[column] - mean) * factor
                let scaled = gradient[column] * scale[column]
                inputGradient[start + column] = (scaled - offset - normalized * slope) * factor
            }
        }
    }

    /// Where the gradients of a normalisation are.
    package struct Gradients {
        let scale: UnsafeMutablePointer<Float>
        let shift: UnsafeMutablePointer<Float>

        package init(scale: UnsafeMutablePointer<Float>, shift: UnsafeMutablePointer<Float>) {
            (self.scale, self.shift) = (scale, shift)
        }
    }

    /// With numbers that hold nothing of this one's memory.
    func copied() -> LayerNorm {
        LayerNorm(scale: scale.copied(), shift: shift.copied(), epsilon: epsilon)
    }
}
