import CKernels
import SwiftletNeural
import SwiftletTensor

/// Softmax and layer normalisation on the rows of a matrix without gaps, on the calling thread.
package enum TransformerRows {
    /// How many floats the vectors of the C kernels hold on this processor; 0 where the Swift ones
    /// are used instead.
    package static let vectorWidth = Kernels.vectorWidth

    /// Replaces each row by `exp(x)` divided by the row's sum of `exp(x)`, safe from overflow.
    package static func softmax(
        _ rows: Int,
        _ columns: Int,
        _ x: UnsafeMutablePointer<Float>,
        vectorWidth: Int = TransformerRows.vectorWidth
    ) {
        if vectorWidth > 0 { return swiftlet_softmax(Int32(vectorWidth), rows, columns, x) }
        for row in 0..<rows {
            let x = x + row * columns
            var greatest = -Float.infinity
            for column in 0..<columns { greatest = max(greatest, x[column]) }
            var total = SIMD8<Float>(repeating: 0)
            for column in stride(from: 0, to: columns, by: 8) {
                let rest = columns - column
                let distance = loadEight(x + column, rest) - greatest
                let value = exponential(distance.replacing(with: -87, where: distance .< -87))
                storeEight(value, x + column, rest)
                // Of the last vector only what was stored counts.
                total += loadEight(x + column, rest)
            }
            let factor = 1 / total.sum()
            for column in 0..<columns { x[column] *= factor }
        }
    }

    /// Adds `residual` to `x`, which stays so, and writes the layer normalisation of the sum (Ba et
    /// al. 2016): each row brought to mean 0 and variance 1, then scaled and shifted by column.
    ///
    /// - Parameters:
    ///   - residual: `[rows, columns]`, or nil for nothing to add.
    ///   - moments: `[rows, 2]`: gets each row's mean and `1 / sqrt(variance + epsilon)`, which the
    ///     derivative needs.
    ///   - y: May be `x` or `residual`.
    package static func normalize(
        _ rows: Int,
        _ columns: Int,
        _ x: UnsafeMutablePointer<Float>,
        adding residual: UnsafePointer<Float>?,
        scale: UnsafePointer<Float>,
        shift: UnsafePointer<Float>,
        epsilon: Float,
        moments: UnsafeMutablePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        vectorWidth: Int = TransformerRows.vectorWidth
    ) {
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

    /// Adds the gradients of scale and shift, and writes that of what `normalize` took the moments
    /// of, which may be where the gradient of the result is.
    ///
    /// - Parameters:
    ///   - x: The sums that `normalize` left.
    ///   - scaleGradient: nil, like `shiftGradient`, where nobody needs it.
    package static func normalizeBackward(
        _ rows: Int,
        _ columns: Int,
        _ x: UnsafePointer<Float>,
        scale: UnsafePointer<Float>,
        moments: UnsafePointer<Float>,
        outputGradient: UnsafePointer<Float>,
        scaleGradient: UnsafeMutablePointer<Float>?,
        shiftGradient: UnsafeMutablePointer<Float>?,
        inputGradient: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<rows {
            let start = row * columns
            let (x, gradient) = (x + start, outputGradient + start)
            let (mean, factor) = (moments[2 * row], moments[2 * row + 1])
            if let scaleGradient, let shiftGradient {
                for column in 0..<columns {
                    scaleGradient[column] += gradient[column] * ((x[column] - mean) * factor)
                    shiftGradient[column] += gradient[column]
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
}
