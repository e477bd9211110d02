import SwiftletBase
import SwiftletPlatform

/// Spreads trials over the space more evenly than chance does: trial n is n steps along a line that
/// winds around the space and never comes close to where it was (the generalised golden ratio), from
/// a start that the study's seed draws.
///
/// What a trial gets depends on the study's seed and the trial's number alone.
public struct SpreadSampler: Sampler {
    /// Creates a sampler.
    public init() {}

    public func parameters(for trial: UpcomingTrial) -> ParameterValues? {
        var generator = PCG64(seed: trial.seed)
        // The positive root of x^(d + 1) = x + 1.
        let dimensions = Double(trial.space.parameters.count)
        var root = 2.0
        for _ in 0..<64 { root = pow(1 + root, 1 / (dimensions + 1)) }
        var step = 1.0
        let places = trial.space.parameters.map { _ -> Double in
            step /= root
            let place = generator.uniform() + Double(trial.number + 1) * step
            return place - place.rounded(.down)
        }
        return trial.draw { index, parameter in parameter.domain.code(atShare: places[index]) }
    }
}

extension SearchParameter.Domain {
    /// The value that so large a share of all values, in their order on the scale, lies before, as a
    /// number that stands for it.
    func code(atShare share: Double) -> Double {
        if case .choice(let values) = self {
            return Double(min(Int(share * Double(values.count)), values.count - 1))
        }
        let (low, high) = range!.scaledEnds
        return range!.value(atScaled: low + share * (high - low))
    }
}
