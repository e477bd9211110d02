import SwiftletPlatform

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
