import SwiftletTensor
import Synchronization

/// The mean and spread of a score over the folds of a cross-validation.
public struct CrossValidationScore: Sendable, Equatable {
    /// The score of each fold, in order.
    public let folds: [Double]
    /// The mean of the folds' scores.
    public var mean: Double { folds.reduce(0, +) / Double(folds.count) }
    /// The standard deviation of the folds' scores (divided by their number).
    public var standardDeviation: Double {
        let centre = mean
        return (folds.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(folds.count))
            .squareRoot()
    }
}

/// Scores every candidate on every fold, several at once over the threads.
///
///     let scores = try crossValidate(candidates: [0.1, 1, 10], folds: folds) { C, fold in
///         … train on fold.training with C, return F1 on fold.validation …
///     }
///
/// Inside `score` the library runs on one thread, so the result does not depend on the number of
/// threads. The first error ends the work that has not begun and is thrown.
///
/// - Parameters:
///   - candidates: What to compare: settings of any kind.
///   - folds: The divisions of the examples; see `stratifiedFolds`.
///   - progress: Called after each fold with how many are done, of how many; from any thread.
///   - score: Trains on a fold's training part and scores on its validation part.
/// - Returns: A score for each candidate, in order.
public func crossValidate<Candidate: Sendable>(
    candidates: [Candidate],
    folds: [Fold],
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil,
    score: @Sendable (Candidate, Fold) throws -> Double
) throws -> [CrossValidationScore] {
    let total = candidates.count * folds.count
    let state = Mutex(CrossValidationState(scores: [Double](repeating: .nan, count: total)))
    // Folds take unequal times, so each thread takes the next one as it becomes free.
    Threads.split(Threads.parts(total)) { _, _ in
        while let job = state.withLock({ state -> Int? in
            guard state.failure == nil, state.next < total else { return nil }
            state.next += 1
            return state.next - 1
        }) {
            do {
                let value = try score(candidates[job / folds.count], folds[job % folds.count])
                let done = state.withLock { state in
                    state.scores[job] = value
                    state.done += 1
                    return state.done
                }
                progress?(done, total)
            } catch {
                state.withLock { $0.failure = $0.failure ?? error }
            }
        }
    }
    let result = state.withLock { ($0.scores, $0.failure) }
    if let failure = result.1 { throw failure }
    return candidates.indices.map { index in
        CrossValidationScore(
            folds: Array(result.0[index * folds.count..<(index + 1) * folds.count])
        )
    }
}

/// What the threads of a cross-validation share.
private struct CrossValidationState {
    var next = 0
    var done = 0
    var scores: [Double]
    var failure: (any Error)?
}
