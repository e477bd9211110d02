import SwiftletBase
import SwiftletEvaluation
import SwiftletNeural
import SwiftletTransformers

extension SentenceEncoderClassifier {
    /// Searches for the settings with the highest validation F1.
    ///
    ///     let parts = try SentenceEncoderClassifier.embed([tweets, others], encoder: encoder)
    ///     let search = SearchSettings(trials: 30, seed: 1, savingTo: "search.json")
    ///     let study = try SentenceEncoderClassifier.search(
    ///         search, on: parts[0], validation: parts[1], encoder: encoder
    ///     )
    ///     let best = try Configuration().applying(study.best!.parameters)
    ///
    /// Trials report and count as those of a ``BiLSTMClassifier``.
    ///
    /// - Parameters:
    ///   - search: How many trials, and how they are chosen and ended.
    ///   - examples: Embeddings with the numbers of their labels.
    ///   - labels: The names of the labels, in the order of their numbers.
    ///   - validation: What the trials are compared on; at least one.
    ///   - encoder: What made the embeddings.
    ///   - configuration: Gives all settings that are not searched. It is the first trial where its
    ///     own values are in the space.
    ///   - space: What is searched, by the names of ``Configuration/searchableSettings``; by default
    ///     ``Configuration/searchSpace()``.
    ///   - finished: Called after each trial, from any thread.
    ///   - progress: Called after each step with the trial's number, from 0, from any thread; says
    ///     whether to go on. A trial that is stopped does not count, and ends the search.
    /// - Throws: What `train` throws; `SettingError` for a space of other names; `FormatError` where
    ///   the file is that of another search, and `FileError`.
    public static func search(
        _ search: SearchSettings,
        on examples: EmbeddedExamples,
        labels: [String] = ["negative", "positive"],
        validation: EmbeddedExamples,
        encoder: any SentenceEncoder,
        around configuration: Configuration = Configuration(),
        over space: SearchSpace? = nil,
        finished: @Sendable (Trial) -> Void = { _ in },
        progress: @Sendable (_ trial: Int, TrainingProgress) throws -> TrainingDecision = { _, _ in
            .goOn
        }
    ) throws -> Study {
        var data = DataFingerprint()
        // The embeddings tell tokenizers apart.
        data.add(encoder.earliestIdentity)
        data.add(training: examples, validation: validation)
        return try search.runTrainings(
            around: configuration,
            over: space ?? Configuration.searchSpace(),
            data: data,
            finished: finished,
            progress: progress
        ) { configuration, progress in
            try train(
                on: examples,
                labels: labels,
                validation: validation,
                encoder: encoder,
                configuration: configuration,
                progress: progress
            ).history
        }
    }
}

extension EmbeddedExamples: SearchedExamples {
    var isEmpty: Bool { labels.isEmpty }

    func add(to fingerprint: inout DataFingerprint) {
        fingerprint.add(UInt64(labels.count))
        for label in labels { fingerprint.add(UInt64(truncatingIfNeeded: label)) }
        embeddings.withUnsafeBufferPointer { fingerprint.add(UnsafeRawBufferPointer($0)) }
    }
}

extension SentenceEncoderClassifier.Configuration: SearchableConfiguration,
    NetworkSearchConfiguration
{
    public static let searchableSettings: [SearchableSetting<Self>] =
        [
            SearchableSetting("units", \.units),
            SearchableSetting("dropout", \.dropout),
            SearchableSetting("denseDropout", \.denseDropout),
            SearchableSetting("standardizes", \.standardizes),
        ] + settingsOfTraining

    /// 64 to 256 units, both dropout rates from 0.1 to 0.5, the learning rate from 1e-4 to 5e-3, and
    /// batches of 16 to 128. The number of epochs stays: the best one counts.
    public static func searchSpace() -> SearchSpace {
        SearchSpace([
            .number("learningRate", 1e-4...5e-3, scale: .logarithmic),
            .choice("batchSize", [16, 32, 64, 128]),
            .integer("units", 64...256, step: 32),
            .number("dropout", 0.1...0.5, step: 0.05),
            .number("denseDropout", 0.1...0.5, step: 0.05),
        ])
    }
}
