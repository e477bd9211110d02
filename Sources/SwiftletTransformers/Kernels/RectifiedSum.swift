import CKernels
import SwiftletNeural

extension TransformerRows {
    /// Writes `max(the sum of some rows + bias, 0) + residual`.
    ///
    /// - Parameter x: `count` rows of `columns` numbers, at least one.
    package static func rectifiedSum(
        _ count: Int,
        _ columns: Int,
        _ x: UnsafePointer<UnsafePointer<Float>>,
        bias: UnsafePointer<Float>,
        residual: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        vectorWidth: Int = TransformerRows.vectorWidth
    ) {
        if vectorWidth > 0 {
            x.withMemoryRebound(to: Optional<UnsafePointer<Float>>.self, capacity: count) {
                swiftlet_rectified_sum(
                    Int32(vectorWidth),
                    Int32(count),
                    columns,
                    $0,
                    bias,
                    residual,
                    y
                )
            }
            return
        }
        for column in stride(from: 0, to: columns, by: 8) {
            let rest = columns - column
            var sum = loadEight(x[0] + column, rest)
            for row in 1..<max(1, count) { sum += loadEight(x[row] + column, rest) }
            sum += loadEight(bias + column, rest)
            sum.replace(with: 0, where: sum .< 0)
            storeEight(sum + loadEight(residual + column, rest), y + column, rest)
        }
    }
}
