/// Values as numbers: themselves, or the place of a choice.
extension SearchParameter.Domain {
    /// The ends of a domain of numbers; nil for choices.
    package var range: NumericRange? {
        switch self {
        case .number(let low, let high, let scale, let step):
            NumericRange(
                low: low,
                high: high,
                step: step ?? 0,
                isLogarithmic: scale == .logarithmic
            )
        case .integer(let low, let high, let scale, let step):
            NumericRange(
                low: Double(low),
                high: Double(high),
                step: Double(step),
                isLogarithmic: scale == .logarithmic
            )
        case .choice: nil
        }
    }

    /// How many values there are; nil where any number between two ends is one.
    package var count: Int? {
        if case .choice(let values) = self { return values.count }
        return range?.count
    }

    /// The number that stands for a value; nil where it is none of the domain.
    package func code(of value: ParameterValue) -> Double? {
        switch (self, value) {
        case (.choice(let values), _): return values.firstIndex(of: value).map(Double.init)
        case (.number, .number(let number)): return member(number, tolerance: 1e-6)
        case (.number, .integer(let number)): return member(Double(number), tolerance: 1e-6)
        case (.integer, .integer(let number)): return member(Double(number), tolerance: 0)
        default: return nil
        }
    }

    private func member(_ number: Double, tolerance: Double) -> Double? {
        guard let range, number >= range.low - tolerance * range.step,
            number <= range.high + tolerance * range.step
        else { return nil }
        let nearest = range.nearest(to: number)
        return (nearest - number).magnitude <= tolerance * range.step ? nearest : nil
    }

    /// The value that a number stands for.
    package func value(ofCode code: Double) -> ParameterValue {
        switch self {
        case .number: .number(code)
        case .integer: .integer(Int(code))
        case .choice(let values): values[Int(code)]
        }
    }

    /// What is wrong with the domain; nil where nothing is.
    var problem: String? {
        switch self {
        case .number(let low, let high, let scale, let step):
            guard low.isFinite, high.isFinite, low <= high, (high - low).isFinite else {
                return "\(low) to \(high) is no range of numbers"
            }
            if scale == .logarithmic, low <= 0 { return "\(low) has no logarithm" }
            guard let step else { return nil }
            if scale == .logarithmic { return "a logarithmic scale of numbers has no step" }
            guard step > 0, step.isFinite, (high - low) / step < 0x1p53 else {
                return "\(step) is no step from \(low) to \(high)"
            }
        case .integer(let low, let high, let scale, let step):
            let limit = 1 << 53
            guard low <= high, low >= -limit, high <= limit else {
                return "\(low) to \(high) is no range of whole numbers of at most 2^53"
            }
            if scale == .logarithmic, low < 1 { return "\(low) has no logarithm" }
            guard step >= 1, step <= limit else { return "\(step) is no step of whole numbers" }
            if scale == .logarithmic, step != 1 { return "the step of a logarithmic scale is 1" }
        case .choice(let values):
            if values.isEmpty { return "there is nothing to choose from" }
            if Set(values).count < values.count { return "one of the choices is there twice" }
            for case .number(let number) in values where !number.isFinite {
                return "\(number) is no choice"
            }
        }
        return nil
    }
}
