import SwiftletBase
import SwiftletEvaluation
import SwiftletNeural
import SwiftletText

extension BiLSTMClassifier {
    /// Searches for the settings with the highest validation F1.
    ///
    ///     let search = SearchSettings(trials: 30, seed: 1, savingTo: "search.json")
    ///     let study = try BiLSTMClassifier.search(search, on: tweets, validation: others)
    ///     let best = try BiLSTMClassifier.Configuration().applying(study.best!.parameters)
    ///
    /// A trial reports the F1 of each epoch, by which a pruner may end it, and counts with that of its
    /// best one; of more than two labels it is the macro F1. A trial whose loss is not finite counts as
    /// the worst.
    ///
    /// - Parameters:
    ///   - search: How many trials, and how they are chosen and ended.
    ///   - examples: Texts with the numbers of their labels.
    ///   - labels: The names of the labels, in the order of their numbers.
    ///   - validation: Texts that the trials are compared on; at least one.
    ///   - embeddings: Word vectors to begin with.
    ///   - configuration: Gives all settings that are not searched. It is the first trial where its
    ///     own values are in the space.
    ///   - space: What is searched, by the names of ``Configuration/searchableSettings``; by default
    ///     ``Configuration/searchSpace(hasWordVectors:)``.
    ///   - finished: Called after each trial, from any thread.
    ///   - progress: Called after each step with the trial's number, from 0, from any thread; says
    ///     whether to go on. A trial that is stopped does not count, and ends the search.
    /// - Throws: What ``train(on:labels:validation:embeddings:configuration:checkpoint:progress:)``
    ///   throws; `SettingError` for a space of other names; `FormatError` where the file is that of
    ///   another search, and `FileError`.
    public static func search(
        _ search: SearchSettings,
        on examples: [LabelledText],
        labels: [String] = ["negative", "positive"],
        validation: [LabelledText],
        embeddings: WordVectors? = nil,
        around configuration: Configuration = Configuration(),
        over space: SearchSpace? = nil,
        finished: @Sendable (Trial) -> Void = { _ in },
        progress: @Sendable (_ trial: Int, TrainingProgress) throws -> TrainingDecision = { _, _ in
            .goOn
        }
    ) throws -> Study {
        var configuration = configuration
        if let embeddings {
            configuration.embeddingSize = embeddings.dimension
        } else {
            configuration.trainsEmbedding = true
        }
        var data = DataFingerprint()
        data.add(training: examples, validation: validation)
        if let embeddings { data.add(embeddings) }
        return try search.runTrainings(
            around: configuration,
            over: space ?? Configuration.searchSpace(hasWordVectors: embeddings != nil),
            data: data,
            finished: finished,
            progress: progress
        ) { configuration, progress in
            try train(
                on: examples,
                labels: labels,
                validation: validation,
                embeddings: embeddings,
                configuration: configuration,
                progress: progress
            ).history
        }
    }
}

extension BiLSTMClassifier.Configuration: SearchableConfiguration, NetworkSearchConfiguration {
    public static let searchableSettings: [SearchableSetting<Self>] =
        [
            SearchableSetting("vocabularySize", \.vocabularySize),
            SearchableSetting("maximumLength", \.maximumLength),
            SearchableSetting("embeddingSize", \.embeddingSize),
            SearchableSetting("trainsEmbedding", \.trainsEmbedding),
            SearchableSetting("units", \.units),
            SearchableSetting("denseUnits", \.denseUnits),
            SearchableSetting("spatialDropout", \.spatialDropout),
            SearchableSetting("dropout", \.dropout),
            SearchableSetting("denseDropout", \.denseDropout),
        ] + settingsOfTraining

    /// What the study searched: 64 to 256 units and 32 to 128 dense units, the three dropout rates
    /// from 0.1 to 0.5, the learning rate from 1e-4 to 5e-3, batches of 32, 64 or 128, and a frozen or
    /// trained embedding, without word vectors its width.
    ///
    /// The number of epochs stays: the best one counts, and only trials whose learning rates fall as
    /// slowly can be compared epoch by epoch.
    public static func searchSpace(hasWordVectors: Bool = false) -> SearchSpace {
        SearchSpace([
            .number("learningRate", 1e-4...5e-3, scale: .logarithmic),
            .choice("batchSize", [32, 64, 128]),
            .integer("units", 64...256, step: 32),
            .integer("denseUnits", 32...128, step: 32),
            .number("spatialDropout", 0.1...0.5, step: 0.05),
            .number("dropout", 0.1...0.5, step: 0.05),
            .number("denseDropout", 0.1...0.5, step: 0.05),
            hasWordVectors
                ? .choice("trainsEmbedding", [true, false])
                : .choice("embeddingSize", [50, 64, 100, 200]),
        ])
    }
}
