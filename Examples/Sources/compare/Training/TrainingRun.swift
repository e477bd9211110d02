import ExampleSupport
import Swiftlet

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The training of an approach, in a folder that keeps its results.
final class TrainingRun {
    let approach: any Approach
    /// The training data, with the names of the classes.
    let training: LabelledTexts
    let validation: [LabelledText]
    /// Why what is in the folder is of no use; nil where there is nothing, or it can be used.
    let reasonToStartAgain: String?
    private(set) var record: TrainingRecord
    /// Gets the share of the training that is done.
    private(set) var progress: Progress?
    /// Records how the training goes.
    private var tracked: TrackedRun?
    private let folder: String
    private let clock = ContinuousClock()
    /// When the part of the training began that `record` does not count yet.
    private var begin: ContinuousClock.Instant

    /// Looks into the approach's folder in `output` for what an earlier run left there.
    init(_ approach: any Approach, _ tweets: SharedTweets, output: String) throws {
        self.approach = approach
        training = try tweets.training(standard: approach.standardPerClass)
        validation = tweets.validation
        folder = output + "/" + approach.name
        begin = clock.now
        let members: [(String, JSONValue)] = [
            ("tweets", .string(DataFingerprint(training.examples).description)),
            ("labels", .array(training.labels.map { .string($0) })),
            ("validation", .string(DataFingerprint(validation).description)),
            ("threads", .integer(Threads.count)),
        ]
        let wanted = TrainingRecord(identity: JSONObject(members + (try approach.settings())))
        guard let found = TrainingRecord(path: TrainingRun.recordPath(folder)) else {
            record = wanted
            reasonToStartAgain = nil
            return
        }
        let differences = wanted.differences(from: found)
        record = differences.isEmpty ? found : wanted
        reasonToStartAgain =
            differences.isEmpty ? nil : "other \(differences.joined(separator: ", ")) were used"
    }

    private static func recordPath(_ folder: String) -> String { folder + "/training.json" }

    /// A file that is written after each epoch, and from which the training goes on.
    var checkpoint: String { folder + "/checkpoint" }

    /// Where a contender's classifier is saved.
    func directory(of contender: Contender) -> String { folder + "/" + contender.model }

    /// Where the measurements of a contender are kept.
    func measurements(of contender: Contender) -> String {
        folder + "/measured-\(contender.model).json"
    }

    var contenders: [Contender] { approach.contenders }

    /// Whether there is nothing to train.
    var isFinished: Bool {
        record.isFinished && contenders.allSatisfy { fileExists(directory(of: $0)) }
    }

    /// Trains, from where an interrupted training of the same stopped.
    ///
    /// - Parameters:
    ///   - later: The seconds of the trainings that follow, to tell how much is left.
    ///   - run: Records how it goes.
    func train(later: Double, of run: TrackedRun) throws {
        try AtomicDirectory.createDirectories(folder)
        if record.isFinished || TrainingRecord(path: TrainingRun.recordPath(folder)) == nil
            || reasonToStartAgain != nil
        {
            record.seconds = 0
            record.isFinished = false
            try removeCheckpoint()
        }
        try record.write(to: TrainingRun.recordPath(folder))
        let progress = Progress("Training \(approach.title)", total: 1, later: later)
        defer { progress.finish() }
        self.progress = progress
        tracked = run
        run.begin()
        begin = clock.now
        let outcome = try approach.train(self)
        countTime()
        record.details = JSONObject(outcome.details)
        record.isFinished = true
        try record.write(to: TrainingRun.recordPath(folder))
        try removeCheckpoint()
        progress.finish()
        announce(
            "\(approach.title): trained in \(NumberFormat.duration(seconds: record.seconds))."
        )
    }

    /// Shows a step of the training, and keeps how long it took so far at the end of each epoch.
    ///
    /// - Parameter share: The share of the training that comes before the epochs.
    func show(_ step: TrainingProgress, after share: Double = 0) throws -> TrainingDecision {
        let done = step.epochsDone / Double(step.epochs)
        progress?.update(share + (1 - share) * done, note: step.note)
        tracked?.log(step, part: contenders[0].name)
        if step.record != nil {
            countTime()
            try record.write(to: TrainingRun.recordPath(folder))
        }
        return .continue
    }

    private func countTime() {
        let now = clock.now
        record.seconds += (now - begin).seconds
        begin = now
    }

    private func removeCheckpoint() throws {
        if fileExists(checkpoint) { try FileManager.default.removeItem(atPath: checkpoint) }
    }
}
