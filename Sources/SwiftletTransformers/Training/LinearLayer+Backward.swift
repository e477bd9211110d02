import SwiftletTensor

extension LinearLayer {
    /// Adds the gradients of the weights and the bias where they are asked for, and writes that of
    /// `x`, or adds it.
    ///
    /// - Parameters:
    ///   - gradients: Where those of the weights, `[outputs, inputs]`, and of the bias are; nil for
    ///     a layer that is not trained.
    ///   - inputGradient: nil where nobody needs it.
    ///   - adds: Whether `inputGradient` holds something to add to.
    func backward(
        _ rows: Int,
        _ x: UnsafePointer<Float>,
        outputGradient: UnsafePointer<Float>,
        gradients: Gradients?,
        inputGradient: UnsafeMutablePointer<Float>?,
        adds: Bool = false
    ) {
        guard case .rows(let weights) = weights else {
            preconditionFailure("A layer made for prediction has no way back.")
        }
        if let gradients {
            BLAS.gemm(
                outputs,
                inputs,
                rows,
                outputGradient,
                transposeA: true,
                x,
                beta: 1,
                gradients.weights
            )
            for row in 0..<rows {
                let gradient = outputGradient + row * outputs
                for column in 0..<outputs { gradients.bias[column] += gradient[column] }
            }
        }
        if let inputGradient {
            BLAS.gemm(
                rows,
                inputs,
                outputs,
                outputGradient,
                weights.start,
                beta: adds ? 1 : 0,
                inputGradient
            )
        }
    }

    /// Where a layer's gradients are.
    struct Gradients {
        let weights: UnsafeMutablePointer<Float>
        let bias: UnsafeMutablePointer<Float>
    }
}
