import Swiftlet
import Synchronization

/// The search of a program while it runs: a line of progress, and all that happens to its trials.
public final class SearchRun: Sendable {
    private let progress: Progress
    private let count: Int
    /// How many trials have ended, and which share of each of the others is done.
    private let state = Mutex((ended: 0, running: [Int: Double]()))

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
        tracked.log(trial, metric)
        let done = state.withLock { state in
            state.running[trial.number] = nil
            state.ended = max(state.ended + 1, trial.number + 1 - state.running.count)
            return Double(state.ended)
        }
        progress.update(done, note: "trial \(trial.number + 1) of \(count)")
    }

    /// Shows how far a training is after a step, and lets it go on.
    public func update(_ trial: Int, _ step: TrainingProgress) -> TrainingDecision {
        update(trial, share: step.epochsDone / Double(step.epochs), note: step.note)
        return .goOn
    }

    /// Shows how many folds of a trial are done.
    public func update(_ trial: Int, folds: Int, of total: Int) {
        update(trial, share: Double(folds) / Double(total), note: "fold \(folds)")
    }

    func finish() { progress.finish() }

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
