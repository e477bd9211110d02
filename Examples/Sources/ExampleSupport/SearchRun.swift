import Swiftlet
import Synchronization

/// The search of a program while it runs: a line of progress, and all that happens to its trials.
public final class SearchRun: Sendable {
    private struct State {
        /// How many trials have ended.
        var ended = 0
        /// Which share of each of the others is done.
        var running: [Int: Double] = [:]
        /// What each of the others has reached, the last at the end.
        var reached: [Int: [TrialScores]] = [:]
    }

    private let progress: Progress
    private let count: Int
    private let state = Mutex(State())
    private let tracked: TrackedRun
    private let metric: String

    init(trials count: Int, telling tracked: TrackedRun, of metric: String) {
        self.count = count
        self.tracked = tracked
        self.metric = metric
        progress = Progress("Searching", total: count)
    }

    /// Each trial of a search passes through here as it ends, from any thread: what is to happen with
    /// the trials of all programs has its place here.
    public func finished(_ trial: Trial) {
        let (done, reached) = state.withLock { state in
            state.running[trial.number] = nil
            state.ended = max(state.ended + 1, trial.number + 1 - state.running.count)
            return (Double(state.ended), state.reached.removeValue(forKey: trial.number) ?? [])
        }
        // A network has the weights of its best epoch.
        tracked.log(
            trial,
            metric,
            (reached.first { $0.value == trial.value } ?? reached.last)?.scores ?? []
        )
        progress.update(done, note: "trial \(trial.number + 1) of \(count)")
    }

    /// Shows how far a training is after a step, tells of the epoch that has ended with it, and lets it
    /// go on.
    public func update(_ trial: Int, _ step: TrainingProgress) -> TrainingDecision {
        update(trial, share: step.epochsDone / Double(step.epochs), note: step.note)
        if let record = step.record {
            tracked.log(record, part: TrackedRun.part(ofTrial: trial))
            if let validation = record.validation {
                add(
                    TrialScores(
                        value: validation.score,
                        scores: record.scores.compactMap { name, value in
                            value.map { ("val_\(name)", $0) }
                        }
                    ),
                    to: trial
                )
            }
        }
        return .goOn
    }

    /// Shows how many folds of a trial are done.
    public func update(_ trial: Int, _ folds: [ClassificationScores], of total: Int) {
        update(trial, share: Double(folds.count) / Double(total), note: "fold \(folds.count)")
        func mean(_ score: (ClassificationScores) -> Double) -> Double {
            CrossValidationScore(folds: folds.map(score)).mean
        }
        let scores = [
            ("cv_accuracy", mean(\.accuracy)), ("cv_precision", mean(\.precision)),
            ("cv_recall", mean(\.recall)), ("cv_f1", mean(\.f1)),
        ]
        state.withLock { $0.reached[trial] = [TrialScores(value: nil, scores: scores)] }
    }

    func finish() { progress.finish() }

    private func add(_ scores: TrialScores, to trial: Int) {
        state.withLock { $0.reached[trial, default: []].append(scores) }
    }

    private func update(_ trial: Int, share: Double, note: String) {
        let done = state.withLock { state in
            // Trials that were run before count as done.
            if state.running.isEmpty { state.ended = max(state.ended, trial) }
            state.running[trial] = share
            return Double(state.ended) + state.running.values.reduce(0, +)
        }
        progress.update(done, note: "trial \(trial + 1) of \(count), \(note)")
    }
}

/// What a trial has reached after an epoch or fold.
private struct TrialScores {
    /// By what trials are compared; nil where that is another score.
    let value: Double?
    /// The scores, by MLflow's names.
    let scores: [(String, Double)]
}
