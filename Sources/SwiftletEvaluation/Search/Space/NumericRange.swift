import SwiftletPlatform

/// The numbers of a parameter's domain, whole or not, by their ends.
package struct NumericRange: Sendable, Hashable {
    package let low: Double
    /// The greatest value, which with a step is a whole number of steps above `low`.
    package let high: Double
    /// The distance of neighbouring values, 0 where any number between the ends is one.
    package let step: Double
    package let isLogarithmic: Bool

    package init(low: Double, high: Double, step: Double = 0, isLogarithmic: Bool = false) {
        self.low = low
        self.high =
            step == 0 ? high : low + ((high - low) / step + 1e-9).rounded(.down) * step
        self.step = step
        self.isLogarithmic = isLogarithmic
    }

    /// How many values there are; nil where any number between the ends is one.
    package var count: Int? {
        step == 0 ? (low == high ? 1 : nil) : Int(((high - low) / step).rounded()) + 1
    }

    /// The value next to a number.
    package func nearest(to number: Double) -> Double {
        step == 0
            ? min(max(number, low), high)
            : min(max(low + ((number - low) / step).rounded() * step, low), high)
    }

    /// The ends on the scale, half a step beyond the values where there is a step.
    package var scaledEnds: (low: Double, high: Double) {
        (scaled(low - step / 2), scaled(high + step / 2))
    }

    /// A value on the scale: its logarithm on a logarithmic one.
    package func scaled(_ value: Double) -> Double { isLogarithmic ? log(value) : value }

    /// The value next to a place on the scale.
    package func value(atScaled place: Double) -> Double {
        nearest(to: isLogarithmic ? exp(place) : place)
    }

    /// `count` values evenly spread on the scale, fewer where there are not as many.
    package func grid(_ count: Int) -> [Double] {
        if low == high { return [low] }
        if let values = self.count, values <= count {
            return (0..<values).map { low + Double($0) * step }
        }
        let (start, end) = (scaled(low), scaled(high))
        let places = (0..<count).map { count == 1 ? 0.5 : Double($0) / Double(count - 1) }
        var values: [Double] = []
        for place in places {
            let next = value(atScaled: start + place * (end - start))
            if values.last != next { values.append(next) }
        }
        return values
    }
}
