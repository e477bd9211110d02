import SwiftletPlatform

/// An axis with its ends and ticks settled for the values that it shows.
package struct AxisScale {
    /// Where an axis that takes its ends from the data lets it begin and end.
    package enum Fit {
        /// At the smallest and the largest value.
        case tight
        /// At the ticks around them.
        case nice
        /// Some space beyond them, then at the ticks around that.
        case roomy
    }

    package let lower: Double
    package let upper: Double
    package let ticks: [AxisTick]
    private let isLogarithmic: Bool

    /// - Parameters:
    ///   - axis: The user's choices.
    ///   - values: What is to be shown, each of which the axis can show; at least one.
    ///   - fit: What to do where the axis has no range of its own.
    ///   - count: About how many ticks to have.
    package init(_ axis: PlotAxis, values: [Double], fit: Fit, count: Int) {
        isLogarithmic = axis.scale == .logarithmic
        var (low, high) = (values.min()!, values.max()!)
        let isFixed = axis.range.map(axis.isUsable) ?? false
        if isFixed {
            (low, high) = (axis.range!.lowerBound, axis.range!.upperBound)
        } else if isLogarithmic {
            (low, high) = Self.logarithmicEnds(low, high, fit: fit)
        } else {
            (low, high) = Self.widened(low, high)
            if fit == .roomy {
                let space = (high - low) * 0.06
                let staysPositive = low >= 0 && low - space < 0
                (low, high) = (staysPositive ? 0 : low - space, high + space)
            }
        }

        if isLogarithmic {
            ticks = LogarithmicTicks.ticks(from: low, to: high, count: count)
        } else {
            let isCounted = values.allSatisfy { $0 == $0.rounded() }
            let nice = NiceStep(span: high - low, count: count)
            let step = isCounted && nice.value < 1 ? .one : nice
            if !isFixed, fit != .tight {
                low = step.multiple(step.index(atOrBelow: low))
                high = step.multiple(step.index(atOrAbove: high))
            }
            ticks = step.ticks(from: low, to: high)
        }
        (lower, upper) = (low, high)
    }

    /// Where a value lies: 0 at the lower end, 1 at the upper one.
    package func fraction(of value: Double) -> Double {
        isLogarithmic
            ? (log10(value) - log10(lower)) / (log10(upper) - log10(lower))
            : (value - lower) / (upper - lower)
    }

    /// Whether a value lies between the ends.
    func contains(_ value: Double) -> Bool { value >= lower && value <= upper }

    /// Ends that differ enough to tell values between them apart.
    private static func widened(_ low: Double, _ high: Double) -> (Double, Double) {
        if PlotAxis.differ(low, high) { return (low, high) }
        let size = max(low.magnitude, high.magnitude)
        let space = size < 1e-280 ? 1 : size * 0.1
        return (low - space, high + space)
    }

    /// Ends 5 % of the axis beyond the data, at least a factor of two apart.
    private static func logarithmicEnds(
        _ low: Double,
        _ high: Double,
        fit: Fit
    ) -> (Double, Double) {
        let ratio = max(high / low, 1)
        let space = fit == .tight ? 1 : pow(min(ratio, 1e300), 0.06)
        let factor = ratio * space * space < 2 ? (2 / ratio).squareRoot() : space
        return (max(low / factor, 1e-305), min(high * factor, 1e305))
    }
}
