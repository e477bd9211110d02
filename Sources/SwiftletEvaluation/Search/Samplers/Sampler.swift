import SwiftletBase

/// Chooses the parameters of the next trial: `RandomSampler`, `SpreadSampler`, `GridSampler`,
/// `TPESampler`.
public protocol Sampler: Sendable {
    /// The parameters of a trial; nil where nothing is left to try.
    func parameters(for trial: UpcomingTrial) -> ParameterValues?
}

/// A trial that is about to begin, with what a sampler may go by.
public struct UpcomingTrial: Sendable {
    public let space: SearchSpace
    public let direction: SearchDirection
    /// The seed of the study.
    public let seed: UInt64
    /// The number of the trial.
    public let number: Int
    /// The trials that have ended, by number.
    public let finished: [Trial]
    /// The trials that run at the moment, by number.
    public let running: [Trial]

    package init(
        space: SearchSpace,
        direction: SearchDirection,
        seed: UInt64,
        number: Int,
        finished: [Trial],
        running: [Trial] = []
    ) {
        self.space = space
        self.direction = direction
        self.seed = seed
        self.number = number
        self.finished = finished
        self.running = running
    }

    /// A generator that depends on the study's seed and the trial's number alone.
    public var generator: PCG64 { PCG64(seed: seed).jumped(UInt64(number)) }

    /// Gives each parameter that the conditions leave in, in the order of the space, the value that
    /// `draw` returns.
    func draw(_ draw: (Int, SearchParameter) -> Double) -> ParameterValues {
        var codes = [Double](repeating: .nan, count: space.parameters.count)
        for (index, parameter) in space.parameters.enumerated() where space.isActive(index, codes) {
            codes[index] = draw(index, parameter)
        }
        return ParameterValues(space: space, codes: codes)
    }
}
