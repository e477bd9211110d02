import SwiftletBase
import SwiftletNeural

/// A configuration that a search tried, with what it reached.
public struct SearchTrial<Configuration: Sendable & Equatable & Codable>: Sendable, Equatable,
    Codable
{
    public let configuration: Configuration
    /// The highest F1 on the validation texts, 0 where the training went astray.
    public let f1: Double
    /// The validation loss at that epoch; nil where the training went astray.
    public let loss: Double?
    /// The epoch of that F1, and how many there were, from 1.
    public let bestEpoch: Int
    public let epochs: Int
}

extension SearchTrial {
    /// A trial that `train` ran; nil where it was stopped.
    fileprivate static func run(
        _ configuration: Configuration,
        _ train: (Configuration) throws -> TrainingHistory
    ) throws -> SearchTrial? {
        do {
            let history = try train(configuration)
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

    /// Trains with settings drawn at random, best validation F1 first.
    ///
    /// The settings of a trial depend on the seed and its number alone: a longer search begins with
    /// the trials of a shorter one.
    ///
    /// - Parameters:
    ///   - count: How many configurations to try.
    ///   - seed: The seed of the draw.
    ///   - results: The results so far. A trial that is in there already, with the same settings and
    ///     data, is not run again; the others are added as they end.
    ///   - data: What tells the data of the trials from others.
    ///   - draw: Draws a configuration.
    ///   - train: Trains with a configuration. A trial that is stopped does not count, and ends the
    ///     search.
    static func search(
        _ count: Int,
        seed: UInt64,
        results: SearchResults<Configuration>,
        data: String,
        draw: (inout PCG64) -> Configuration,
        train: (_ trial: Int, Configuration) throws -> TrainingHistory
    ) throws -> [SearchTrial] {
        var results = results
        var trials: [SearchTrial] = []
        for number in 0..<count {
            var generator = PCG64(seed: seed).jumped(UInt64(number))
            let drawn = draw(&generator)
            if let known = results.trial(drawn, data: data) {
                trials.append(known)
                continue
            }
            guard let trial = try run(drawn, { try train(number, $0) }) else { break }
            trials.append(trial)
            try results.add(trial, data: data)
        }
        // Sorting is stable, so that of equals the earlier trial comes first.
        return trials.sorted { $0.f1 > $1.f1 }
    }
}
