import SwiftletBase
import SwiftletEvaluation
import SwiftletNeural
import SwiftletText

extension DistilBERTClassifier {
    /// Searches for the settings of a fine-tuning with the highest validation F1.
    ///
    ///     let study = try DistilBERTClassifier.search(
    ///         SearchSettings(trials: 10, seed: 1, savingTo: "search.json"),
    ///         on: tweets, validation: others, from: "all-MiniLM-L6-v2"
    ///     )
    ///     let best = try Configuration().applying(study.best!.parameters)
    ///
    /// Trials report and count as those of a ``BiLSTMClassifier``.
    ///
    /// - Parameters:
    ///   - search: How many trials, and how they are chosen and ended.
    ///   - examples: Texts with the numbers of their labels; each label must occur.
    ///   - labels: The names of the labels, in the order of their numbers.
    ///   - validation: Texts that the trials are compared on; at least one.
    ///   - encoder: The directory of the encoder that each trial begins with.
    ///   - configuration: Gives all settings that are not searched. It is the first trial where its
    ///     own values are in the space.
    ///   - space: What is searched, by the names of ``Configuration/searchableSettings``; by default
    ///     ``Configuration/searchSpace``.
    ///   - finished: Called after each trial, from any thread.
    ///   - progress: Called after each step with the trial's number, from 0, from any thread; says
    ///     whether to go on. A trial that is stopped does not count, and ends the search.
    /// - Throws: What the training from a directory throws; `SettingError` for a space of other names;
    ///   `FormatError` where the file is that of another search, and `FileError`.
    public static func search(
        _ search: SearchSettings,
        on examples: [LabelledText],
        labels: [String] = ["negative", "positive"],
        validation: [LabelledText],
        from encoder: String,
        around configuration: Configuration = Configuration(),
        over space: SearchSpace? = nil,
        finished: @Sendable (Trial) -> Void = { _ in },
        progress: @Sendable (_ trial: Int, TrainingProgress) throws -> TrainingDecision = { _, _ in
            .goOn
        }
    ) throws -> Study {
        var data = DataFingerprint()
        data.add(training: examples, validation: validation)
        try data.add(contentsOf: encoder)
        return try search.runTrainings(
            around: configuration,
            over: try space ?? configuration.searchSpace,
            data: data,
            finished: finished,
            progress: progress
        ) { configuration, progress in
            try train(
                on: examples,
                labels: labels,
                validation: validation,
                from: encoder,
                configuration: configuration,
                progress: progress
            ).history
        }
    }
}

extension DistilBERTClassifier.Configuration: SearchableConfiguration, NetworkSearchConfiguration {
    public static let searchableSettings: [SearchableSetting<Self>] =
        [
            SearchableSetting("maximumLength", \.maximumLength),
            SearchableSetting("frozenLayers", \.frozenLayers),
            SearchableSetting("classifierDropout", \.classifierDropout),
            SearchableSetting("headLearningRateMultiplier", \.headLearningRateMultiplier),
        ] + settingsOfTraining

    /// The learning rate from a quarter of this configuration's to four times it, the factor of the
    /// classifier's own from 1 to 30, its dropout from 0 to 0.4, and steps of 16, 32 or 64 texts where
    /// a batch has 16. The number of epochs stays: the best one counts.
    ///
    /// - Throws: `SettingError` for a learning rate that is not above 0, or too small or great for that.
    public var searchSpace: SearchSpace {
        get throws(SettingError) {
            let rate = training.learningRate
            let (low, high) = (rate / 4, rate * 4)
            guard low > 0, high.isFinite else {
                throw SettingError(
                    name: "learningRate",
                    value: "\(rate)",
                    expected: "a number above 0 of which there are a quarter and four times it"
                )
            }
            return SearchSpace([
                .number("learningRate", low...high, scale: .logarithmic),
                .number("headLearningRateMultiplier", 1...30, scale: .logarithmic),
                .number("classifierDropout", 0...0.4, step: 0.1),
                .choice("gradientAccumulationSteps", [1, 2, 4]),
            ])
        }
    }
}
