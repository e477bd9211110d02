import SwiftletBase
import SwiftletEvaluation
import SwiftletNeural
import SwiftletText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension SearchSettings {
    /// Runs trials that train a network, each reporting the validation score of every epoch.
    ///
    /// - Parameters:
    ///   - data: The fingerprint of all that the trials are trained and compared on.
    ///   - progress: Called after each step with the trial's number; says whether to go on.
    ///   - train: Trains with a configuration.
    func runTrainings<Configuration: NetworkSearchConfiguration>(
        around configuration: Configuration,
        over space: SearchSpace,
        data: DataFingerprint,
        finished: @Sendable (Trial) -> Void,
        progress: @Sendable (_ trial: Int, TrainingProgress) throws -> TrainingDecision,
        train:
            @Sendable (
                Configuration, (TrainingProgress) throws -> TrainingDecision
            ) throws -> TrainingHistory
    ) throws -> Study {
        var whole = data
        try whole.add(encoded: configuration)
        var new = Study(space: space, direction: .maximize, seed: seed, data: "\(whole)")
        let study: Study
        if let path, let earlier: [EarlierTrial<Configuration>] = try earlierTrials(in: path) {
            try new.add(earlier, around: configuration, data: "\(data)", file: path)
            study = new
        } else {
            study = try new.resumed(from: path)
        }
        return try withoutActuallyEscaping(progress) { progress in
            try run(study, around: configuration, finished: finished) { trial, configuration in
                try Self.score(of: trial, configuration, progress: progress, train: train)
            }
        }
    }

    /// The validation score that the training of a trial reaches, NaN where it goes astray.
    private static func score<Configuration>(
        of trial: RunningTrial,
        _ configuration: Configuration,
        progress: @escaping @Sendable (_ trial: Int, TrainingProgress) throws -> TrainingDecision,
        train: (
            Configuration, (TrainingProgress) throws -> TrainingDecision
        ) throws -> TrainingHistory
    ) throws -> Double {
        var isPruned = false
        do {
            let history = try train(configuration) { step in
                if try progress(trial.number, step) == .stop { throw CancellationError() }
                guard let record = step.record, let validation = record.validation else {
                    return .goOn
                }
                let score = validation.loss.isFinite ? validation.score : .nan
                isPruned = trial.report(score, at: record.epoch) == .prune
                return isPruned ? .stop : .goOn
            }
            if history.end == .cancelled, !isPruned { throw CancellationError() }
            let best = history.epochs.first { $0.epoch == history.bestEpoch }
            return best?.validation?.score ?? .nan
        } catch TrainingError.lossNotFinite {
            return .nan
        }
    }
}

extension Study {
    /// The study in a file that was saved before; this one where there is no file yet.
    func resumed(from path: String?) throws -> Study {
        guard let path else { return self }
        return try Study(
            resuming: path,
            space: space,
            direction: direction,
            seed: seed,
            data: data
        )
    }
}

/// Examples that the trials of a search are trained or compared on.
protocol SearchedExamples {
    var isEmpty: Bool { get }

    func add(to fingerprint: inout DataFingerprint)
}

extension [LabelledText]: SearchedExamples {
    func add(to fingerprint: inout DataFingerprint) { fingerprint.add(self) }
}

extension DataFingerprint {
    /// Adds what the trials of a search are trained on, and what they are compared on, which must be
    /// something.
    mutating func add<Examples: SearchedExamples>(training: Examples, validation: Examples) {
        precondition(!validation.isEmpty, "There are no texts to compare the trials on.")
        training.add(to: &self)
        validation.add(to: &self)
    }

    /// Adds the JSON of a value, in which numbers may be none: who trains with them refuses them by
    /// name.
    mutating func add(encoded value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity",
            negativeInfinity: "-Infinity",
            nan: "NaN"
        )
        try encoder.encode(value).withUnsafeBytes { add($0) }
    }
}
