import SwiftletNeural
import SwiftletTensor
import SwiftletText

extension BiLSTMClassifier {
    /// A configuration that was tried, with what it reached.
    public struct SearchTrial: Sendable, Equatable, Codable {
        public let configuration: Configuration
        /// The highest F1 on the validation texts, 0 where the training went astray.
        public let f1: Double
        /// The validation loss at that epoch; nil where the training went astray.
        public let loss: Double?
        /// The epoch of that F1, and how many there were, from 1.
        public let bestEpoch: Int
        public let epochs: Int
    }

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
    ///   - examples: Texts with label 0 or 1.
    ///   - validation: Texts that the trials are compared on; at least one.
    ///   - embeddings: Word vectors to begin with.
    ///   - configuration: Gives all settings that are not drawn.
    ///   - seed: The seed of the draw.
    ///   - path: A JSON file that gets each trial as it ends. A trial that is in there already,
    ///     with the same settings, texts and word vectors, is not run again.
    ///   - progress: Called after each step with the trial's number, from 0; says whether to go on.
    ///     A trial that is stopped does not count, and ends the search.
    /// - Throws: What ``train(on:validation:embeddings:configuration:checkpoint:progress:)`` throws;
    ///   `BiLSTMClassifierError.malformedResults` and `FileError` for the file of results.
    public static func search(
        _ count: Int,
        on examples: [LabelledText],
        validation: [LabelledText],
        embeddings: WordVectors? = nil,
        around configuration: Configuration = Configuration(),
        seed: UInt64,
        results path: String? = nil,
        progress: (_ trial: Int, TrainingProgress) throws -> TrainingDecision = { _, _ in .goOn }
    ) throws -> [SearchTrial] {
        precondition(!validation.isEmpty, "There are no texts to compare the trials on.")
        let data = SearchResults.fingerprint(examples, validation, embeddings)
        var results = try SearchResults(path: path)
        var trials: [SearchTrial] = []
        for number in 0..<count {
            var generator = PCG64(seed: seed).jumped(UInt64(number))
            var drawn = configuration.drawn(using: &generator)
            if let embeddings {
                drawn.embeddingSize = embeddings.dimension
            } else {
                drawn.trainsEmbedding = true
            }
            if let known = results.trial(drawn, data: data) {
                trials.append(known)
                continue
            }
            let trial = try run(
                drawn,
                on: examples,
                validation: validation,
                embeddings: embeddings,
                progress: { try progress(number, $0) }
            )
            guard let trial else { break }
            trials.append(trial)
            try results.add(trial, data: data)
        }
        // Sorting is stable, so that of equals the earlier trial comes first.
        return trials.sorted { $0.f1 > $1.f1 }
    }

    /// One trial; nil where it was stopped.
    private static func run(
        _ configuration: Configuration,
        on examples: [LabelledText],
        validation: [LabelledText],
        embeddings: WordVectors?,
        progress: (TrainingProgress) throws -> TrainingDecision
    ) throws -> SearchTrial? {
        do {
            let history = try train(
                on: examples,
                validation: validation,
                embeddings: embeddings,
                configuration: configuration,
                progress: progress
            ).history
            if history.end == .cancelled { return nil }
            let best = history.epochs.first { $0.epoch == history.bestEpoch }
            return SearchTrial(
                configuration: configuration,
                f1: best?.validation?.score ?? 0,
                loss: best?.validation?.loss,
                bestEpoch: best?.epoch ?? 0,
                epochs: history.epochs.count
            )
        } catch TrainingError.lossNotFinite(let epoch, _) {
            return SearchTrial(
                configuration: configuration,
                f1: 0,
                loss: nil,
                bestEpoch: 0,
                epochs: epoch
            )
        }
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
