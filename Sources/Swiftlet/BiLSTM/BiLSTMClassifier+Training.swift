import SwiftletBase
import SwiftletNeural
import SwiftletTensor
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
        if let embeddings {
            configuration.embeddingSize = embeddings.dimension
        } else {
            configuration.trainsEmbedding = true
        }
        let classes = examples.map(\.label)
        try TrainingDataError.requireAll(classes, labels)
        try configuration.requireValid(labels: labels.count)
        try TrainingDataError.requireKnown(validation.map(\.label), labels)
        let texts = configuration.cleaning.clean(examples.map(\.text))
        let (index, counts) = WordIndex.fit(
            source: texts,
            maximumWords: configuration.vocabularySize
        )
        guard index.wordCount > 0 else {
            throw TrainingDataError.emptyVocabulary(texts: examples.count)
        }
        let start = embeddings.map { startingVectors(for: index, counts, from: $0) }
        return try train(
            BiLSTMNetwork(
                configuration.network(
                    tokenCount: index.vocabularySize,
                    embeddingSize: configuration.embeddingSize,
                    labels: labels.count
                ),
                embedding: start?.matrix,
                seed: configuration.training.seed
            ),
            on: index.encode(source: texts, maximumLength: configuration.maximumLength),
            classes,
            index: index,
            labels: labels,
            validation: validation,
            configuration: configuration,
            coverage: start?.coverage,
            checkpoint: checkpoint,
            progress: progress
        )
    }

    /// Trains a classifier further, with its own settings and labels.
    ///
    ///     let newer = try BiLSTMClassifier.train(on: tweets + reported, from: classifier)
    ///
    /// Every weight begins as the classifier has it. Words that it does not know and that occur at
    /// least twice join its vocabulary, which may so grow beyond `vocabularySize`; each begins with the
    /// vector of unknown words.
    ///
    /// - Parameters:
    ///   - examples: Texts with the numbers of their labels; each label must occur.
    ///   - validation: Texts that are not trained on; without any there is no early stopping.
    ///   - classifier: Where to begin.
    ///   - checkpoint: A file that is written after each epoch and gone on from.
    ///   - progress: Called after each step; says whether to go on.
    /// - Throws: What the training of a new classifier throws.
    public static func train(
        on examples: [LabelledText],
        validation: [LabelledText] = [],
        from classifier: BiLSTMClassifier,
        checkpoint: String? = nil,
        progress: (TrainingProgress) throws -> TrainingDecision = { _ in .goOn }
    ) throws -> TrainingResult<BiLSTMClassifier, TrainingHistory> {
        let labels = classifier.labels
        let classes = examples.map(\.label)
        try TrainingDataError.requireAll(classes, labels)
        try TrainingDataError.requireKnown(validation.map(\.label), labels)
        var configuration = classifier.configuration
        let texts = configuration.cleaning.clean(examples.map(\.text))
        let (found, counts) = WordIndex.fit(source: texts, maximumWords: .max)
        let new = zip(found.words, counts).filter { word, count in
            count > 1 && classifier.index.id(of: word) == nil
        }
        let index = WordIndex(words: classifier.index.words + new.map(\.0))
        configuration.vocabularySize = max(configuration.vocabularySize, index.wordCount)
        try configuration.requireValid(labels: labels.count)
        let known = classifier.network.embedding
        var embedding = known.elements
        for _ in new { embedding += embedding[..<known.columns] }
        return try train(
            BiLSTMNetwork(
                configuration.network(
                    tokenCount: index.vocabularySize,
                    embeddingSize: known.columns,
                    labels: labels.count
                ),
                embedding: Tensor(embedding, shape: [index.vocabularySize, known.columns]),
                weights: classifier.network.weights
            ),
            on: index.encode(source: texts, maximumLength: configuration.maximumLength),
            classes,
            index: index,
            labels: labels,
            validation: validation,
            configuration: configuration,
            coverage: nil,
            checkpoint: checkpoint,
            progress: progress
        )
    }

    /// Trains a network on tokens.
    private static func train(
        _ network: BiLSTMNetwork,
        on sequences: TokenSequences,
        _ classes: [Int],
        index: WordIndex,
        labels: [String],
        validation: [LabelledText],
        configuration: Configuration,
        coverage: VocabularyCoverage?,
        checkpoint: String?,
        progress: (TrainingProgress) throws -> TrainingDecision
    ) throws -> TrainingResult<BiLSTMClassifier, TrainingHistory> {
        let model = BiLSTMTraining(
            network,
            sequences,
            labels: classes,
            classWeights: configuration.classWeighting.weights(classes, classes: labels.count),
            trainsEmbedding: configuration.trainsEmbedding,
            seed: configuration.training.seed
        )
        let truth = validation.map(\.label)
        let unseen = configuration.sequences(of: validation.map(\.text), index)
        let history = try Trainer(model, configuration.training).train(
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
        return TrainingResult(classifier: classifier, history: history, coverage: coverage)
    }
}
