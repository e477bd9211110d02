import SwiftletBase

/// A search for the parameters that give the best value.
///
///     var study = try Study(resuming: "search.json", space: space, direction: .maximize, seed: 1)
///     try study.optimize(trials: 40, pruner: MedianPruner(), savingTo: "search.json") { trial in
///         var f1 = 0.0
///         for epoch in 1...8 {
///             f1 = … train an epoch with trial.parameters …
///             if trial.report(f1, at: epoch) == .prune { break }
///         }
///         return f1
///     }
///     print(study.best?.parameters)
///
/// A value that is not a number counts as worse than any other, so that the search avoids settings
/// whose training diverges.
public struct Study: Sendable, Equatable {
    public let space: SearchSpace
    public let direction: SearchDirection
    /// The random seed.
    public let seed: UInt64
    /// What the trials were run on: trials of other data cannot be compared with them.
    public let data: String
    /// The trials that have ended, by number.
    public package(set) var trials: [Trial] = []

    /// A study without trials.
    public init(
        space: SearchSpace,
        direction: SearchDirection,
        seed: UInt64,
        data: String = ""
    ) {
        self.space = space
        self.direction = direction
        self.seed = seed
        self.data = data
    }

    /// The complete trial with the best value, the earlier one of equals; nil where there is none.
    public var best: Trial? {
        trials.filter { $0.state == .complete && !$0.isAstray }.min {
            (direction.loss($0.value!), $0.number) < (direction.loss($1.value!), $1.number)
        }
    }

    /// The best value up to each of the trials, NaN where there is none yet.
    public var bestValues: [Double] {
        var best = Double.nan
        return trials.map { trial in
            if trial.state == .complete, let value = trial.value,
                best.isNaN || direction.loss(value) < direction.loss(best)
            {
                best = value
            }
            return best
        }
    }

    /// How many of the last trials were no better than one before.
    var trialsSinceBest: Int {
        let number = best?.number
        return trials.reversed().prefix { $0.number != number }.count
    }
}
