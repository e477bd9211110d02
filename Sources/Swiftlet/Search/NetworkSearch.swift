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

    /// The validation score that the training of a trial reaches, NaN where it diverges.
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
                    return .continue
                }
                let score = validation.loss.isFinite ? validation.score : .nan
                isPruned = trial.report(score, at: record.epoch) == .prune
                return isPruned ? .stop : .continue
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

/// A trial in a file of searches that drew all settings at random, before they were studies: an array
/// of these.
struct EarlierTrial<Configuration: Codable>: Codable {
    struct Outcome: Codable {
        let configuration: Configuration
        /// The highest F1; 0 where the training diverged, which then has no loss.
        let f1: Double
        let loss: Double?
    }

    /// What the trial was trained and compared on.
    let data: String
    let trial: Outcome
}

/// The trials in a file of an earlier form; nil where there is none, or it has another form.
func earlierTrials<Configuration>(in path: String) throws -> [EarlierTrial<Configuration>]? {
    guard FileReader.exists(path) else { return nil }
    let bytes = try FileReader.bytes(of: path)
    guard bytes.first(where: { !UnicodeScalar($0).properties.isWhitespace }) == UInt8(ascii: "[")
    else { return nil }
    do {
        return try SavedJSON.value(in: bytes, of: path)
    } catch let error as FormatError {
        throw FormatError(
            file: path,
            place: error.place,
            problem: error.problem,
            remedy: "Delete it, and the search begins anew"
        )
    }
}

extension Study {
    /// Adds the trials of an earlier form, which must all be some of this search.
    mutating func add<Configuration: SearchableConfiguration>(
        _ earlier: [EarlierTrial<Configuration>],
        around configuration: Configuration,
        data: String,
        file: String
    ) throws {
        for (number, entry) in earlier.enumerated() {
            let outcome = entry.trial
            guard entry.data == data,
                let parameters = outcome.configuration.parameters(in: space),
                try configuration.applying(parameters) == outcome.configuration
            else {
                throw FormatError(
                    file: file,
                    place: .member("[\(number)]"),
                    problem: "a trial of other texts or settings",
                    remedy: "Give the search another file, or delete this one, and it begins anew"
                )
            }
            var trial = Trial(number: number, parameters: parameters)
            let isAstray = outcome.loss == nil
            trial.state = isAstray ? .pruned : .complete
            trial.value = isAstray ? .nan : outcome.f1
            trials.append(trial)
        }
    }
}
