import SwiftletBase

/// Tries every combination of values that the conditions allow, each once, in an order drawn by a
/// seed; then the study ends.
///
/// Choices and stepped numbers give all their values, other ranges `points` values evenly spread on
/// their scale.
public struct GridSampler: Sampler {
    /// The combinations in the order in which they are tried: trial 0 gets the first.
    public let combinations: [ParameterValues]

    /// Creates a sampler of a grid.
    ///
    /// - Parameters:
    ///   - points: How many values a range gives that has no step; of whole numbers all where they
    ///     are not more than these.
    ///   - seed: The seed of the order.
    public init(_ space: SearchSpace, points: Int = 5, seed: UInt64 = 0) {
        precondition(points > 0, "\(points) points of a range; there must be at least 1.")
        let values = space.parameters.map { $0.domain.grid(points) }
        var rows = [[Double](repeating: .nan, count: space.parameters.count)]
        for (index, values) in values.enumerated() {
            rows = rows.flatMap { row -> [[Double]] in
                guard space.isActive(index, row) else { return [row] }
                return values.map { value in
                    var row = row
                    row[index] = value
                    return row
                }
            }
        }
        var generator = PCG64(seed: seed)
        generator.shuffle(&rows)
        combinations = rows.map { ParameterValues(space: space, codes: $0) }
    }

    public func parameters(for trial: UpcomingTrial) -> ParameterValues? {
        trial.number < combinations.count ? combinations[trial.number] : nil
    }
}

extension SearchParameter.Domain {
    /// The values of a grid, as numbers that stand for them.
    fileprivate func grid(_ points: Int) -> [Double] {
        switch self {
        case .choice(let values): return values.indices.map(Double.init)
        case .number(_, _, _, let step): return range!.grid(step == nil ? points : .max)
        case .integer(_, _, _, let step): return range!.grid(step == 1 ? points : .max)
        }
    }
}
