import SwiftletBase
import SwiftletText

/// One batch's way through the layers of a `BiLSTMNetwork`, forward and back, on one thread, with
/// the memory that it takes.
package final class BiLSTMPass {
    private let shape: BiLSTMShape
    package let packing = PackedSequences()
    private let lstm: LSTMPass
    private let inputs = Buffer<Float>()
    private let states = Buffer<Float>()
    private let spatialMask = Buffer<Float>()
    private let head: DenseHeadPass
    private let inputGradient = Buffer<Float>()
    private let stateGradient = Buffer<Float>()

    init(_ shape: BiLSTMShape) {
        self.shape = shape
        lstm = LSTMPass(shape.lstm)
        head = DenseHeadPass(shape.head)
    }

    /// The logits of the sequences, by their positions in `packing`.
    package var logits: UnsafeMutablePointer<Float> { head.logits }
    /// The gradient of each row's embedding, after `backward` asked for it.
    package var embeddingGradient: UnsafePointer<Float> { UnsafePointer(inputGradient.start) }

    /// Computes the logits. With a generator there is dropout, as in training.
    package func forward(
        _ examples: UnsafeBufferPointer<Int32>,
        of sequences: TokenSequences,
        embedding: UnsafePointer<Float>,
        weights: UnsafePointer<Float>,
        dropout generator: PCG64? = nil
    ) {
        let configuration = shape.configuration
        packing.pack(examples, of: sequences, maximumLength: configuration.maximumLength)
        let size = configuration.embeddingSize
        drawMasks(using: generator)
        let x = inputs.reserve(packing.rowCount * size)
        Embedding.forward(packing, table: embedding, width: size, mask: channelMask, into: x)

        lstm.forward(packing, x, weights: weights)
        let states = states.reserve(packing.count * shape.lstm.outputs)
        lstm.finalStates(packing, into: states)
        head.forward(packing.count, states, weights: weights)
    }

    /// Takes the gradient of the logits, by position, back to all weights, whose gradients are added
    /// to `gradients`, and to the embeddings if asked for. `forward` must have come before.
    package func backward(
        logitGradient: UnsafePointer<Float>,
        weights: UnsafePointer<Float>,
        gradients: UnsafeMutablePointer<Float>,
        toEmbedding: Bool
    ) {
        let (count, size) = (packing.count, shape.configuration.embeddingSize)
        let stateGradient = stateGradient.reserve(count * shape.lstm.outputs)
        head.backward(
            count,
            states.start,
            weights: weights,
            logitGradient: logitGradient,
            gradients: gradients,
            inputGradient: stateGradient
        )
        lstm.backward(
            packing,
            inputs.start,
            weights: weights,
            finalGradient: stateGradient,
            sequenceGradient: nil,
            gradients: gradients,
            inputGradient: toEmbedding ? inputGradient.reserve(packing.rowCount * size) : nil
        )
        if toEmbedding {
            Embedding.backward(
                packing,
                width: size,
                mask: channelMask,
                gradient: inputGradient.start
            )
        }
    }

    private var hasChannelMask = false

    /// Draws the masks of dropout; without a generator there are none.
    private func drawMasks(using generator: PCG64?) {
        let configuration = shape.configuration
        hasChannelMask = generator != nil && configuration.spatialDropout > 0
        guard var generator else { return head.removeMasks() }
        if hasChannelMask {
            let size = packing.count * configuration.embeddingSize
            Dropout.drawMask(
                size,
                rate: configuration.spatialDropout,
                using: &generator,
                into: spatialMask.reserve(size)
            )
        }
        head.drawMasks(packing.count, using: &generator)
    }

    private var channelMask: UnsafeMutablePointer<Float>? {
        hasChannelMask ? spatialMask.start : nil
    }
}
