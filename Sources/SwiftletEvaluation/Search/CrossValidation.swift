import SwiftletBase
import Synchronization

/// Evaluates every candidate on every fold, several at once over the threads.
///
///     let scores = try crossValidate(candidates: [0.1, 1, 10], folds: folds) { C, fold in
///         … train on fold.training with C, return F1 on fold.validation …
///     }
///     let best = scores.map { CrossValidationScore(folds: $0).mean }.max()
///
/// Inside `evaluate` the library runs on one thread, so the result does not depend on the number of
/// threads. The first error ends the work that has not begun and is thrown.
///
/// - Parameters:
///   - candidates: What to compare: settings of any kind.
///   - folds: The divisions of the examples; see `stratifiedFolds`.
///   - progress: Called after each fold with how many are done, of how many; from any thread.
///   - evaluate: Trains on a fold's training part and evaluates on its validation part.
/// - Returns: For each candidate, in order, what `evaluate` gave for each fold, in order.
/// - Throws: What `evaluate` throws first.
public func crossValidate<Candidate: Sendable, Value: Sendable>(
    candidates: [Candidate],
    folds: [Fold],
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil,
    evaluate: @Sendable (Candidate, Fold) throws -> Value
) throws -> [[Value]] {
    let total = candidates.count * folds.count
    let state = Mutex(CrossValidationState<Value>(values: Array(repeating: nil, count: total)))
    // Folds take unequal times, so each thread takes the next one as it becomes free.
    Threads.split(Threads.parts(total)) { _, _ in
        while let job = state.withLock({ $0.takeJob() }) {
            do {
                let value = try evaluate(candidates[job / folds.count], folds[job % folds.count])
                let done = state.withLock { $0.finish(job, value) }
                progress?(done, total)
            } catch {
                state.withLock { $0.failure = $0.failure ?? error }
            }
        }
    }
    return try state.withLock { state in
        if let failure = state.failure { throw failure }
        return candidates.indices.map { candidate in
            folds.indices.map { state.values[candidate * folds.count + $0]! }
        }
    }
}

/// What the threads of a cross-validation share.
private struct CrossValidationState<Value: Sendable> {
    var values: [Value?]
    var failure: (any Error)?
    private var taken = 0
    private var done = 0

    init(values: [Value?]) { self.values = values }

    /// The next job, unless all are taken or one has failed.
    mutating func takeJob() -> Int? {
        guard failure == nil, taken < values.count else { return nil }
        taken += 1
        return taken - 1
    }

    /// Keeps what a job gave, and returns how many are done.
    mutating func finish(_ job: Int, _ value: Value) -> Int {
        values[job] = value
        done += 1
        return done
    }
}

/// The mean and spread of a score over the folds of a cross-validation.
public struct CrossValidationScore: Sendable, Equatable {
    /// The score of each fold, in order; at least one.
    public let folds: [Double]

    /// Creates a score from those of the folds, at least one.
    public init(folds: [Double]) {
        precondition(!folds.isEmpty, "A mean needs the score of at least one fold.")
        self.folds = folds
    }

    /// The mean of the folds' scores.
    public var mean: Double { folds.reduce(0, +) / Double(folds.count) }

    /// The standard deviation of the folds' scores (divided by their number).
    public var standardDeviation: Double {
        let centre = mean
        return (folds.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(folds.count))
            .squareRoot()
    }
}
