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
/// A batch is split over the threads by sequences, and each thread takes its share forward and back
/// with gradients of its own. The shares are dealt by length, so that the threads have equal work.
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

    /// What one thread needs.
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
