import SwiftletBase
import SwiftletPlatform

/// Draws where good trials are denser than others: the Tree-structured Parzen Estimator (Bergstra et
/// al. 2011, "Algorithms for Hyper-Parameter Optimization"), with the settings of Optuna 5.0.
///
/// The first trials are spread evenly. Then the trials are split into a best tenth, at most 25, and
/// the others. Of `candidates` sets of values drawn from the density of the best, the trial gets
/// that with the greatest quotient of this density and that of the others. Trials that still run
/// count among the others, so that trials at the same time differ. A pruned trial counts behind those
/// that are complete, the longer it ran the better; one whose value is not a number is the worst.
///
/// Trials one after the other depend on the study's seed alone; of several at once also on the order
/// in which they end.
public struct TPESampler: Sampler {
    /// Which parameters are drawn together (Falkner et al. 2018, "BOHB").
    public enum Dependence: Sendable {
        /// Each parameter by itself.
        case independent
        /// All parameters without conditions together, so that what goes well together is found, and
        /// each of the others, which fewer trials have, by itself.
        case joint
    }

    /// How many trials are spread evenly first.
    public var firstTrials: Int
    /// How many sets of values are compared for a trial.
    public var candidates: Int
    public var dependence: Dependence

    /// Creates a sampler with the settings of Optuna, and parameters drawn together.
    public init(firstTrials: Int = 10, candidates: Int = 24, dependence: Dependence = .joint) {
        precondition(candidates > 0, "There must be a candidate to choose.")
        self.firstTrials = firstTrials
        self.candidates = candidates
        self.dependence = dependence
    }

    public func parameters(for trial: UpcomingTrial) -> ParameterValues? {
        let split = TrialSplit(trial.finished, running: trial.running, direction: trial.direction)
        if split.count < firstTrials { return SpreadSampler().parameters(for: trial) }
        let space = trial.space
        var generator = trial.generator
        var codes = [Double](repeating: .nan, count: space.parameters.count)
        for group in groups(of: space) where space.isActive(group[0], codes) {
            let drawn = group.filter { space.parameters[$0].domain.count != 1 }
            for index in group where space.parameters[index].domain.count == 1 {
                codes[index] = space.parameters[index].domain.range?.low ?? 0
            }
            if drawn.isEmpty { continue }
            let domains = drawn.map { space.parameters[$0].domain }
            let best = ParzenEstimator(
                domains,
                observations: TrialSplit.values(of: drawn, split.below)
            )
            let others = ParzenEstimator(
                domains,
                observations: TrialSplit.values(of: drawn, split.above)
            )
            let values = best.sample(candidates, using: &generator)
            let quality = zip(best.logDensity(of: values), others.logDensity(of: values)).map(-)
            let chosen = quality.indices.max { quality[$0] < quality[$1] }!
            for (index, value) in zip(drawn, values[chosen]) { codes[index] = value }
        }
        return ParameterValues(space: space, codes: codes)
    }

    /// The parameters that are drawn together, each list after all that its conditions name.
    private func groups(of space: SearchSpace) -> [[Int]] {
        switch dependence {
        case .independent: space.parameters.indices.map { [$0] }
        case .joint:
            [space.parameters.indices.filter { space.parameters[$0].conditions.isEmpty }]
                + space.parameters.indices.filter { !space.parameters[$0].conditions.isEmpty }
                .map { [$0] }
        }
    }
}

/// The trials of a study, split for ``TPESampler`` into the best and the others. Each is the codes of
/// a trial's parameters, in the order of the trials' numbers.
package struct TrialSplit {
    package private(set) var below: [[Double]] = []
    package private(set) var above: [[Double]] = []
    /// How many trials were split: those complete and pruned.
    package let count: Int

    /// Complete trials come by value, then pruned ones by their last step and its value, then
    /// diverged ones; of equals the earlier one comes first.
    private struct Rank: Comparable {
        let kind: Int
        let step: Int
        let loss: Double
        let index: Int

        static func < (first: Rank, second: Rank) -> Bool {
            if first.kind != second.kind { return first.kind < second.kind }
            if first.step != second.step { return first.step < second.step }
            if first.loss != second.loss { return first.loss < second.loss }
            return first.index < second.index
        }
    }

    /// - Parameters:
    ///   - finished: The trials that have ended, by number. Those that failed are left out.
    ///   - running: Trials that count among the others, by number.
    package init(_ finished: [Trial], running: [Trial] = [], direction: SearchDirection) {
        var ranks: [Rank] = []
        ranks.reserveCapacity(finished.count)
        for index in finished.indices {
            switch finished[index].state {
            case .failed, .running: continue
            case _ where finished[index].isAstray:
                ranks.append(Rank(kind: 2, step: 0, loss: 0, index: index))
            case .complete:
                let loss = direction.loss(finished[index].value ?? .nan)
                ranks.append(Rank(kind: 0, step: 0, loss: loss, index: index))
            case .pruned:
                let last = finished[index].reports.last
                let loss = last.map { direction.loss($0.value) } ?? 0
                let step = last.map { -$0.step } ?? 1
                ranks.append(Rank(kind: 1, step: step, loss: loss, index: index))
            }
        }
        count = ranks.count
        let indices = ranks.map(\.index)
        let best = min(Int((0.1 * Double(count)).rounded(.up)), 25)
        var isBest = [Bool](repeating: false, count: finished.count)
        for rank in ranks.sorted().prefix(best) { isBest[rank.index] = true }
        var next = 0
        func addRunning(before number: Int) {
            while next < running.count, running[next].number < number {
                above.append(running[next].parameters.codes)
                next += 1
            }
        }
        for index in indices {
            if isBest[index] {
                below.append(finished[index].parameters.codes)
            } else {
                addRunning(before: finished[index].number)
                above.append(finished[index].parameters.codes)
            }
        }
        addRunning(before: .max)
    }

    /// For each of some parameters its values in the trials that have all of them.
    package static func values(of parameters: [Int], _ trials: [[Double]]) -> [[Double]] {
        let having = trials.filter { codes in parameters.allSatisfy { !codes[$0].isNaN } }
        return parameters.map { index in having.map { $0[index] } }
    }
}
