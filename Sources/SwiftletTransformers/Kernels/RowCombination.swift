import CKernels
import SwiftletNeural

/// Sums of some rows, each row times a coefficient.
package struct RowCombination: Sendable {
    /// `[outputs, inputs]`
    private let coefficients: [Float]
    private let inputs: Int
    private let outputs: Int

    /// The most rows that the C kernel holds in registers.
    private static let mostInputs = 8

    /// - Parameter coefficients: `[outputs, inputs]`
    package init(_ coefficients: [Float], inputs: Int) {
        self.coefficients = coefficients
        self.inputs = inputs
        outputs = coefficients.count / inputs
    }

    /// What is added to a sum: `max(sum + bias, 0) + residual`.
    package struct Finish {
        let bias: UnsafePointer<Float>
        /// `[outputs, columns]`
        let residual: UnsafePointer<Float>
        /// The distance from a row of `residual` to the next.
        let stride: Int

        package init(
            bias: UnsafePointer<Float>,
            residual: UnsafePointer<Float>,
            stride: Int
        ) {
            (self.bias, self.residual, self.stride) = (bias, residual, stride)
        }
    }

    /// Writes `coefficients * x`, `[outputs, columns]`.
    ///
    /// - Parameters:
    ///   - x: `inputs` rows of `columns` numbers.
    ///   - outputs: The number of outputs that are wanted, the first ones; all by default.
    ///   - stride: The distance from a row of `y` to the next.
    package func write(
        _ columns: Int,
        _ x: UnsafePointer<UnsafePointer<Float>>,
        outputs: Int? = nil,
        finish: Finish? = nil,
        into y: UnsafeMutablePointer<Float>,
        stride: Int,
        vectorWidth: Int = TransformerRows.vectorWidth
    ) {
        let outputs = outputs ?? self.outputs
        coefficients.withUnsafeBufferPointer { coefficients in
            let coefficients = coefficients.baseAddress!
            if vectorWidth > 0, inputs <= Self.mostInputs {
                x.withMemoryRebound(to: Optional<UnsafePointer<Float>>.self, capacity: inputs) {
                    swiftlet_combine_rows(
                        Int32(vectorWidth),
                        Int32(inputs),
                        columns,
                        $0,
                        Int32(outputs),
                        coefficients,
                        finish?.bias,
                        finish?.residual,
                        finish?.stride ?? 0,
                        y,
                        stride
                    )
                }
                return
            }
            for output in 0..<outputs {
                let (y, coefficients) = (y + output * stride, coefficients + output * inputs)
                for column in Swift.stride(from: 0, to: columns, by: 8) {
                    let rest = columns - column
                    var sum = loadEight(x[0] + column, rest) * coefficients[0]
                    for input in 1..<inputs {
                        sum += loadEight(x[input] + column, rest) * coefficients[input]
                    }
                    if let finish {
                        sum += loadEight(finish.bias + column, rest)
                        sum.replace(with: 0, where: sum .< 0)
                        let residual = finish.residual + output * finish.stride
                        sum += loadEight(residual + column, rest)
                    }
                    storeEight(sum, y + column, rest)
                }
            }
        }
    }

    /// Writes the same of rows that lie at equal distances.
    package func write(
        _ columns: Int,
        _ first: UnsafePointer<Float>,
        distance: Int,
        outputs: Int? = nil,
        finish: Finish? = nil,
        into y: UnsafeMutablePointer<Float>,
        stride: Int
    ) {
        withUnsafeTemporaryAllocation(of: UnsafePointer<Float>.self, capacity: inputs) { x in
            for input in 0..<inputs { x[input] = first + input * distance }
            write(
                columns,
                x.baseAddress!,
                outputs: outputs,
                finish: finish,
                into: y,
                stride: stride
            )
        }
    }
}
