import SwiftletBase
import SwiftletNeural
import SwiftletTensor

/// The two factors of the gradient of a linear layer's weights, `outputGradientᵀ x`, which the backward
/// pass of one share of a batch keeps.
///
/// They are multiplied after the backward pass of all shares, split by outputs, so that all threads add to
/// one gradient and none needs a copy of its own.
final class WeightFactors {
    /// The name of the first array of the weights.
    let name: String
    let outputs: Int
    let inputs: Int
    private var rows = 0
    /// The factors in float32, in memory that stays unchanged until the next forward pass.
    private var x: UnsafePointer<Float>?
    private var outputGradient: UnsafePointer<Float>?
    /// The kernel for which the factors are rounded; nil in float32.
    private var kernel: BFloat16Kernel?
    private let left = Buffer<UInt16>()
    private let right = Buffer<UInt16>()

    init(_ name: String, outputs: Int, inputs: Int) {
        (self.name, self.outputs, self.inputs) = (name, outputs, inputs)
    }

    /// Keeps the factors in float32, whose memory must stay unchanged.
    ///
    /// - Parameters:
    ///   - x: `[rows, inputs]`
    ///   - outputGradient: `[rows, outputs]`
    func keep(
        _ rows: Int,
        _ x: UnsafePointer<Float>,
        _ outputGradient: UnsafePointer<Float>
    ) {
        (self.rows, self.x, self.outputGradient, kernel) = (rows, x, outputGradient, nil)
    }

    /// Rounds the factors for a kernel, and keeps them.
    ///
    /// - Parameters:
    ///   - left: Gets `outputGradient` as a left matrix; nil where it is not needed.
    ///   - sums: The sums of its columns are added to these.
    func keep(
        _ rows: Int,
        _ x: UnsafePointer<Float>,
        _ outputGradient: UnsafePointer<Float>,
        roundedFor kernel: BFloat16Kernel,
        left: UnsafeMutablePointer<UInt16>?,
        sums: UnsafeMutablePointer<Float>
    ) {
        (self.rows, self.kernel) = (rows, kernel)
        typealias Form = BFloat16Kernel.Form
        kernel.packGradient(
            rows,
            outputs,
            outputGradient,
            left: left,
            turned: self.left.reserve(Form.leftTurned.count(rows: rows, columns: outputs)),
            sums: sums
        )
        let right = right.reserve(Form.right.count(rows: rows, columns: inputs))
        kernel.pack(rows, inputs, x, as: .right, into: right)
    }

    /// Adds the product to the gradient of the weights, `[outputs, inputs]`, for some of the outputs.
    ///
    /// - Parameter range: Begins at a multiple of 16.
    func addProduct(_ range: Range<Int>, to gradient: UnsafeMutablePointer<Float>) {
        let target = gradient + range.lowerBound * inputs
        if let kernel {
            kernel.multiply(
                rows: range.count,
                outputs: inputs,
                inputs: rows,
                left.start + range.lowerBound * ((rows + 31) / 32 * 32),
                right.start,
                start: target,
                startStride: inputs,
                into: target,
                stride: inputs
            )
        } else {
            BLAS.gemm(
                range.count,
                inputs,
                rows,
                outputGradient! + range.lowerBound,
                lda: outputs,
                transposeA: true,
                x!,
                beta: 1,
                target
            )
        }
    }
}
