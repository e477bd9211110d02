import SwiftletBase
import Synchronization

/// A trial that runs, as its objective sees it.
public struct RunningTrial: Sendable {
    /// Its number within the study, from 0.
    public let number: Int
    public let parameters: ParameterValues
    fileprivate let run: StudyRun

    /// Tells what the trial has reached after a step, such as an epoch or fold.
    ///
    /// - Parameters:
    ///   - value: The value, as the objective would return it.
    ///   - step: The number of the step, from 0 or 1; greater than that of the report before.
    /// - Returns: `.prune` where the trial is to return at once; its value then no longer counts.
    public func report(_ value: Double, at step: Int) -> TrialDecision {
        run.report(value, at: step, of: number)
    }
}

/// Trials of a study in the making, shared by the threads that run them.
final class StudyRun: Sendable {
    fileprivate struct State {
        var study: Study
        var running: [Trial] = []
        var isEnded = false
        var error: (any Error)?
    }

    private let state: Mutex<State>
    private let count: Int
    private let sampler: any Sampler
    private let pruner: (any Pruner)?
    private let end: ContinuousClock.Instant?
    private let patience: Int?
    private let path: String?
    private let failure: TrialFailure

    init(
        _ study: Study,
        count: Int,
        sampler: any Sampler,
        pruner: (any Pruner)?,
        seconds: Double?,
        patience: Int?,
        path: String?,
        failure: TrialFailure
    ) {
        state = Mutex(State(study: study))
        self.count = count
        self.sampler = sampler
        self.pruner = pruner
        // What is longer than a clock can count is no limit.
        end = seconds.flatMap { $0 < 1e9 ? .now + .seconds(max($0, 0)) : nil }
        self.patience = patience
        self.path = path
        self.failure = failure
    }

    /// The study with its new trials, and the error that ended the run, if one did.
    var result: (study: Study, error: (any Error)?) { state.withLock { ($0.study, $0.error) } }

    /// Runs trials until there are enough.
    func work(finished: (Trial) -> Void, objective: (RunningTrial) throws -> Double) {
        while let trial = next() {
            let start = ContinuousClock.now
            let result = Result { try objective(trial) }
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            if let ended = finish(trial.number, result, seconds: seconds) { finished(ended) }
        }
    }

    /// Begins the next trial; nil where the run has ended.
    private func next() -> RunningTrial? {
        state.withLock { state in
            let begun = state.study.trials.count + state.running.count
            if state.isEnded || begun >= count { return nil }
            if let end, .now >= end { return nil }
            if let patience, state.study.trialsSinceBest >= patience { return nil }
            let upcoming = UpcomingTrial(
                space: state.study.space,
                direction: state.study.direction,
                seed: state.study.seed,
                number: state.freeNumber,
                finished: state.study.trials,
                running: state.running
            )
            guard let parameters = sampler.parameters(for: upcoming) else { return nil }
            let trial = Trial(number: upcoming.number, parameters: parameters)
            state.running.insertByNumber(trial)
            return RunningTrial(number: trial.number, parameters: parameters, run: self)
        }
    }

    func report(_ value: Double, at step: Int, of number: Int) -> TrialDecision {
        state.withLock { state in
            guard let place = state.running.firstIndex(where: { $0.number == number }) else {
                preconditionFailure("Trial \(number) has ended and reports no more.")
            }
            var trial = state.running[place]
            precondition(
                step >= 0 && step > trial.reports.last?.step ?? -1,
                "Step \(step) does not follow those that were reported."
            )
            if trial.state == .pruned { return .prune }
            trial.reports.append(Trial.Report(step: step, value: value))
            var others = state.study.trials
            for other in state.running where other.number != number {
                others.insertByNumber(other)
            }
            let direction = state.study.direction
            if value.isNaN
                || pruner?.prunes(&trial, among: others, direction: direction) == true
            {
                trial.state = .pruned
            }
            state.running[place] = trial
            return trial.state == .pruned ? .prune : .goOn
        }
    }

    /// Ends a trial, and keeps it unless it was cancelled.
    private func finish(
        _ number: Int,
        _ result: Result<Double, any Error>,
        seconds: Double
    ) -> Trial? {
        state.withLock { state in
            let place = state.running.firstIndex { $0.number == number }!
            var trial = state.running.remove(at: place)
            trial.seconds = seconds
            switch result {
            case .success(let value):
                if trial.state == .pruned {
                    trial.value = trial.reports.last?.value
                } else {
                    trial.value = value
                    trial.state = value.isNaN ? .pruned : .complete
                }
            case .failure(let error):
                if error is CancellationError {
                    state.isEnded = true
                    return nil
                }
                trial.state = .failed("\(error)")
                if failure == .stop {
                    state.isEnded = true
                    state.error = state.error ?? error
                }
            }
            state.study.trials.insertByNumber(trial)
            if let path {
                do {
                    try state.study.save(to: path)
                } catch {
                    state.isEnded = true
                    state.error = state.error ?? error
                }
            }
            return trial
        }
    }
}

extension StudyRun.State {
    /// The least number that no trial has: of a study that was interrupted one may be free between
    /// others.
    fileprivate var freeNumber: Int {
        var free = 0
        for number in (study.trials.map(\.number) + running.map(\.number)).sorted()
        where number == free {
            free += 1
        }
        return free
    }
}

extension [Trial] {
    /// Inserts a trial where its number belongs.
    fileprivate mutating func insertByNumber(_ trial: Trial) {
        insert(trial, at: lastIndex { $0.number < trial.number }.map { $0 + 1 } ?? 0)
    }
}
