import SwiftletBase

/// What a study does where a trial throws an error. The trial is kept as failed in any case.
public enum TrialFailure: Sendable {
    /// It ends and throws the error.
    case stop
    /// It goes on with the next trial.
    case `continue`
}

extension Study {
    /// Runs trials one after the other.
    ///
    /// - Parameters:
    ///   - count: How many trials to have in the end, with those that the study has already.
    ///   - sampler: Chooses the parameters. Where it has nothing left to try, the study ends.
    ///   - pruner: Stops trials early; nil stops only those whose value is not a number.
    ///   - seconds: Time after which no trial begins; nil is no limit.
    ///   - patience: Number of trials without a better value after which the study ends; nil is no
    ///     limit.
    ///   - path: A file that gets the study after each trial.
    ///   - failure: What to do where a trial throws an error.
    ///   - finished: Called after each trial.
    ///   - objective: Runs a trial and returns its value. Where it throws `CancellationError` the
    ///     study ends without that trial.
    /// - Throws: What `objective` throws, unless the study goes on; `FileError` for the file.
    public mutating func optimize(
        trials count: Int,
        sampler: any Sampler = TPESampler(),
        pruner: (any Pruner)? = nil,
        seconds: Double? = nil,
        patience: Int? = nil,
        savingTo path: String? = nil,
        onFailure failure: TrialFailure = .stop,
        finished: (Trial) -> Void = { _ in },
        objective: (RunningTrial) throws -> Double
    ) throws {
        let run = StudyRun(
            self,
            count: count,
            sampler: sampler,
            pruner: pruner,
            seconds: seconds,
            patience: patience,
            path: path,
            failure: failure
        )
        run.work(finished: finished, objective: objective)
        try finish(run)
    }

    /// Runs trials, several at the same time, each on a thread of its own.
    ///
    /// Inside `objective` the library runs on one thread. The parameters are as with one trial after
    /// the other, except that those of ``TPESampler`` depend on which trials have ended before.
    ///
    /// - Parameters:
    ///   - count: How many trials to have in the end, with those that the study has already.
    ///   - atOnce: How many trials run at the same time.
    ///   - sampler: Chooses the parameters. Where it has nothing left to try, the study ends.
    ///   - pruner: Stops trials early; nil stops only those whose value is not a number.
    ///   - seconds: Time after which no trial begins; nil is no limit.
    ///   - patience: Number of trials without a better value after which the study ends; nil is no
    ///     limit.
    ///   - path: A file that gets the study after each trial.
    ///   - failure: What to do where a trial throws an error.
    ///   - finished: Called after each trial, from any thread.
    ///   - objective: Runs a trial and returns its value. Where it throws `CancellationError` the
    ///     study ends without that trial.
    /// - Throws: What `objective` throws first, unless the study goes on; `FileError` for the file.
    public mutating func optimize(
        trials count: Int,
        atOnce: Int,
        sampler: any Sampler = TPESampler(),
        pruner: (any Pruner)? = nil,
        seconds: Double? = nil,
        patience: Int? = nil,
        savingTo path: String? = nil,
        onFailure failure: TrialFailure = .stop,
        finished: @Sendable (Trial) -> Void = { _ in },
        objective: @Sendable (RunningTrial) throws -> Double
    ) throws {
        precondition(atOnce > 0, "\(atOnce) trials at once; there must be at least 1.")
        let run = StudyRun(
            self,
            count: count,
            sampler: sampler,
            pruner: pruner,
            seconds: seconds,
            patience: patience,
            path: path,
            failure: failure
        )
        Threads.withCount(atOnce) {
            Threads.split(atOnce) { _, _ in run.work(finished: finished, objective: objective) }
        }
        try finish(run)
    }

    /// Takes what a run found, and throws what ended it.
    private mutating func finish(_ run: StudyRun) throws {
        let result = run.result
        self = result.study
        if let error = result.error { throw error }
    }
}
