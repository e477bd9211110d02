/// Asynchronous successive halving: the best of the trials that reached a rung go on to the next,
/// and rungs are ever further apart (Li et al. 2020, "A System for Massively Parallel
/// Hyperparameter Tuning").
///
/// The rungs are at `firstRung` times 1, `factor`, `factor`² and so on. A trial that reaches a rung
/// goes on where it is among the best 1 / `factor` of all that reached it so far, or the best of them
/// while they are fewer than `factor`. A trial whose value at a rung is not a number is stopped.
public struct HalvingPruner: Pruner {
    /// The step of the first rung.
    public var firstRung: Int
    /// The best 1 / `factor` of the trials at a rung are promoted.
    public var factor: Int

    /// Creates a pruner with its first rung at `firstRung`, from which the best 1 / `factor` go on.
    public init(firstRung: Int = 1, factor: Int = 4) {
        precondition(firstRung > 0 && factor > 1, "Rungs begin at 1 and lie ever further apart.")
        self.firstRung = firstRung
        self.factor = factor
    }

    public func prunes(
        _ trial: inout Trial,
        among others: [Trial],
        direction: SearchDirection
    ) -> Bool {
        guard let last = trial.reports.last else { return false }
        if last.value.isNaN { return true }
        let loss = direction.loss(last.value)
        while let step = step(ofRung: trial.rungs.count), last.step >= step {
            let rung = trial.rungs.count
            trial.rungs.append(last.value)
            let losses =
                others.filter { $0.rungs.count > rung }.map { direction.loss($0.rungs[rung]) }
                + [loss]
            let promoted = max(losses.count / factor, 1)
            if loss > losses.sorted()[promoted - 1] { return true }
        }
        return false
    }

    /// The step of a rung; nil beyond what can be counted.
    private func step(ofRung rung: Int) -> Int? {
        var step = firstRung
        for _ in 0..<rung {
            let (next, overflows) = step.multipliedReportingOverflow(by: factor)
            if overflows { return nil }
            step = next
        }
        return step
    }
}
