import SwiftletBase
import SwiftletNeural
import SwiftletTransformers

extension SentenceEncoderClassifier {
    /// A configuration that was tried, with what it reached.
    public typealias SearchTrial = Swiftlet.SearchTrial<Configuration>

    /// Trains with settings drawn at random and compares their validation F1, best first.
    ///
    ///     let parts = try SentenceEncoderClassifier.embed([tweets, others], encoder: encoder)
    ///     let trials = try SentenceEncoderClassifier.search(
    ///         20, on: parts[0], validation: parts[1], encoder: encoder,
    ///         seed: 1, results: "search.json")
    ///     let best = trials[0].configuration
    ///
    /// What is drawn is ``Configuration/drawn(using:)``. The settings of a trial depend on the seed
    /// and its number alone: a longer search begins with the trials of a shorter one.
    ///
    /// - Parameters:
    ///   - count: How many configurations to try.
    ///   - examples: Embeddings with the numbers of their labels.
    ///   - labels: The names of the labels, in the order of their numbers.
    ///   - validation: What the trials are compared on; at least one.
    ///   - encoder: What made the embeddings.
    ///   - configuration: Gives all settings that are not drawn.
    ///   - seed: The seed of the draw.
    ///   - path: A JSON file that gets each trial as it ends. A trial that is in there already,
    ///     with the same settings and embeddings, is not run again.
    ///   - progress: Called after each step with the trial's number, from 0; says whether to go on.
    ///     A trial that is stopped does not count, and ends the search.
    /// - Throws: What `train` throws; `FormatError` and `FileError` for the file of results.
    public static func search(
        _ count: Int,
        on examples: EmbeddedExamples,
        labels: [String] = ["negative", "positive"],
        validation: EmbeddedExamples,
        encoder: any SentenceEncoder,
        around configuration: Configuration = Configuration(),
        seed: UInt64,
        results path: String? = nil,
        progress: (_ trial: Int, TrainingProgress) throws -> TrainingDecision = { _, _ in .goOn }
    ) throws -> [SearchTrial] {
        precondition(!validation.labels.isEmpty, "There are no texts to compare the trials on.")
        var data = DataFingerprint()
        // The embeddings tell tokenizers apart.
        data.add(encoder.earliestIdentity)
        for part in [examples, validation] {
            data.add(UInt64(part.labels.count))
            for label in part.labels { data.add(UInt64(truncatingIfNeeded: label)) }
            part.embeddings.withUnsafeBufferPointer { data.add(UnsafeRawBufferPointer($0)) }
        }
        return try SearchTrial.search(
            count,
            seed: seed,
            results: SearchResults(path: path),
            data: "\(data)",
            draw: { configuration.drawn(using: &$0) },
            train: { number, drawn in
                try train(
                    on: examples,
                    labels: labels,
                    validation: validation,
                    encoder: encoder,
                    configuration: drawn,
                    progress: { try progress(number, $0) }
                ).history
            }
        )
    }
}

extension SentenceEncoderClassifier.Configuration {
    /// This configuration with what the study searched drawn anew: 64 to 256 units in steps of 32,
    /// both dropout rates from 0.1 to 0.5 in steps of 0.05, the learning rate from 1e-4 to 5e-3 with
    /// an evenly spread logarithm, batches of 32, 64 or 128.
    public func drawn(using generator: inout PCG64) -> Self {
        var result = self
        result.units = 64 + 32 * generator.below(7)
        result.dropout = Float(2 + generator.below(9)) / 20
        result.denseDropout = Float(2 + generator.below(9)) / 20
        result.training.learningRate = generator.logUniform(from: 1e-4, to: 5e-3)
        result.training.batchSize = 32 << generator.below(3)
        return result
    }
}
