import SwiftletBase

/// Forward and backward pass of a batch through a ``DenseHead`` on one thread, with scratch
/// buffers.
final class DenseHeadPass {
    private let head: DenseHead
    private let hidden = Buffer<Float>()
    private let logitBuffer = Buffer<Float>()
    private let inputMask = Buffer<Float>()
    private let hiddenMask = Buffer<Float>()
    private let hiddenGradient = Buffer<Float>()
    private var hasMasks = false

    init(_ head: DenseHead) { self.head = head }

    /// The logits of the last `forward`, `[rows, logits]`.
    var logits: UnsafeMutablePointer<Float> { logitBuffer.start }

    /// Draws the masks of dropout for `count` rows.
    func drawMasks(_ count: Int, using generator: inout PCG64) {
        hasMasks = true
        for (rate, buffer, width) in [
            (head.dropout, inputMask, head.dense.inputs),
            (head.denseDropout, hiddenMask, head.dense.outputs),
        ] where rate > 0 {
            let mask = buffer.reserve(count * width)
            Dropout.drawMask(count * width, rate: rate, using: &generator, into: mask)
        }
    }

    /// Goes without dropout.
    func removeMasks() { hasMasks = false }

    private func mask(_ buffer: Buffer<Float>, _ rate: Float) -> UnsafeMutablePointer<Float>? {
        hasMasks && rate > 0 ? buffer.start : nil
    }

    /// Computes the logits of `count` rows of `x`, in which dropout sets elements to zero.
    func forward(
        _ count: Int,
        _ x: UnsafeMutablePointer<Float>,
        weights: UnsafePointer<Float>
    ) {
        if let mask = mask(inputMask, head.dropout) {
            Dropout.forward(count * head.dense.inputs, x, mask: mask)
        }
        head.forward(
            count,
            x,
            weights: weights,
            mask: mask(hiddenMask, head.denseDropout),
            hidden: hidden.reserve(count * head.dense.outputs),
            into: logitBuffer.reserve(count * head.output.outputs)
        )
    }

    /// Takes the gradient of the logits back to the weights, whose gradients are added to
    /// `gradients`, and to `x` if anyone needs that. `forward` must have come before.
    func backward(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        weights: UnsafePointer<Float>,
        logitGradient: UnsafePointer<Float>,
        gradients: UnsafeMutablePointer<Float>,
        inputGradient: UnsafeMutablePointer<Float>?
    ) {
        head.backward(
            count,
            x,
            hidden: hidden.start,
            mask: mask(hiddenMask, head.denseDropout),
            weights: weights,
            logitGradient: logitGradient,
            gradients: gradients,
            hiddenGradient: hiddenGradient.reserve(count * head.dense.outputs),
            inputGradient: inputGradient
        )
        if let inputGradient, let mask = mask(inputMask, head.dropout) {
            Dropout.backward(count * head.dense.inputs, gradient: inputGradient, mask: mask)
        }
    }
}
