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
    private let targets: [Float]
    private let classWeights: ClassWeights?
    private let trainsEmbedding: Bool
    private let embedding: Tensor
    private let generator: PCG64
    private let shareBuffer = Buffer<Int32>()
    private var shares: [Share] = []

    /// What one thread needs.
    private final class Share {
        let pass: BiLSTMPass
        /// nil for the first share, whose gradients go straight to the parameters.
        let gradients: TensorStorage?
        let logitGradient = Buffer<Float>()
        let targets = Buffer<Float>()
        var loss = 0.0

        init(_ shape: BiLSTMShape, isFirst: Bool) {
            pass = BiLSTMPass(shape)
            gradients = isFirst ? nil : TensorStorage(count: shape.layout.count, zeroed: true)
        }
    }

    /// - Parameters:
    ///   - network: Where the training begins.
    ///   - sequences: The tokens of each example.
    ///   - labels: The class of each example, 0 or 1.
    ///   - classWeights: How much each of the two classes counts; nil for the same.
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
        requireBinary(labels, classWeights)
        sequences.requireTokens(below: network.configuration.vocabularySize)
        configuration = network.configuration
        shape = network.shape
        self.sequences = sequences
        targets = labels.map { Float($0) }
        self.classWeights = classWeights
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
        let count = batch.examples.count
        let parts = Threads.parts(count, minimumPart: 4)
        while shares.count < parts { shares.append(Share(shape, isFirst: shares.isEmpty)) }
        let dealt = shareBuffer.reserve(2 * count)
        deal(batch.examples, parts: parts, into: dealt)

        nonisolated(unsafe) let (model, dealtExamples) = (self, dealt)
        Threads.split(parts) { part, _ in
            let range = Self.range(of: part, of: parts, count)
            model.run(
                model.shares[part],
                UnsafeBufferPointer(start: dealtExamples + range.lowerBound, count: range.count),
                batchCount: count,
                batch,
                generator: model.generator.jumped(
                    UInt64(batch.number * Threads.maximumCount + part + 1)
                )
            )
        }
        collectGradients(parts)
        return shares[..<parts].reduce(0) { $0 + $1.loss } / Double(count)
    }

    /// Deals the examples to the parts by falling length, one to each in turn; those of a part stand
    /// together, at `range(of:of:_:)`. `dealt` has room for twice as many.
    private func deal(
        _ examples: ArraySlice<Int32>,
        parts: Int,
        into dealt: UnsafeMutablePointer<Int32>
    ) {
        let count = examples.count
        var sorted = UnsafeMutableBufferPointer(start: dealt + count, count: count)
        _ = sorted.update(from: examples)
        exampleLengths!.withUnsafeBufferPointer { lengths in
            sorted.sort { (lengths[Int($0)], $0) > (lengths[Int($1)], $1) }
        }
        var position = 0
        for part in 0..<parts {
            for index in stride(from: part, to: count, by: parts) {
                dealt[position] = sorted[index]
                position += 1
            }
        }
    }

    private static func range(of part: Int, of parts: Int, _ count: Int) -> Range<Int> {
        func start(_ part: Int) -> Int { part * (count / parts) + min(part, count % parts) }
        return start(part)..<start(part + 1)
    }

    private func run(
        _ share: Share,
        _ examples: UnsafeBufferPointer<Int32>,
        batchCount: Int,
        _ batch: TrainingBatch,
        generator: PCG64
    ) {
        let pass = share.pass
        let weights = UnsafePointer(parameters.values)
        embedding.withUnsafeBufferPointer { frozen in
            let table =
                parameters.tables.first.map { UnsafePointer($0.values) } ?? frozen.baseAddress!
            pass.forward(
                examples,
                of: sequences,
                embedding: table,
                weights: weights,
                dropout: generator
            )
        }
        let targets = share.targets.reserve(examples.count)
        let logitGradient = share.logitGradient.reserve(examples.count)
        for position in 0..<examples.count {
            targets[position] = self.targets[Int(pass.packing.order[position])]
        }
        share.loss = BinaryCrossEntropy.evaluate(
            examples.count,
            logits: pass.logits,
            targets: targets,
            weights: classWeights,
            scale: batch.scale / Float(batchCount),
            gradient: logitGradient
        )
        pass.backward(
            logitGradient: logitGradient,
            weights: weights,
            gradients: share.gradients?.address ?? parameters.gradients,
            toEmbedding: trainsEmbedding
        )
    }

    /// Adds up the shares' gradients, always in the same order.
    private func collectGradients(_ parts: Int) {
        parameters.addGradients(of: shares[1..<max(1, parts)].map { $0.gradients! })
        guard let table = parameters.tables.first else { return }
        for share in shares[..<parts] {
            let packing = share.pass.packing
            table.addGradients(
                packing.rowCount,
                rows: packing.tokens,
                share.pass.embeddingGradient
            )
        }
    }
}
