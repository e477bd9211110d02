import SwiftletBase
import SwiftletLinear
import SwiftletNeural
import SwiftletTensor
import SwiftletText
import SwiftletTransformers

extension SentenceEncoderClassifier {
    /// Embeds texts and trains a classifier on the embeddings.
    ///
    ///     let result = try SentenceEncoderClassifier.train(
    ///         on: tweets, validation: others, encoder: encoder
    ///     ) { progress in
    ///         print(progress.epoch, progress.loss)
    ///         return .continue
    ///     }
    ///
    /// The classifier has the weights of the epoch with the highest F1 on `validation`: that of the
    /// second of two labels, the macro F1 of more.
    ///
    /// - Parameters:
    ///   - examples: Texts whose labels are indices into `labels`; each label must occur.
    ///   - labels: The names of the labels, two or more, all different.
    ///   - validation: Texts that are not trained on; without any there is no early stopping.
    ///   - encoder: What embeds the texts.
    ///   - configuration: How to clean, how large to make the network, how to learn.
    ///   - embeddingCache: A file in which the embeddings are kept for the next training; see
    ///     ``EmbeddingCache``.
    ///   - checkpoint: A file that is written after each epoch. Training resumes from one that
    ///     exists, to the same result as if it had not been interrupted.
    ///   - progress: Called after each step; says whether to go on.
    /// - Throws: `SettingError`; `TrainingDataError`; `TrainingError` where the loss is not finite;
    ///   `FormatError` where a checkpoint belongs to another training; `FileError` for a file; whatever
    ///   the encoder and `progress` throw.
    public static func train(
        on examples: [LabelledText],
        labels: [String] = ["negative", "positive"],
        validation: [LabelledText] = [],
        encoder: any SentenceEncoder,
        configuration: Configuration = Configuration(),
        embeddingCache: String? = nil,
        checkpoint: String? = nil,
        progress: (TrainingProgress) throws -> TrainingDecision = { _ in .continue }
    ) throws -> TrainingResult<SentenceEncoderClassifier, TrainingHistory> {
        try TrainingDataError.requireAll(examples.map(\.label), labels)
        try configuration.requireValid(labels: labels.count)
        try TrainingDataError.requireKnown(validation.map(\.label), labels)
        let parts = try embed(
            [examples, validation],
            encoder: encoder,
            cleaning: configuration.cleaning,
            embeddingCache: embeddingCache
        )
        return try train(
            on: parts[0],
            labels: labels,
            validation: parts[1],
            encoder: encoder,
            configuration: configuration,
            checkpoint: checkpoint,
            progress: progress
        )
    }

    /// Embeds the parts of a data set, for trainings on them.
    ///
    /// - Parameters:
    ///   - parts: Labelled texts.
    ///   - encoder: What embeds the texts.
    ///   - cleaning: How they are cleaned before.
    ///   - path: A file in which the embeddings are kept; see ``EmbeddingCache``.
    ///   - progress: Called with how many of all texts are done.
    /// - Throws: What `EmbeddingCache.embed` throws.
    public static func embed(
        _ parts: [[LabelledText]],
        encoder: any SentenceEncoder,
        cleaning: TextCleaner = .light,
        embeddingCache path: String? = nil,
        progress: (_ done: Int) throws -> Void = { _ in }
    ) throws -> [EmbeddedExamples] {
        var configuration = Configuration()
        configuration.cleaning = cleaning
        let texts = configuration.cleaning(parts.flatMap { $0.map(\.text) })
        let all = try EmbeddingCache(of: encoder, in: path).embed(texts, progress: progress)
        var start = 0
        return parts.map { part in
            defer { start += part.count }
            return EmbeddedExamples(
                all[rows: start..<start + part.count],
                labels: part.map(\.label)
            )
        }
    }

    /// Trains a classifier on embeddings that `embed` made, with the cleaning of `configuration`; see
    /// ``train(on:labels:validation:encoder:configuration:embeddingCache:checkpoint:progress:)``.
    ///
    /// - Throws: What that throws, and `TrainingDataError` for embeddings of another dimension.
    public static func train(
        on examples: EmbeddedExamples,
        labels: [String] = ["negative", "positive"],
        validation: EmbeddedExamples? = nil,
        encoder: any SentenceEncoder,
        configuration: Configuration = Configuration(),
        checkpoint: String? = nil,
        progress: (TrainingProgress) throws -> TrainingDecision = { _ in .continue }
    ) throws -> TrainingResult<SentenceEncoderClassifier, TrainingHistory> {
        try configuration.requireValid(labels: labels.count)
        for part in [examples, validation].compactMap(\.self)
        where part.embeddings.columns != encoder.dimension {
            throw TrainingDataError.wrongDimension(
                part.embeddings.columns,
                expected: encoder.dimension
            )
        }
        try TrainingDataError.requireAll(examples.labels, labels)
        if let validation { try TrainingDataError.requireKnown(validation.labels, labels) }
        let scaler =
            configuration.standardizes
            ? try FeatureScaler(.standard(), fittedTo: examples.embeddings) : nil
        func scaled(_ embeddings: Tensor) throws -> Tensor {
            try scaler?.transform(embeddings) ?? embeddings
        }
        let model = DenseNetworkTraining(
            DenseNetwork(
                configuration.network(dimension: encoder.dimension, labels: labels.count),
                seed: configuration.training.seed
            ),
            try scaled(examples.embeddings),
            labels: examples.labels,
            classWeights: configuration.classWeighting.weights(
                examples.labels,
                classes: labels.count
            ),
            seed: configuration.training.seed
        )
        let unseen = validation.flatMap { $0.labels.isEmpty ? nil : $0 }
        let vectors = try unseen.map { try scaled($0.embeddings) }
        let history = try Trainer(model, configuration.training).train(
            checkpoint: checkpoint,
            validate: unseen.map { unseen in
                { Validation(logits: model.network.logits(of: vectors!), truth: unseen.labels) }
            },
            progress: progress
        )
        let classifier = SentenceEncoderClassifier(
            configuration: configuration,
            labels: labels,
            encoder: encoder,
            network: scaler.map(model.network.folding) ?? model.network
        )
        return TrainingResult(classifier: classifier, history: history)
    }
}

extension DenseNetwork {
    /// The network that gives for embeddings what this one gives for those that `scaler` standardised.
    fileprivate func folding(_ scaler: FeatureScaler) -> DenseNetwork {
        var weights = array("dense.weight")!
        var bias = array("dense.bias")!
        for unit in 0..<configuration.units {
            var shift = 0.0
            for input in 0..<configuration.inputs {
                weights[unit, input] /= scaler.divisors[input]
                shift += Double(weights[unit, input]) * Double(scaler.offsets[input])
            }
            bias[unit] = Float(Double(bias[unit]) - shift)
        }
        return DenseNetwork(
            configuration,
            weights: [
                "dense.weight": weights,
                "dense.bias": bias,
                "output.weight": array("output.weight")!,
                "output.bias": array("output.bias")!,
            ]
        )
    }
}
