import SwiftletTensor

/// A fully connected layer: `y = x Wᵀ + b`, with weights `[outputs, inputs]` as PyTorch keeps them.
package struct Dense: Sendable, Equatable {
    package let inputs: Int
    package let outputs: Int

    package init(inputs: Int, outputs: Int) {
        self.inputs = inputs
        self.outputs = outputs
    }

    /// `y = x Wᵀ + b` for `rows` rows. Without a bias nothing is added.
    package func forward(
        _ rows: Int,
        _ x: UnsafePointer<Float>,
        weights: UnsafePointer<Float>,
        bias: UnsafePointer<Float>?,
        into y: UnsafeMutablePointer<Float>
    ) {
        if let bias {
            for row in 0..<rows { (y + row * outputs).update(from: bias, count: outputs) }
        }
        let beta: Float = bias == nil ? 0 : 1
        if rows == 1 { return BLAS.gemv(outputs, inputs, weights, x, beta: beta, y) }
        BLAS.gemm(rows, outputs, inputs, x, weights, transposeB: true, beta: beta, y)
    }

    /// Adds the gradients of the weights and the bias, and writes that of `x` if anyone needs it.
    package func backward(
        _ rows: Int,
        _ x: UnsafePointer<Float>,
        weights: UnsafePointer<Float>,
        outputGradient: UnsafePointer<Float>,
        weightGradient: UnsafeMutablePointer<Float>,
        biasGradient: UnsafeMutablePointer<Float>?,
        inputGradient: UnsafeMutablePointer<Float>?
    ) {
        BLAS.gemm(
            outputs,
            inputs,
            rows,
            outputGradient,
            transposeA: true,
            x,
            beta: 1,
            weightGradient
        )
        if let biasGradient { addRows(rows, outputs, outputGradient, to: biasGradient) }
        if let inputGradient {
            BLAS.gemm(rows, inputs, outputs, outputGradient, weights, inputGradient)
        }
    }
}
