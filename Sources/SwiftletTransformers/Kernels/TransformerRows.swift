import CKernels
import SwiftletNeural
import SwiftletTensor

/// Functions on the rows of a matrix without gaps, on the calling thread.
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
}
