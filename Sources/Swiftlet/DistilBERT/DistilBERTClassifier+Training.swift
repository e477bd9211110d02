import SwiftletBase
import SwiftletEvaluation
import SwiftletNeural
import SwiftletTensor
import SwiftletText
import SwiftletTransformers

extension DistilBERTClassifier {
    /// Fine-tunes the encoder, and its tokenizer's vocabulary, that lie in a directory of Hugging
    /// Face's layout: a DistilBERT's or a BERT's.
    ///
    ///     let result = try DistilBERTClassifier.train(
    ///         on: tweets, validation: others, from: "all-MiniLM-L6-v2"
    ///     )
    ///
    /// An encoder without a classifier gets one whose weights are drawn. Tensors that the model has no
    /// part for, such as the head of another task, are left out and named by the model's
    /// `ignoredTensors`.
    ///
    /// - Parameters:
    ///   - examples: Texts whose labels are indices into `labels`; each label must occur.
    ///   - labels: The names of the labels, two or more, all different.
    ///   - validation: Texts that are not trained on; without any the last epoch counts.
    ///   - encoder: The directory.
    ///   - configuration: How to prepare texts and how to learn.
    ///   - checkpoint: A file that is written after each epoch; training resumes from it.
    ///   - progress: Called after each step; says whether to go on.
    /// - Throws: What the training of a model and its tokenizer throws, and the error of the file at
    ///   fault, naming it and what was expected.
    public static func train(
        on examples: [LabelledText],
        labels: [String] = ["negative", "positive"],
        validation: [LabelledText] = [],
        from encoder: String,
        configuration: Configuration = Configuration(),
        checkpoint: String? = nil,
        progress: (TrainingProgress) throws -> TrainingDecision = { _ in .continue }
    ) throws -> TrainingResult<DistilBERTClassifier, TrainingHistory> {
        try train(
            on: examples,
            validation: validation,
            from: DistilBERTForSequenceClassification(
                from: encoder,
                labels: labels,
                problemType: .singleLabel,
                seed: configuration.training.seed
            ),
            tokenizing: ModelTokenizer(from: encoder),
            configuration: configuration,
            checkpoint: checkpoint,
            progress: progress
        )
    }

    /// Trains a model further.
    ///
    /// The classifier has the weights of the epoch with the highest F1 on `validation`: that of the
    /// second of two labels, the macro F1 of more.
    ///
    /// - Parameters:
    ///   - examples: Texts whose labels are indices into the model's; each label must occur.
    ///   - validation: Texts that are not trained on; without any the last epoch counts.
    ///   - model: Where to begin, with one label a text, its weights not quantised.
    ///   - tokenizer: The tokenizer of the model.
    ///   - configuration: How to prepare texts and how to learn.
    ///   - checkpoint: A file that is written after each epoch. Training resumes from one that
    ///     exists, to the same result as if it had not been interrupted.
    ///   - progress: Called after each step; says whether to go on.
    /// - Throws: `SettingError`; `TrainingDataError`; `TrainingError` where the loss is not finite;
    ///   `FormatError` where a checkpoint belongs to another training; `FileError` for a checkpoint;
    ///   whatever `progress` throws.
    public static func train(
        on examples: [LabelledText],
        validation: [LabelledText] = [],
        from model: DistilBERTForSequenceClassification,
        tokenizer: any Tokenizer,
        configuration: Configuration = Configuration(),
        checkpoint: String? = nil,
        progress: (TrainingProgress) throws -> TrainingDecision = { _ in .continue }
    ) throws -> TrainingResult<DistilBERTClassifier, TrainingHistory> {
        try train(
            on: examples,
            validation: validation,
            from: model,
            tokenizing: ModelTokenizer(tokenizer),
            configuration: configuration,
            checkpoint: checkpoint,
            progress: progress
        )
    }

    /// Trains a classifier further, with its own settings and tokenizer.
    ///
    ///     let newer = try DistilBERTClassifier.train(on: tweets + reported, from: classifier)
    ///
    /// - Parameters:
    ///   - examples: Texts whose labels are indices into the classifier's; each label must occur.
    ///   - validation: Texts that are not trained on; without any the last epoch counts.
    ///   - classifier: Where to begin, its weights not quantised.
    ///   - checkpoint: A file that is written after each epoch; training resumes from it.
    ///   - progress: Called after each step; says whether to go on.
    /// - Throws: What the training of a model and its tokenizer throws.
    public static func train(
        on examples: [LabelledText],
        validation: [LabelledText] = [],
        from classifier: DistilBERTClassifier,
        checkpoint: String? = nil,
        progress: (TrainingProgress) throws -> TrainingDecision = { _ in .continue }
    ) throws -> TrainingResult<DistilBERTClassifier, TrainingHistory> {
        try train(
            on: examples,
            validation: validation,
            from: classifier.model,
            tokenizing: classifier.tokenizing,
            configuration: classifier.configuration,
            checkpoint: checkpoint,
            progress: progress
        )
    }

    private static func train(
        on examples: [LabelledText],
        validation: [LabelledText],
        from model: DistilBERTForSequenceClassification,
        tokenizing: ModelTokenizer,
        configuration: Configuration,
        checkpoint: String?,
        progress: (TrainingProgress) throws -> TrainingDecision
    ) throws -> TrainingResult<DistilBERTClassifier, TrainingHistory> {
        let names = model.configuration.labels
        try requireReady(model, .singleLabel, tokenizing, configuration)
        let labels = examples.map(\.label)
        try TrainingDataError.requireAll(labels, names)
        let truth = validation.map(\.label)
        try TrainingDataError.requireKnown(truth, names)
        let training = try DistilBERTTraining(
            model.withClassifierDropout(configuration.classifierDropout),
            configuration.sequences(of: examples.map(\.text), tokenizing),
            labels: labels,
            classWeights: configuration.classWeighting.weights(labels, classes: names.count),
            frozenLayers: configuration.frozenLayers,
            trainsEmbeddings: configuration.frozenLayers == 0,
            headLearningRateMultiplier: configuration.headLearningRateMultiplier,
            precision: configuration.precision,
            seed: configuration.training.seed
        )
        return try train(
            training,
            validation: validation.map(\.text),
            tokenizing: tokenizing,
            configuration: configuration,
            checkpoint: checkpoint,
            validate: { Validation(logits: $0, truth: truth) },
            progress: progress
        )
    }

    /// Fine-tunes an encoder for texts that may have several labels, or none.
    ///
    /// The score of an epoch is the macro F1, with labels given from a probability of 0.5. The
    /// labels count the same: `configuration.classWeighting` must be `.equal`.
    ///
    /// - Parameters:
    ///   - examples: Texts whose labels are indices into `labels`; each label must occur.
    ///   - labels: The names of the labels, two or more, all different.
    ///   - validation: Texts that are not trained on; without any the last epoch counts.
    ///   - encoder: The directory.
    ///   - configuration: How to prepare texts and how to learn.
    ///   - checkpoint: A file that is written after each epoch; training resumes from it.
    ///   - progress: Called after each step; says whether to go on.
    /// - Throws: What the training on one label a text throws.
    public static func train(
        on examples: [MultiLabelText],
        labels: [String],
        validation: [MultiLabelText] = [],
        from encoder: String,
        configuration: Configuration = Configuration(),
        checkpoint: String? = nil,
        progress: (TrainingProgress) throws -> TrainingDecision = { _ in .continue }
    ) throws -> TrainingResult<DistilBERTClassifier, TrainingHistory> {
        try train(
            on: examples,
            validation: validation,
            from: DistilBERTForSequenceClassification(
                from: encoder,
                labels: labels,
                problemType: .multiLabel,
                seed: configuration.training.seed
            ),
            tokenizing: ModelTokenizer(from: encoder),
            configuration: configuration,
            checkpoint: checkpoint,
            progress: progress
        )
    }

    /// Trains a model further whose `problemType` is `.multiLabel`; see the training from a directory.
    ///
    /// - Throws: What the training on one label a text throws.
    public static func train(
        on examples: [MultiLabelText],
        validation: [MultiLabelText] = [],
        from model: DistilBERTForSequenceClassification,
        tokenizer: any Tokenizer,
        configuration: Configuration = Configuration(),
        checkpoint: String? = nil,
        progress: (TrainingProgress) throws -> TrainingDecision = { _ in .continue }
    ) throws -> TrainingResult<DistilBERTClassifier, TrainingHistory> {
        try train(
            on: examples,
            validation: validation,
            from: model,
            tokenizing: ModelTokenizer(tokenizer),
            configuration: configuration,
            checkpoint: checkpoint,
            progress: progress
        )
    }

    private static func train(
        on examples: [MultiLabelText],
        validation: [MultiLabelText],
        from model: DistilBERTForSequenceClassification,
        tokenizing: ModelTokenizer,
        configuration: Configuration,
        checkpoint: String?,
        progress: (TrainingProgress) throws -> TrainingDecision
    ) throws -> TrainingResult<DistilBERTClassifier, TrainingHistory> {
        let names = model.configuration.labels
        try requireReady(model, .multiLabel, tokenizing, configuration)
        guard configuration.classWeighting == .equal else {
            throw SettingError(
                name: "classWeighting",
                value: "\(configuration.classWeighting)",
                expected: "equal where a text may have several labels"
            )
        }
        try TrainingDataError.requireAll(examples.flatMap(\.labels), names)
        let truth = validation.map(\.labels)
        try TrainingDataError.requireKnown(truth.joined(), names)
        let training = try DistilBERTTraining(
            model.withClassifierDropout(configuration.classifierDropout),
            configuration.sequences(of: examples.map(\.text), tokenizing),
            labelSets: examples.map(\.labels),
            frozenLayers: configuration.frozenLayers,
            trainsEmbeddings: configuration.frozenLayers == 0,
            headLearningRateMultiplier: configuration.headLearningRateMultiplier,
            precision: configuration.precision,
            seed: configuration.training.seed
        )
        return try train(
            training,
            validation: validation.map(\.text),
            tokenizing: tokenizing,
            configuration: configuration,
            checkpoint: checkpoint,
            validate: { Validation(logits: $0, labelSets: truth) },
            progress: progress
        )
    }

    /// Throws unless model, tokenizer and configuration fit each other and the kind of examples, which
    /// is better seen before the work.
    private static func requireReady(
        _ model: DistilBERTForSequenceClassification,
        _ problemType: DistilBERTConfiguration.ProblemType,
        _ tokenizing: ModelTokenizer,
        _ configuration: Configuration
    ) throws(SettingError) {
        try configuration.requireValid(
            layers: model.configuration.layerCount,
            labels: model.configuration.labels.count
        )
        guard model.configuration.problemType == problemType else {
            throw SettingError(
                name: "problem_type",
                value: model.configuration.problemType.rawValue,
                expected: problemType.rawValue
            )
        }
        guard !model.isQuantized else { throw SettingError.quantizedModel }
        _ = try DistilBERTClassifier(model, tokenizing, configuration)
    }

    private static func train(
        _ training: DistilBERTTraining,
        validation: [String],
        tokenizing: ModelTokenizer,
        configuration: Configuration,
        checkpoint: String?,
        validate: @escaping (_ logits: Tensor) -> Validation,
        progress: (TrainingProgress) throws -> TrainingDecision
    ) throws -> TrainingResult<DistilBERTClassifier, TrainingHistory> {
        let unseen = configuration.sequences(of: validation, tokenizing)
        let history = try Trainer(training, configuration.training).train(
            checkpoint: checkpoint,
            validate: validation.isEmpty
                ? nil : { validate(try training.classifier.logits(of: unseen)) },
            progress: progress
        )
        let classifier = try DistilBERTClassifier(
            training.classifier,
            tokenizing,
            configuration
        )
        return TrainingResult(classifier: classifier, history: history)
    }
}

extension Validation {
    /// The mean binary cross-entropy of logits, `[texts, labels]`, of texts with several labels, and
    /// the macro F1.
    fileprivate init(logits: Tensor, labelSets: [Set<Int>]) {
        let labels = logits.columns
        let targets = labelSets.flatMap { set in
            (0..<labels).map { set.contains($0) ? 1 as Float : 0 }
        }
        let loss = logits.withUnsafeBufferPointer { logits in
            BinaryCrossEntropy.evaluate(
                targets.count,
                logits: logits.baseAddress!,
                targets: targets,
                scale: 1,
                gradient: nil
            )
        }
        let scores = (0..<labels).map { label in
            ConfusionMatrix(
                truth: labelSets.map { $0.contains(label) ? 1 : 0 },
                predicted: (0..<labelSets.count).map { logits[$0, label] > 0 ? 1 : 0 },
                classCount: 2
            ).f1(of: 1)
        }
        self.init(
            loss: loss / Double(targets.count),
            score: scores.reduce(0, +) / Double(labels)
        )
    }
}
