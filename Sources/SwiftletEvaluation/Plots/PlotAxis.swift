/// What an axis of a plot is called, and how values lie along it.
public struct PlotAxis: Sendable, Equatable {
    /// How values become lengths.
    public enum Scale: Sendable {
        /// Equal differences are equally long.
        case linear
        /// Equal ratios are equally long; values that are not positive are left out.
        case logarithmic
    }

    /// The quantity and, in brackets, its unit: `latency (ms)`.
    public var label: String
    public var scale: Scale
    /// The values at the axis's ends; nil takes them from the data. Points beyond are left out. Ends
    /// that the scale cannot show, or cannot tell apart, are ignored.
    public var range: ClosedRange<Double>?

    /// Creates an axis; by default linear, with its ends taken from the data.
    public init(_ label: String, scale: Scale = .linear, range: ClosedRange<Double>? = nil) {
        self.label = label
        self.scale = scale
        self.range = range
    }

    /// Whether the axis has a place for a value. Those beyond 10³⁰⁰ count as infinite.
    func canShow(_ value: Double) -> Bool {
        guard value.magnitude < 1e300, scale == .linear || value >= 1e-300 else { return false }
        return range.map { !isUsable($0) || $0.contains(value) } ?? true
    }

    func isUsable(_ range: ClosedRange<Double>) -> Bool {
        let (lower, upper) = (range.lowerBound, range.upperBound)
        return max(lower.magnitude, upper.magnitude) < 1e300 && Self.differ(lower, upper)
            && (scale == .linear || lower >= 1e-300)
    }

    /// Whether values between two ends can be told apart.
    static func differ(_ lower: Double, _ upper: Double) -> Bool {
        upper - lower > max(lower.magnitude, upper.magnitude) * 1e-9 && upper - lower > 1e-290
    }
}
