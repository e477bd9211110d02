import SwiftletBase
import SwiftletTensor
import SwiftletText

/// A `BiLSTMNetwork` with what it is trained on: the model of a ``Trainer``.
///
///     let model = BiLSTMTraining(network, sequences, labels: labels, seed: 42)
///     let trainer = Trainer(model, settings)
///     try trainer.train(validate: { evaluate(model.network) })
///     let better = model.network
///
/// A batch is split over the threads by sequences, and each thread runs the forward and backward
/// pass of its share with gradients of its own. The shares are dealt by length, so that the threads
/// have equal work.
public final class BiLSTMTraining: TrainableModel {
    public let parameters: ParameterSet
    public var exampleCount: Int { sequences.count }
    public let exampleLengths: [Int]?
    private let configuration: BiLSTMNetwork.Configuration
    private let shape: BiLSTMShape
    private let sequences: TokenSequences
    private let loss: ClassificationLoss
    private let trainsEmbedding: Bool
    private let embedding: Tensor
    private let generator: PCG64
    private let shares: BatchShares<Share>

    /// The buffers of a thread.
    private final class Share: BatchShare {
        let pass: BiLSTMPass
        let gradients: Storage<Float>?
        let logitGradient = Buffer<Float>()
        var loss = 0.0

        init(_ shape: BiLSTMShape, isFirst: Bool) {
            pass = BiLSTMPass(shape)
            gradients = isFirst ? nil : Storage<Float>(zeros: shape.layout.count)
        }
    }

    /// Creates the training of a network.
    ///
    /// - Parameters:
    ///   - network: Where the training begins.
    ///   - sequences: The tokens of each example.
    ///   - labels: The class of each example, from 0 to below the network's `classCount`.
    ///   - classWeights: How much each class counts; nil for the same.
    ///   - trainsEmbedding: Whether the embedding is trained as well.
    ///   - seed: The seed of dropout.
    public init(
        _ network: BiLSTMNetwork,
        _ sequences: TokenSequences,
        labels: [Int],
        classWeights: ClassWeights? = nil,
        trainsEmbedding: Bool = false,
        seed: UInt64
    ) {
        precondition(
            labels.count == sequences.count,
            "\(labels.count) labels do not fit \(sequences.count) sequences."
        )
        sequences.requireTokens(below: network.configuration.vocabularySize)
        configuration = network.configuration
        shape = network.shape
        self.sequences = sequences
        loss = ClassificationLoss(
            labels: labels,
            classCount: network.configuration.classCount,
            classWeights: classWeights
        )
        self.trainsEmbedding = trainsEmbedding
        embedding = network.embedding
        generator = PCG64(seed: seed)
        exampleLengths = (0..<sequences.count).map {
            min(network.configuration.maximumLength, sequences.length(of: $0))
        }
        parameters = ParameterSet(
            shape.layout,
            values: network.weights,
            tables: trainsEmbedding ? [ParameterTable("embedding", values: network.embedding)] : []
        )
        shares = BatchShares { [shape] in Share(shape, isFirst: $0) }
    }

    /// The network with the current weights.
    public var network: BiLSTMNetwork {
        BiLSTMNetwork(
            configuration,
            embedding: parameters.tables.first?.snapshot ?? embedding,
            weights: parameters.snapshot
        )
    }

    public func addGradients(of batch: TrainingBatch) -> Double {
        if let table = parameters.tables.first {
            for example in batch.examples { table.settle(sequences[Int(example)]) }
        }
        let (shares, loss) = shares.run(
            batch,
            lengths: exampleLengths!,
            minimumPart: 4,
            generator: generator,
            parameters: parameters
        ) { share, examples, generator in
            run(share, examples, batch, generator: generator)
        }
        if let table = parameters.tables.first {
            for share in shares {
                let packing = share.pass.packing
                table.addGradients(
                    packing.rowCount,
                    rows: packing.tokens,
                    share.pass.embeddingGradient
                )
            }
        }
        return loss
    }

    private func run(
        _ share: Share,
        _ examples: UnsafeBufferPointer<Int32>,
        _ batch: TrainingBatch,
        generator: PCG64
    ) {
        let pass = share.pass
        let weights = UnsafePointer(parameters.values)
        embedding.withUnsafeBufferPointer { frozen in
            let table =
                parameters.tables.first.map { UnsafePointer($0.address) } ?? frozen.baseAddress!
            pass.forward(
                examples,
                of: sequences,
                embedding: table,
                weights: weights,
                dropout: generator
            )
        }
        let logitGradient = share.logitGradient.reserve(
            examples.count * shape.head.output.outputs
        )
        share.loss = loss.evaluate(
            UnsafeBufferPointer(start: pass.packing.order, count: examples.count),
            logits: pass.logits,
            scale: batch.scale / Float(batch.examples.count),
            gradient: logitGradient
        )
        pass.backward(
            logitGradient: logitGradient,
            weights: weights,
            gradients: share.gradients?.address ?? parameters.gradients,
            toEmbedding: trainsEmbedding
        )
    }
}

/// Forward and backward pass of a batch through a `BiLSTMNetwork` on one thread, with scratch
/// buffers.
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
