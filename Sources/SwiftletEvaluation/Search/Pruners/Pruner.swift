/// Decides after each report of a trial whether it goes on: `MedianPruner`, `HalvingPruner`.
public protocol Pruner: Sendable {
    /// Whether a trial is stopped.
    ///
    /// - Parameters:
    ///   - trial: The trial, whose last report is new. A pruner may keep what it needs in its `rungs`.
    ///   - others: The other trials of the study, ended or running, by number.
    ///   - direction: Whether small or large values are good.
    func prunes(_ trial: inout Trial, among others: [Trial], direction: SearchDirection) -> Bool
}

/// Whether a trial goes on.
public enum TrialDecision: Sendable {
    case `continue`
    /// The trial is stopped: what its objective returns no longer counts.
    case prune
}
