import SwiftletBase
import SwiftletNeural
import SwiftletText

extension BiLSTMClassifier {
    /// A configuration that was tried, with what it reached.
    public typealias SearchTrial = Swiftlet.SearchTrial<Configuration>

    /// Trains with settings drawn at random and compares their validation F1, best first.
    ///
    ///     let trials = try BiLSTMClassifier.search(
    ///         20, on: tweets, validation: others, seed: 1, results: "search.json")
    ///     let best = trials[0].configuration
    ///
    /// What is drawn is ``Configuration/drawn(using:)``. The settings of a trial depend on
    /// the seed and its number alone: a longer search begins with the trials of a shorter one.
    ///
    /// - Parameters:
    ///   - count: How many configurations to try.
    ///   - examples: Texts with the numbers of their labels.
    ///   - labels: The names of the labels, in the order of their numbers.
    ///   - validation: Texts that the trials are compared on; at least one.
    ///   - embeddings: Word vectors to begin with.
    ///   - configuration: Gives all settings that are not drawn.
    ///   - seed: The seed of the draw.
    ///   - path: A JSON file that gets each trial as it ends. A trial that is in there already,
    ///     with the same settings, texts and word vectors, is not run again.
    ///   - progress: Called after each step with the trial's number, from 0; says whether to go on.
    ///     A trial that is stopped does not count, and ends the search.
    /// - Throws: What ``train(on:labels:validation:embeddings:configuration:checkpoint:progress:)`` throws;
    ///   `FormatError` and `FileError` for the file of results.
    public static func search(
        _ count: Int,
        on examples: [LabelledText],
        labels: [String] = ["negative", "positive"],
        validation: [LabelledText],
        embeddings: WordVectors? = nil,
        around configuration: Configuration = Configuration(),
        seed: UInt64,
        results path: String? = nil,
        progress: (_ trial: Int, TrainingProgress) throws -> TrainingDecision = { _, _ in .goOn }
    ) throws -> [SearchTrial] {
        precondition(!validation.isEmpty, "There are no texts to compare the trials on.")
        var data = DataFingerprint()
        data.add(examples)
        data.add(validation)
        if let embeddings { data.add(embeddings) }
        return try SearchTrial.search(
            count,
            seed: seed,
            results: SearchResults(path: path),
            data: "\(data)",
            draw: { generator in
                var drawn = configuration.drawn(using: &generator)
                if let embeddings {
                    drawn.embeddingSize = embeddings.dimension
                } else {
                    drawn.trainsEmbedding = true
                }
                return drawn
            },
            train: { number, drawn in
                try train(
                    on: examples,
                    labels: labels,
                    validation: validation,
                    embeddings: embeddings,
                    configuration: drawn,
                    progress: { try progress(number, $0) }
                ).history
            }
        )
    }
}

extension BiLSTMClassifier.Configuration {
    /// This configuration with what the study searched drawn anew: 64 to 256 units and 32 to 128
    /// dense units in steps of 32, the three dropout rates from 0.1 to 0.5 in steps of 0.05, the
    /// learning rate from 1e-4 to 5e-3 with an evenly spread logarithm, a frozen or trained
    /// embedding, batches of 32, 64 or 128.
    public func drawn(using generator: inout PCG64) -> Self {
        var result = self
        result.units = 64 + 32 * generator.below(7)
        result.denseUnits = 32 + 32 * generator.below(4)
        result.spatialDropout = Float(2 + generator.below(9)) / 20
        result.dropout = Float(2 + generator.below(9)) / 20
        result.denseDropout = Float(2 + generator.below(9)) / 20
        result.training.learningRate = generator.logUniform(from: 1e-4, to: 5e-3)
        result.trainsEmbedding = generator.below(2) == 1
        result.training.batchSize = 32 << generator.below(3)
        return result
    }
}
