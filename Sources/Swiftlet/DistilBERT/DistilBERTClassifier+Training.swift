import SwiftletEvaluation
import SwiftletNeural
import SwiftletText
import SwiftletTransformers

extension DistilBERTClassifier {
    /// What a training gives.
    public struct TrainingResult: Sendable {
        /// The classifier with the weights of the best epoch.
        public let classifier: DistilBERTClassifier
        /// Loss and F1 by epoch.
        public let history: TrainingHistory
    }

    /// Fine-tunes the encoder, and its tokenizer's vocabulary, that lie in a directory of Hugging
    /// Face's layout: a DistilBERT's or a BERT's.
    ///
    ///     let result = try DistilBERTClassifier.train(
    ///         on: tweets, validation: others, from: "all-MiniLM-L6-v2"
    ///     )
    ///
    /// An encoder without a classifier gets one whose weights are drawn.
    ///
    /// - Parameters:
    ///   - examples: Texts with the numbers of their labels; each label must occur.
    ///   - labels: The names of the labels, in the order of their numbers.
    ///   - validation: Texts that are not trained on; without any the last epoch counts.
    ///   - encoder: The directory.
    ///   - configuration: How to prepare texts and how to learn.
    ///   - checkpoint: A file that is written after each epoch and gone on from.
    ///   - progress: Called after each step; says whether to go on.
    /// - Throws: What ``train(on:validation:from:tokenizer:configuration:checkpoint:progress:)``
    ///   throws, and the error of the file at fault, naming it and what was expected.
    public static func train(
        on examples: [LabelledText],
        labels: [String] = ["negative", "positive"],
        validation: [LabelledText] = [],
        from encoder: String,
        configuration: Configuration = Configuration(),
        checkpoint: String? = nil,
        progress: (TrainingProgress) throws -> TrainingDecision = { _ in .goOn }
    ) throws -> TrainingResult {
        try train(
            on: examples,
            validation: validation,
            from: DistilBERTForSequenceClassification(
                from: encoder,
                labels: labels,
                seed: configuration.training.seed
            ),
            tokenizer: WordPieceTokenizer(from: encoder),
            configuration: configuration,
            checkpoint: checkpoint,
            progress: progress
        )
    }

    /// Trains a model further.
    ///
    /// After each epoch the F1 on `validation` is taken: that of label 1 where there are two labels,
    /// else the mean of all labels'. The classifier has the weights of the epoch where it was
    /// highest.
    ///
    /// - Parameters:
    ///   - examples: Texts with the numbers of their labels; each label must occur.
    ///   - validation: Texts that are not trained on; without any the last epoch counts.
    ///   - model: Where to begin, with one label a text, its weights not quantised.
    ///   - tokenizer: The tokenizer of the model.
    ///   - configuration: How to prepare texts and how to learn.
    ///   - checkpoint: A file that is written after each epoch. Where it is there at the start, the
    ///     training goes on from it, to the same result as if it had not been interrupted.
    ///   - progress: Called after each step; says whether to go on.
    /// - Throws: `DistilBERTClassifierError`; `TrainingDataError`; `TrainingError` where the loss is not finite or a
    ///   checkpoint belongs to another training; `FileError` for a checkpoint; whatever `progress`
    ///   throws.
    public static func train(
        on examples: [LabelledText],
        validation: [LabelledText] = [],
        from model: DistilBERTForSequenceClassification,
        tokenizer: WordPieceTokenizer,
        configuration: Configuration = Configuration(),
        checkpoint: String? = nil,
        progress: (TrainingProgress) throws -> TrainingDecision = { _ in .goOn }
    ) throws -> TrainingResult {
        let labelCount = model.configuration.labels.count
        try configuration.requireValid(layers: model.configuration.layerCount, labels: labelCount)
        guard !model.configuration.isMultiLabel else {
            throw DistilBERTClassifierError.invalidSetting(
                name: "problem_type",
                value: "multi_label_classification",
                expected: "single_label_classification"
            )
        }
        guard !model.isQuantized else { throw DistilBERTClassifierError.quantizedModel }
        // Whether model, tokenizer and configuration fit is seen before the work.
        _ = try DistilBERTClassifier(
            model: model,
            tokenizer: tokenizer,
            configuration: configuration
        )
        let labels = examples.map(\.label)
        try TrainingDataError.requireAll(labels, model.configuration.labels)
        let truth = validation.map(\.label)
        try TrainingDataError.requireKnown(truth, model.configuration.labels)
        let training = try DistilBERTTraining(
            model.withClassifierDropout(configuration.classifierDropout),
            configuration.sequences(of: examples.map(\.text), tokenizer),
            labels: labels,
            classWeights: configuration.classWeighting.weights(labels, classes: labelCount),
            frozenLayers: configuration.frozenLayers,
            trainsEmbeddings: configuration.frozenLayers == 0,
            headLearningRateMultiplier: configuration.headLearningRateMultiplier,
            seed: configuration.training.seed
        )
        let trainer = Trainer(training, configuration.training)
        let unseen = configuration.sequences(of: validation.map(\.text), tokenizer)
        let history = try trainer.train(
            checkpoint: checkpoint,
            validate: validation.isEmpty
                ? nil
                : { Validation(logits: try training.classifier.logits(of: unseen), truth: truth) },
            progress: progress
        )
        let classifier = try DistilBERTClassifier(
            model: training.classifier,
            tokenizer: tokenizer,
            configuration: configuration
        )
        return TrainingResult(classifier: classifier, history: history)
    }
}
