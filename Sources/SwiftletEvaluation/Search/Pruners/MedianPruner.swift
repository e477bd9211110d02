import SwiftletBase

/// Stops a trial whose best value so far is worse than the median of the complete trials' values at
/// the same step.
///
/// A trial whose last value is not a number is stopped whatever the rest.
public struct MedianPruner: Pruner {
    /// How many trials must be complete before any is stopped.
    public var firstTrials: Int
    /// The first step at which a trial may be stopped.
    public var warmUpSteps: Int
    /// Steps between judgements: a trial is judged at its first report of each such interval.
    public var interval: Int
    /// How many complete trials must have a value at the step.
    public var leastValues: Int

    /// Creates a pruner; by default it stops trials once five are complete.
    public init(
        firstTrials: Int = 5,
        warmUpSteps: Int = 0,
        interval: Int = 1,
        leastValues: Int = 1
    ) {
        precondition(
            firstTrials >= 0 && warmUpSteps >= 0 && interval > 0 && leastValues > 0,
            "Numbers of trials, steps and values are not negative, and an interval has a step."
        )
        self.firstTrials = firstTrials
        self.warmUpSteps = warmUpSteps
        self.interval = interval
        self.leastValues = leastValues
    }

    public func prunes(
        _ trial: inout Trial,
        among others: [Trial],
        direction: SearchDirection
    ) -> Bool {
        guard let last = trial.reports.last else { return false }
        if last.value.isNaN { return true }
        let complete = others.filter { $0.state == .complete }
        guard !complete.isEmpty, complete.count >= firstTrials, isJudged(trial.reports) else {
            return false
        }
        let losses = complete.compactMap { trial -> Double? in
            guard let value = trial.value(at: last.step), !value.isNaN else { return nil }
            return direction.loss(value)
        }.sorted()
        guard !losses.isEmpty, losses.count >= leastValues else { return false }
        let best = trial.reports.map { direction.loss($0.value) }.min()!
        return best > quantile(0.5, ofSorted: losses)
    }

    /// Whether the last report is the first of its interval.
    private func isJudged(_ reports: [Trial.Report]) -> Bool {
        let step = reports[reports.count - 1].step
        guard step >= warmUpSteps else { return false }
        let start = (step - warmUpSteps) / interval * interval + warmUpSteps
        return reports.dropLast().last.map { $0.step < start } ?? true
    }
}

extension Trial {
    /// The value reported at a step; nil where there is none.
    fileprivate func value(at step: Int) -> Double? {
        reports.first { $0.step == step }?.value
    }
}
