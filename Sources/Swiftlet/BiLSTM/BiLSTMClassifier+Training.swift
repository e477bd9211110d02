import SwiftletBase
import SwiftletNeural
import SwiftletText

extension BiLSTMClassifier {
    /// Trains a classifier.
    ///
    ///     let result = try BiLSTMClassifier.train(on: tweets, validation: others) { progress in
    ///         print(progress.epoch, progress.loss)
    ///         return .goOn
    ///     }
    ///
    /// After each epoch the F1 of the second label on `validation` is taken, of more than two labels
    /// the macro F1; the classifier has the weights of the epoch where it was highest.
    ///
    /// - Parameters:
    ///   - examples: Texts with the numbers of their labels; each label must occur.
    ///   - labels: The names of the labels, in the order of their numbers.
    ///   - validation: Texts that are not trained on; without any there is no early stopping.
    ///   - embeddings: Word vectors to begin with; without them the embedding is learnt from nothing.
    ///   - configuration: How to clean, how large to make the network, how to learn.
    ///   - checkpoint: A file that is written after each epoch. Where it is there at the start, the
    ///     training goes on from it, to the same result as if it had not been interrupted.
    ///   - progress: Called after each step; says whether to go on.
    /// - Throws: `SettingError`; `TrainingDataError`; `TrainingError` where the loss is not finite;
    ///   `FormatError` where a checkpoint belongs to another training; `FileError` for a checkpoint;
    ///   whatever `progress` throws.
    public static func train(
        on examples: [LabelledText],
        labels: [String] = ["negative", "positive"],
        validation: [LabelledText] = [],
        embeddings: WordVectors? = nil,
        configuration: Configuration = Configuration(),
        checkpoint: String? = nil,
        progress: (TrainingProgress) throws -> TrainingDecision = { _ in .goOn }
    ) throws -> TrainingResult<BiLSTMClassifier, TrainingHistory> {
        var configuration = configuration
        if let embeddings { configuration.embeddingSize = embeddings.dimension }
        let classes = examples.map(\.label)
        try TrainingDataError.requireAll(classes, labels)
        try configuration.requireValid(labels: labels.count)
        let truth = validation.map(\.label)
        try TrainingDataError.requireKnown(truth, labels)
        let texts = configuration.cleaning.clean(examples.map(\.text))
        let (index, counts) = WordIndex.fit(
            source: texts,
            maximumWords: configuration.vocabularySize
        )
        guard index.wordCount > 0 else {
            throw TrainingDataError.emptyVocabulary(texts: examples.count)
        }
        let start = embeddings.map { startingVectors(for: index, counts, from: $0) }
        let seed = configuration.training.seed
        let model = BiLSTMTraining(
            try BiLSTMNetwork(
                configuration.network(
                    tokenCount: index.vocabularySize,
                    embeddingSize: configuration.embeddingSize,
                    labels: labels.count
                ),
                embedding: start?.matrix,
                seed: seed
            ),
            index.encode(source: texts, maximumLength: configuration.maximumLength),
            labels: classes,
            classWeights: configuration.classWeighting.weights(classes, classes: labels.count),
            trainsEmbedding: configuration.trainsEmbedding || embeddings == nil,
            seed: seed
        )
        let trainer = Trainer(model, configuration.training)
        let unseen = configuration.sequences(of: validation.map(\.text), index)
        let history = try trainer.train(
            checkpoint: checkpoint,
            validate: validation.isEmpty
                ? nil
                : { Validation(logits: model.network.logits(of: unseen), truth: truth) },
            progress: progress
        )
        let classifier = BiLSTMClassifier(
            configuration: configuration,
            labels: labels,
            index: index,
            network: model.network
        )
        return TrainingResult(
            classifier: classifier,
            history: history,
            coverage: start?.coverage
        )
    }
}
