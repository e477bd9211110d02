import SwiftletTensor
import SwiftletText

/// One batch's way through the layers of a `BiLSTMNetwork`, forward and back, on one thread, with
/// the memory that it takes.
package final class BiLSTMPass {
    private let shape: BiLSTMShape
    package let packing = PackedSequences()
    private let lstm: LSTMPass
    private let inputs = Buffer<Float>()
    private let states = Buffer<Float>()
    private let hidden = Buffer<Float>()
    private let logitBuffer = Buffer<Float>()
    private let masks = Buffer<Float>()
    private let inputGradient = Buffer<Float>()
    private let stateGradient = Buffer<Float>()
    private let hiddenGradient = Buffer<Float>()

    init(_ shape: BiLSTMShape) {
        self.shape = shape
        lstm = LSTMPass(shape.lstm)
    }

    /// The logits of the sequences, by their positions in `packing`.
    package var logits: UnsafeMutablePointer<Float> { logitBuffer.start }
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
        if var generator { drawMasks(using: &generator) } else { hasMasks = false }
        let x = inputs.reserve(packing.rowCount * size)
        Embedding.forward(packing, table: embedding, width: size, mask: spatialMask, into: x)

        lstm.forward(packing, x, weights: weights)
        computeLogits(weights: weights)
    }

    private func computeLogits(weights: UnsafePointer<Float>) {
        let count = packing.count
        let states = states.reserve(count * shape.lstm.outputs)
        lstm.finalStates(packing, into: states)
        if let stateMask { Dropout.forward(count * shape.lstm.outputs, states, mask: stateMask) }

        let hidden = hidden.reserve(count * shape.dense.outputs)
        shape.dense.forward(
            count,
            states,
            weights: weights + shape.denseWeights,
            bias: weights + shape.denseBias,
            into: hidden
        )
        ReLU.forward(count * shape.dense.outputs, hidden, into: hidden)
        if let hiddenMask { Dropout.forward(count * shape.dense.outputs, hidden, mask: hiddenMask) }

        shape.output.forward(
            count,
            hidden,
            weights: weights + shape.outputWeights,
            bias: weights + shape.outputBias,
            into: logitBuffer.reserve(count)
        )
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
        let hiddenGradient = hiddenGradient.reserve(count * shape.dense.outputs)
        shape.output.backward(
            count,
            hidden.start,
            weights: weights + shape.outputWeights,
            outputGradient: logitGradient,
            weightGradient: gradients + shape.outputWeights,
            biasGradient: gradients + shape.outputBias,
            inputGradient: hiddenGradient
        )
        if let hiddenMask {
            Dropout.backward(
                count * shape.dense.outputs,
                gradient: hiddenGradient,
                mask: hiddenMask
            )
        }
        // A unit that dropout set to zero has no gradient anyway, so its sign does not matter.
        ReLU.backward(count * shape.dense.outputs, hidden.start, gradient: hiddenGradient)

        let stateGradient = stateGradient.reserve(count * shape.lstm.outputs)
        shape.dense.backward(
            count,
            states.start,
            weights: weights + shape.denseWeights,
            outputGradient: hiddenGradient,
            weightGradient: gradients + shape.denseWeights,
            biasGradient: gradients + shape.denseBias,
            inputGradient: stateGradient
        )
        if let stateMask {
            Dropout.backward(count * shape.lstm.outputs, gradient: stateGradient, mask: stateMask)
        }
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
                mask: spatialMask,
                gradient: inputGradient.start
            )
        }
    }

    private var hasMasks = false

    private func drawMasks(using generator: inout PCG64) {
        let configuration = shape.configuration
        hasMasks = true
        masks.reserve(
            packing.count * (configuration.embeddingSize + shape.dense.inputs + shape.dense.outputs)
        )
        for (rate, mask, width) in [
            (configuration.spatialDropout, spatialMask, configuration.embeddingSize),
            (configuration.dropout, stateMask, shape.dense.inputs),
            (configuration.denseDropout, hiddenMask, shape.dense.outputs),
        ] {
            guard let mask else { continue }
            Dropout.drawMask(packing.count * width, rate: rate, using: &generator, into: mask)
        }
    }

    private var spatialMask: UnsafeMutablePointer<Float>? {
        hasMasks && shape.configuration.spatialDropout > 0 ? masks.start : nil
    }

    private var stateMask: UnsafeMutablePointer<Float>? {
        hasMasks && shape.configuration.dropout > 0
            ? masks.start + packing.count * shape.configuration.embeddingSize : nil
    }

    private var hiddenMask: UnsafeMutablePointer<Float>? {
        hasMasks && shape.configuration.denseDropout > 0
            ? masks.start + packing.count
                * (shape.configuration.embeddingSize + shape.dense.inputs) : nil
    }
}
