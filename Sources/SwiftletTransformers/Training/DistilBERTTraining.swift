import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import SwiftletText
import Synchronization

/// A classifier of DistilBERT's family with what it is trained on: the model of a `Trainer`.
///
///     let model = DistilBERTTraining(classifier, sequences, labels: labels, seed: 42)
///     var settings = TrainingSettings()
///     settings.optimizer = .adamW(weightDecay: 0.01)
///     settings.learningRate = 5e-5
///     settings.schedule = .linear(warmUpRatio: 0.1)
///     settings.gradientAccumulationSteps = 2
///     settings.maxGradientNorm = 1
///     try Trainer(model, settings).train(validate: { evaluate(model.classifier) })
///     let better = model.classifier
///
/// The loss is the cross-entropy of the labels, or, where a text may have several, the binary
/// cross-entropy of each label on its own; dropout is where Transformers has it. A batch is split over
/// the threads by sequences, and each thread runs the forward and the backward pass of its share, without
/// padding. The shares are dealt by length, so that the threads have equal work. The gradients of the
/// weights of linear layers are then taken of all shares together.
public final class DistilBERTTraining: TrainableModel {
    public let parameters: ParameterSet
    public var exampleCount: Int { sequences.count }
    public let exampleLengths: [Int]?
    private let configuration: DistilBERTConfiguration
    private let layout: ParameterLayout
    private let sequences: TokenSequences
    private let targets: Targets
    private let frozenLayers: Int
    private let trainsEmbeddings: Bool
    private let ignoredTensors: [String]
    private let generator: PCG64
    /// All numbers of the model, the trained ones where `parameters` has them.
    private let arrays: ModelArrays
    /// The model that the passes go through, on the same memory.
    private let model: DistilBERTForSequenceClassification
    private let shares: BatchShares<DistilBERTShare>
    /// The arrays of which each share has gradients of its own: all except the weights of linear layers.
    private let shareLayout: ParameterLayout
    /// The weights that are trained and rounded.
    private let roundedWeights: [RoundedWeights]

    private enum Targets {
        case classes([Int32], ClassWeights?)
        /// 0 or 1 for each label, by examples.
        case labels([Float])
    }

    /// Training on one label a text.
    ///
    /// - Parameters:
    ///   - classifier: Where the training begins.
    ///   - sequences: The tokens of each example. Longer ones than there are positions are cut.
    ///   - labels: The number of each example's label.
    ///   - classWeights: How much each label counts; nil for the same.
    ///   - frozenLayers: How many of the first layers keep their weights.
    ///   - trainsEmbeddings: Whether the embeddings are trained.
    ///   - headLearningRateMultiplier: How many times the learning rate the classifier's own weights learn
    ///     with.
    ///   - precision: The numbers that linear layers multiply.
    ///   - seed: The seed of dropout.
    /// - Throws: `TokenError` naming the example whose tokens cannot go through the model.
    public convenience init(
        _ classifier: DistilBERTForSequenceClassification,
        _ sequences: TokenSequences,
        labels: [Int],
        classWeights: ClassWeights? = nil,
        frozenLayers: Int = 0,
        trainsEmbeddings: Bool = true,
        headLearningRateMultiplier: Float = 1,
        precision: TrainingPrecision = .float32,
        seed: UInt64
    ) throws(TokenError) {
        let count = classifier.configuration.labels.count
        precondition(
            classifier.configuration.problemType == .singleLabel,
            "A model with several labels a text, or none, was given one label for each."
        )
        precondition(
            labels.count == sequences.count,
            "\(labels.count) labels do not fit \(sequences.count) sequences."
        )
        precondition(
            labels.allSatisfy { $0 >= 0 && $0 < count },
            "A label is not from 0 to below \(count)."
        )
        precondition(
            classWeights.map { $0.weights.count == count } ?? true,
            "\(classWeights?.weights.count ?? 0) class weights do not fit \(count) labels."
        )
        try self.init(
            classifier,
            sequences,
            .classes(labels.map { Int32($0) }, classWeights),
            frozenLayers,
            trainsEmbeddings,
            headLearningRateMultiplier,
            precision,
            seed
        )
    }

    /// Training on several labels a text; the parameters are those of the other initialiser.
    ///
    /// - Parameter labelSets: The numbers of each example's labels.
    /// - Throws: As the other initialiser.
    public convenience init(
        _ classifier: DistilBERTForSequenceClassification,
        _ sequences: TokenSequences,
        labelSets: [Set<Int>],
        frozenLayers: Int = 0,
        trainsEmbeddings: Bool = true,
        headLearningRateMultiplier: Float = 1,
        precision: TrainingPrecision = .float32,
        seed: UInt64
    ) throws(TokenError) {
        let count = classifier.configuration.labels.count
        precondition(
            classifier.configuration.problemType == .multiLabel,
            "A model with one label a text, or none, was given several for each."
        )
        precondition(
            labelSets.count == sequences.count,
            "\(labelSets.count) sets of labels do not fit \(sequences.count) sequences."
        )
        precondition(
            labelSets.allSatisfy { $0.allSatisfy { $0 >= 0 && $0 < count } },
            "A label is not from 0 to below \(count)."
        )
        try self.init(
            classifier,
            sequences,
            .labels(labelSets.flatMap { set in (0..<count).map { set.contains($0) ? 1 : 0 } }),
            frozenLayers,
            trainsEmbeddings,
            headLearningRateMultiplier,
            precision,
            seed
        )
    }

    private init(
        _ classifier: DistilBERTForSequenceClassification,
        _ sequences: TokenSequences,
        _ targets: Targets,
        _ frozenLayers: Int,
        _ trainsEmbeddings: Bool,
        _ headLearningRateMultiplier: Float,
        _ precision: TrainingPrecision,
        _ seed: UInt64
    ) throws(TokenError) {
        // Weights in training are floats.
        let configuration = classifier.configuration.inFloats
        self.configuration = configuration
        precondition(
            frozenLayers >= 0 && frozenLayers <= configuration.layerCount,
            "\(frozenLayers) of \(configuration.layerCount) layers cannot be frozen."
        )
        try configuration.check(sequences, .truncated)
        self.sequences = sequences
        self.targets = targets
        self.frozenLayers = frozenLayers
        self.trainsEmbeddings = trainsEmbeddings
        ignoredTensors = classifier.ignoredTensors
        generator = PCG64(seed: seed)
        let limit = configuration.maximumPositions
        exampleLengths = (0..<sequences.count).map { min(limit, sequences.length(of: $0)) }

        var layout = ParameterLayout()
        func append<Model>(_ parts: [ModelPart<Model>], learningRateMultiplier: Float = 1) {
            for part in parts {
                part.forEachArray(columns: configuration.hiddenSize) { name, shape, isDecayed in
                    layout.append(
                        name,
                        shape,
                        isDecayed: isDecayed,
                        learningRateMultiplier: learningRateMultiplier
                    )
                }
            }
        }
        let names = configuration.family.names
        if trainsEmbeddings { append(DistilBERT.embeddingParts(configuration, names)) }
        for index in frozenLayers..<configuration.layerCount {
            append(DistilBERT.layerParts(configuration, names, index))
        }
        append(
            DistilBERTForSequenceClassification.headParts(configuration, names),
            learningRateMultiplier: headLearningRateMultiplier
        )
        var arrays = ModelArrays(
            classifier,
            DistilBERTForSequenceClassification.parts(configuration, names)
        )
        var values = Tensor(uninitialized: [layout.count])
        values.withUnsafeMutableBufferPointer { values in
            for entry in layout.entries {
                (values.baseAddress! + entry.offset).update(
                    from: arrays[entry.name]!.start,
                    count: entry.count
                )
            }
        }
        let words = names.words
        let wordShape = [configuration.vocabularySize, configuration.hiddenSize]
        parameters = ParameterSet(
            layout,
            values: values,
            tables: trainsEmbeddings
                ? [ParameterTable(words, values: arrays[words]!.tensor(wordShape))] : []
        )
        for entry in layout.entries {
            arrays[entry.name] = FloatArray(
                borrowing: parameters.values + entry.offset,
                count: entry.count
            )
        }
        if let table = parameters.tables.first {
            arrays[words] = FloatArray(borrowing: table.address, count: table.rows * table.columns)
        }
        self.layout = layout
        self.arrays = arrays
        var model = DistilBERTForSequenceClassification(
            configuration,
            arrays,
            forPrediction: false
        )
        let parts = DistilBERTForSequenceClassification.parts(configuration, names)
        let rounded = precision == .float32 ? [:] : model.roundLinears(of: parts)
        RoundedWeights.round(Array(rounded.values))
        self.model = model
        let trained = Set(layout.entries.map(\.name))
        roundedWeights = rounded.filter { trained.contains($0.key) }.map(\.value)
        let weights = Set(
            parts.flatMap { part -> [String] in
                guard case .linear(let names, _, _, _) = part else { return [] }
                return names.map { $0 + ".weight" }
            }
        )
        var shareLayout = ParameterLayout()
        for entry in layout.entries where !weights.contains(entry.name) {
            shareLayout.append(entry.name, entry.shape)
        }
        self.shareLayout = shareLayout
        shares = BatchShares { [parameters] isFirst in
            DistilBERTShare(
                configuration,
                isFirst ? layout : shareLayout,
                frozenLayers: frozenLayers,
                trainsEmbeddings: trainsEmbeddings,
                precision: precision,
                into: isFirst ? parameters.gradients : nil
            )
        }
    }

    /// The classifier with the current weights.
    public var classifier: DistilBERTForSequenceClassification {
        var copies = arrays
        for entry in layout.entries { copies[entry.name] = arrays[entry.name]!.copied() }
        for table in parameters.tables { copies[table.name] = FloatArray(table.snapshot) }
        var result = DistilBERTForSequenceClassification(configuration, copies, forPrediction: true)
        result.encoder.ignoredTensors = ignoredTensors
        return result
    }

    public func addGradients(of batch: TrainingBatch) -> Double {
        if batch.beginsStep { RoundedWeights.round(roundedWeights) }
        if let table = parameters.tables.first {
            for example in batch.examples { table.settle(sequences[Int(example)]) }
        }
        let (shares, loss) = shares.run(
            batch,
            lengths: exampleLengths!,
            generator: generator,
            parameters: parameters
        ) { share, examples, generator in
            run(share, examples, batch, generator: generator)
        }
        addWeightGradients(of: shares)
        for share in shares { addOtherGradients(of: share) }
        if let table = parameters.tables.first {
            for share in shares { addGradients(of: share, to: table) }
        }
        return loss
    }

    private func run(
        _ share: DistilBERTShare,
        _ examples: UnsafeBufferPointer<Int32>,
        _ batch: TrainingBatch,
        generator: PCG64
    ) {
        share.workspace.tokens.pack(
            examples,
            of: sequences,
            maximumLength: configuration.maximumPositions
        )
        share.forward(model, dropout: generator)
        let labels = configuration.labels.count
        let gradient = share.logitGradient.reserve(examples.count * labels)
        switch targets {
        case .classes(let classes, let classWeights):
            share.classes.removeAll(keepingCapacity: true)
            for example in examples { share.classes.append(classes[Int(example)]) }
            share.loss = CategoricalCrossEntropy.evaluate(
                examples.count,
                classes: labels,
                logits: share.logits,
                labels: share.classes,
                weights: classWeights,
                scale: batch.scale / Float(batch.examples.count),
                gradient: gradient
            )
        case .labels(let targets):
            share.labels.removeAll(keepingCapacity: true)
            for example in examples {
                share.labels += targets[Int(example) * labels..<(Int(example) + 1) * labels]
            }
            let loss = BinaryCrossEntropy.evaluate(
                share.labels.count,
                logits: share.logits,
                targets: share.labels,
                scale: batch.scale / Float(batch.examples.count * labels),
                gradient: gradient
            )
            share.loss = loss / Double(labels)
        }
        share.backward(model)
    }

    /// Adds the gradients of the weights of linear layers, on all threads.
    private func addWeightGradients(of shares: ArraySlice<DistilBERTShare>) {
        // Enough outputs for fast products, and few enough that the threads get equal work.
        let block = roundedWeights.isEmpty ? 512 : 128
        let items = shares.first!.factors.enumerated().flatMap { layer, factors in
            stride(from: 0, to: factors.outputs, by: block).map { start in
                (layer: layer, outputs: start..<min(factors.outputs, start + block))
            }
        }
        let offsets = Dictionary(uniqueKeysWithValues: layout.entries.map { ($0.name, $0.offset) })
        let next = Atomic<Int>(0)
        nonisolated(unsafe) let shares = shares
        nonisolated(unsafe) let targets = shares.first!.factors.map {
            parameters.gradients + offsets[$0.name]!
        }
        Threads.split(min(items.count, Threads.count)) { _, _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                if index >= items.count { break }
                let item = items[index]
                for share in shares {
                    share.factors[item.layer].addProduct(item.outputs, to: targets[item.layer])
                }
            }
        }
    }

    /// Adds the gradients that a share has of other arrays, and sets them back to zero.
    private func addOtherGradients(of share: DistilBERTShare) {
        guard let gradients = share.otherGradients else { return }
        let offsets = Dictionary(uniqueKeysWithValues: layout.entries.map { ($0.name, $0.offset) })
        for entry in shareLayout.entries {
            let target = parameters.gradients + offsets[entry.name]!
            let source = gradients.address + entry.offset
            for index in 0..<entry.count {
                target[index] += source[index]
                source[index] = 0
            }
        }
    }

    /// Adds the gradients of the word embeddings.
    private func addGradients(of share: DistilBERTShare, to table: ParameterTable) {
        let tokens = share.workspace.tokens
        let gradient = share.workspace.stateGradient.start
        // As in Transformers, the padding token's embedding is not trained.
        if let padding = configuration.paddingToken {
            for row in 0..<tokens.rows where Int(tokens.tokens[row]) == padding {
                (gradient + row * table.columns).update(repeating: 0, count: table.columns)
            }
        }
        table.addGradients(tokens.rows, rows: tokens.tokens, gradient)
    }
}

extension DistilBERTForSequenceClassification {
    /// Gives linear layers weights that are rounded for products, and returns them by the name of their
    /// first array.
    fileprivate mutating func roundLinears(
        of parts: [ModelPart<DistilBERTForSequenceClassification>]
    ) -> [String: RoundedWeights] {
        var result: [String: RoundedWeights] = [:]
        for part in parts {
            guard case .linear(let names, _, _, let pieces) = part else { continue }
            for piece in pieces {
                let layer = self[keyPath: piece.place]
                guard case .rows(let weights) = layer.weights else { continue }
                let rounded = RoundedWeights(
                    weights,
                    outputs: layer.outputs,
                    inputs: layer.inputs,
                    kernel: .current
                )
                result[names[piece.names.lowerBound] + ".weight"] = rounded
                self[keyPath: piece.place] = layer.withWeights(.rounded(weights, rounded))
            }
        }
        return result
    }
}
