/// A hyper-parameter of a search: its name, the values it can take, and when it has one.
///
///     .choice("penalty", ["l1", "l2"], when: ["solver": ["liblinear"]])
///     .number("C", 1e-3...10, scale: .logarithmic)
///     .integer("units", 64...256, step: 64)
public struct SearchParameter: Sendable, Hashable {
    /// How the values between two ends are spread.
    public enum Scale: String, Sendable {
        /// Equal differences are equally likely.
        case linear
        /// Equal ratios are equally likely; all values are positive.
        case logarithmic
    }

    /// The values that a parameter can take.
    public enum Domain: Sendable, Hashable {
        /// Numbers from `low` to `high`: any, or with a `step` those a whole number of steps above
        /// `low`, which a logarithmic scale does not have.
        case number(low: Double, high: Double, scale: Scale, step: Double?)
        /// Whole numbers from `low` to `high`, a whole number of steps above `low`. The step of a
        /// logarithmic scale is 1.
        case integer(low: Int, high: Int, scale: Scale, step: Int)
        /// One of some values that have no order.
        case choice([ParameterValue])
    }

    public let name: String
    public let domain: Domain
    /// The parameter has a value only in trials where each of these has one of the values given;
    /// see ``SearchSpace``.
    public let conditions: [String: [ParameterValue]]

    /// A parameter with that domain.
    public init(_ name: String, _ domain: Domain, when conditions: [String: [ParameterValue]] = [:])
    {
        self.name = name
        self.domain = domain
        self.conditions = conditions
    }

    /// A parameter whose values are numbers.
    public static func number(
        _ name: String,
        _ range: ClosedRange<Double>,
        scale: Scale = .linear,
        step: Double? = nil,
        when conditions: [String: [ParameterValue]] = [:]
    ) -> SearchParameter {
        let (low, high) = (range.lowerBound, range.upperBound)
        let domain = Domain.number(low: low, high: high, scale: scale, step: step)
        return SearchParameter(name, domain, when: conditions)
    }

    /// A parameter whose values are whole numbers.
    public static func integer(
        _ name: String,
        _ range: ClosedRange<Int>,
        scale: Scale = .linear,
        step: Int = 1,
        when conditions: [String: [ParameterValue]] = [:]
    ) -> SearchParameter {
        let (low, high) = (range.lowerBound, range.upperBound)
        let domain = Domain.integer(low: low, high: high, scale: scale, step: step)
        return SearchParameter(name, domain, when: conditions)
    }

    /// A parameter that is one of some values without an order.
    public static func choice(
        _ name: String,
        _ values: [ParameterValue],
        when conditions: [String: [ParameterValue]] = [:]
    ) -> SearchParameter {
        SearchParameter(name, .choice(values), when: conditions)
    }
}
