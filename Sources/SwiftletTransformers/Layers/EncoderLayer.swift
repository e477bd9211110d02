import SwiftletBase
import SwiftletNeural

/// A layer of a transformer's encoder: self-attention, then the feed-forward network, each added to
/// what it read, and the sum normalised.
package struct EncoderLayer: Sendable {
    package var attention: SelfAttention
    package var attentionNorm = LayerNorm.unset
    package var feedForward: FeedForward
    package var outputNorm = LayerNorm.unset
    /// The share of the feed-forward network's outputs that training drops.
    package let dropout: Float
    /// The share of the attention's outputs that training drops: none in DistilBERT.
    package let attentionOutputDropout: Float

    /// What a layer computed in the forward pass, in memory that is used again.
    ///
    /// A training keeps a record of each layer for the backward pass. A prediction has one for all
    /// layers: there what is not needed at the same time shares memory, and the output takes the
    /// input's place.
    final class Record {
        let isKept: Bool
        /// Queries, keys and values, and behind them what the heads give.
        let projected = Buffer<Float>()
        /// The layer's inputs at first tokens, where it computes those alone.
        let firstInputs = Buffer<Float>()
        /// By sequence, head, query and token.
        let probabilities = Buffer<Float>()
        /// The attention's output and the layer's input added up, and their moments.
        let attentionSum = Buffer<Float>()
        let attentionMoments = Buffer<Float>()
        /// The sum, normalised.
        let attended: Buffer<Float>
        /// The intermediate states before the activation, and after it.
        let intermediate: Buffer<Float>
        let activated = Buffer<Float>()
        /// The feed-forward network's output and `attended` added up, and their moments.
        let outputSum = Buffer<Float>()
        let outputMoments = Buffer<Float>()
        /// The sum, normalised.
        let output = Buffer<Float>()
        /// Dropout's factors of the probabilities, of the attention's outputs and of the feed-forward
        /// network's.
        let probabilityMask = Buffer<Float>()
        let attentionMask = Buffer<Float>()
        let outputMask = Buffer<Float>()
        let gradients: OutputGradients

        /// - Parameter gradients: Memory for the backward pass; nil to allocate it.
        init(isKept: Bool, gradients: OutputGradients? = nil) {
            self.isKept = isKept
            self.gradients = gradients ?? OutputGradients()
            attended = isKept ? Buffer() : attentionSum
            intermediate = isKept ? Buffer() : projected
        }
    }

    /// The gradients of the outputs of linear layers: of queries, keys and values, of the attention's
    /// output, and of the feed-forward network's two layers.
    ///
    /// In float32 they are multiplied after the backward pass, so each encoder layer has its own memory. In
    /// bfloat16 `WeightFactors` keeps them rounded, and the layers share one.
    final class OutputGradients {
        let projected = Buffer<Float>()
        let attention = Buffer<Float>()
        let intermediate = Buffer<Float>()
        let output = Buffer<Float>()
    }

    /// Where the gradients of a layer's parts are; none of those that are not trained.
    struct Gradients {
        let linears: [PartialKeyPath<EncoderLayer>: Linear.Gradients]
        let norms: [PartialKeyPath<EncoderLayer>: LayerNorm.Gradients]

        subscript(part: KeyPath<EncoderLayer, Linear>) -> Linear.Gradients? { linears[part] }
        subscript(part: KeyPath<EncoderLayer, LayerNorm>) -> LayerNorm.Gradients? { norms[part] }
    }

    /// The states after the layer, `[tokens, hidden]`, for those before it; of first tokens alone,
    /// `[sequences, hidden]`, where nobody needs the others.
    func forward(
        _ states: UnsafeMutablePointer<Float>,
        firstOnly: Bool,
        workspace: EncoderWorkspace,
        record: Record
    ) -> UnsafeMutablePointer<Float> {
        let (tokens, width) = (workspace.tokens, attentionNorm.scale.count)
        let rows = firstOnly ? tokens.count : tokens.rows
        let count = rows * width
        let inputs = firstOnly ? record.firstInputs.reserve(count) : states
        if firstOnly { tokens.copyFirstRows(of: states, width: width, into: inputs) }

        let attentionSum = record.attentionSum.reserve(count)
        attention.forward(
            rows,
            states,
            asking: inputs,
            firstOnly: firstOnly,
            workspace: workspace,
            record: record,
            into: attentionSum
        )
        if let mask = workspace.drawMask(
            record.attentionMask,
            count,
            rate: attentionOutputDropout
        ) {
            Dropout.forward(count, attentionSum, mask: mask)
        }
        let attended = record.attended.reserve(count)
        attentionNorm(
            rows,
            attentionSum,
            adding: inputs,
            moments: record.attentionMoments.reserve(2 * rows),
            into: attended
        )
        let outputSum = record.isKept ? record.outputSum.reserve(count) : inputs
        feedForward.forward(
            rows,
            attended,
            workspace: workspace,
            record: record,
            into: outputSum
        )
        if let mask = workspace.drawMask(record.outputMask, count, rate: dropout) {
            Dropout.forward(count, outputSum, mask: mask)
        }
        let output = record.isKept ? record.output.reserve(count) : inputs
        outputNorm(
            rows,
            outputSum,
            adding: attended,
            moments: record.outputMoments.reserve(2 * rows),
            into: output
        )
        return output
    }

    /// Turns the gradient of the layer's output, in `workspace.stateGradient`, into that of its input.
    ///
    /// - Parameters:
    ///   - states: The layer's input.
    ///   - needsInput: Whether the gradient of the input is needed.
    func backward(
        _ states: UnsafeMutablePointer<Float>,
        firstOnly: Bool,
        workspace: EncoderWorkspace,
        record: Record,
        gradients: Gradients,
        needsInput: Bool
    ) {
        let (tokens, width) = (workspace.tokens, attentionNorm.scale.count)
        let rows = firstOnly ? tokens.count : tokens.rows
        let count = rows * width
        let gradient = workspace.stateGradient.start
        outputNorm.backward(
            rows,
            record.outputSum.start,
            moments: record.outputMoments.start,
            outputGradient: gradient,
            gradients: gradients[\.outputNorm],
            inputGradient: gradient
        )
        // From here on `gradient` is that of `attended`, to which the network's output was added.
        /// The gradient of what dropout read, in memory of its own.
        func gradientBeforeDropout(
            _ mask: UnsafePointer<Float>?,
            in buffer: Buffer<Float>
        ) -> UnsafePointer<Float> {
            let target = buffer.reserve(count)
            if let mask {
                for index in 0..<count { target[index] = gradient[index] * mask[index] }
            } else {
                target.update(from: gradient, count: count)
            }
            return UnsafePointer(target)
        }
        feedForward.backward(
            rows,
            record.attended.start,
            workspace: workspace,
            record: record,
            outputGradient: gradientBeforeDropout(
                workspace.drawnMask(record.outputMask, rate: dropout),
                in: record.gradients.output
            ),
            gradients: gradients,
            inputGradient: gradient
        )
        attentionNorm.backward(
            rows,
            record.attentionSum.start,
            moments: record.attentionMoments.start,
            outputGradient: gradient,
            gradients: gradients[\.attentionNorm],
            inputGradient: gradient
        )
        // From here on it is that of the layer's input, to which the attention's output was added.
        attention.backward(
            rows,
            states,
            asking: firstOnly ? record.firstInputs.start : states,
            firstOnly: firstOnly,
            workspace: workspace,
            record: record,
            outputGradient: gradientBeforeDropout(
                workspace.drawnMask(record.attentionMask, rate: attentionOutputDropout),
                in: record.gradients.attention
            ),
            gradients: gradients,
            needsInput: needsInput
        )
    }
}
