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

/// A value marked on an axis.
package struct AxisTick: Equatable {
    package var value: Double
    package var label: String
}

/// The step between ticks on a linear axis: 1, 2 or 5 times a power of ten.
///
/// Source: P. Heckbert, "Nice Numbers for Graph Labels", Graphics Gems, 1990.
struct NiceStep: Equatable {
    /// 1, 2 or 5.
    let digit: Int
    /// The power of ten.
    let exponent: Int

    /// The step that marks `span` about `count` times.
    init(span: Double, count: Int) {
        let raw = span / Double(count)
        let power = Int(log10(raw).rounded(.down))
        let leading = raw / pow(10, Double(power))
        switch leading {
        case ..<1.5: (digit, exponent) = (1, power)
        case ..<3: (digit, exponent) = (2, power)
        case ..<7: (digit, exponent) = (5, power)
        default: (digit, exponent) = (1, power + 1)
        }
    }

    /// The step of one, for values that are counted.
    static let one = NiceStep(digit: 1, exponent: 0)

    private init(digit: Int, exponent: Int) {
        self.digit = digit
        self.exponent = exponent
    }

    var value: Double { multiple(1) }

    /// `index` steps from zero, as near to the decimal number as a `Double` can be.
    func multiple(_ index: Double) -> Double {
        let digits = index * Double(digit)
        return exponent < 0
            ? digits / pow(10, Double(-exponent)) : digits * pow(10, Double(exponent))
    }

    /// How many steps from zero the last tick at or below `value` is.
    func index(atOrBelow value: Double) -> Double {
        (value / self.value + 1e-9).rounded(.down)
    }

    /// How many steps from zero the first tick at or above `value` is.
    func index(atOrAbove value: Double) -> Double {
        (value / self.value - 1e-9).rounded(.up)
    }

    /// The ticks from `lower` to `upper`.
    func ticks(from lower: Double, to upper: Double) -> [AxisTick] {
        let first = index(atOrAbove: lower)
        let count = index(atOrBelow: upper) - first
        guard count >= 0 else { return [] }
        let values = (0...Int(min(count, 100))).map { multiple(first + Double($0)) }
        let largest = values.map(\.magnitude).max()!
        let isLong = largest >= 1e7 || -exponent > (largest < 0.01 ? 4 : 9)
        return values.map { value in
            AxisTick(value: value, label: label(of: value, isLong: isLong))
        }
    }

    /// The value with as many decimal places as the step has; powers of ten where that gets long.
    private func label(of value: Double, isLong: Bool) -> String {
        if value == 0 { return "0" }
        if isLong { return PlotNumber.scientific(value, smallestPower: exponent) }
        let places = max(0, -exponent)
        return PlotNumber.signed(
            NumberFormat.groupThousands(NumberFormat.decimal(value, places: places))
        )
    }
}

/// The ticks of a logarithmic axis.
enum LogarithmicTicks {
    /// Powers of ten from `lower` to `upper`, thinned to about `count`; on a short axis also 2 and 5
    /// times those, or the ticks of a linear one.
    static func ticks(from lower: Double, to upper: Double, count: Int) -> [AxisTick] {
        let decades = log10(upper) - log10(lower)
        if decades < 0.7 {
            return NiceStep(span: upper - lower, count: count).ticks(from: lower, to: upper)
        }
        let digits = decades <= 2.2 ? [1, 2, 5] : [1]
        let stride = max(1, Int((decades / Double(count)).rounded(.up)))
        let first = Int(log10(lower).rounded(.down))
        let last = Int(log10(upper).rounded(.up))
        let isLong = first < -5 || last > 6
        return (first...last).filter { $0 % stride == 0 }.flatMap { power in
            digits.compactMap { digit in
                let value = exactly(digit, power)
                guard value >= lower * (1 - 1e-9), value <= upper * (1 + 1e-9) else { return nil }
                return AxisTick(value: value, label: label(digit, power, isLong: isLong))
            }
        }
    }

    private static func exactly(_ digit: Int, _ power: Int) -> Double {
        power < 0 ? Double(digit) / pow(10, Double(-power)) : Double(digit) * pow(10, Double(power))
    }

    private static func label(_ digit: Int, _ power: Int, isLong: Bool) -> String {
        if !isLong || 0...1 ~= power {
            let places = max(0, -power)
            return NumberFormat.groupThousands(
                NumberFormat.decimal(exactly(digit, power), places: places)
            )
        }
        return (digit == 1 ? "" : "\(digit)×") + "10" + PlotNumber.superscript(power)
    }
}
