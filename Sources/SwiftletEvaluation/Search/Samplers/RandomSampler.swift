import SwiftletBase

/// Draws every parameter evenly on its scale, whatever earlier trials gave.
///
/// What a trial gets depends on the study's seed and the trial's number alone.
public struct RandomSampler: Sampler {
    /// Creates a sampler.
    public init() {}

    public func parameters(for trial: UpcomingTrial) -> ParameterValues? {
        var generator = trial.generator
        return trial.draw { _, parameter in
            parameter.domain.code(atShare: generator.uniform())
        }
    }
}
