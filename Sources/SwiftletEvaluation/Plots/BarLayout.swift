/// Where zero lies among a chart's bars, and how long a bar is for each unit of its value.
struct BarLayout {
    let zero: Double
    /// The values at the ends of the longest possible bars; zero is between them.
    let low: Double
    let high: Double
    private let unit: Double

    /// The space between a bar and what is written at either end of it.
    static let gap = 5.0

    /// Bars between two places, with room at either end for values written there.
    init(from left: Double, to right: Double, low: Double, high: Double, valueWidth: Double) {
        (self.low, self.high) = Self.distinct(low, high)
        let start = left + (low < 0 ? valueWidth + Self.gap : 0)
        let end = right - (high > 0 ? valueWidth + Self.gap : 0)
        unit = max(end - start, 1) / (self.high - self.low)
        zero = start - self.low * unit
    }

    /// A bar with a name of its own on the other side of zero, and the lengths of both texts.
    struct Row {
        let value: Double
        let nameWidth: Double
        let valueWidth: Double
    }

    /// Bars as long as fit between two places where names stand on the other side of zero.
    init(from left: Double, to right: Double, low: Double, high: Double, rows: [Row]) {
        (self.low, self.high) = Self.distinct(low, high)
        func reach(_ unit: Double) -> (left: Double, right: Double) {
            var reach = (left: 0.0, right: 0.0)
            for row in rows {
                let name = row.nameWidth + Self.gap
                let bar =
                    min(max(row.value, low), high).magnitude * unit + row.valueWidth + Self.gap
                reach.left = max(reach.left, row.value < 0 ? bar : name)
                reach.right = max(reach.right, row.value < 0 ? name : bar)
            }
            return reach
        }
        var unit = 0.0
        var step = (right - left) / (self.high - self.low)
        for _ in 0..<20 {
            let needed = reach(unit + step)
            if needed.left + needed.right <= right - left { unit += step }
            step /= 2
        }
        self.unit = unit
        zero = left + reach(unit).left
    }

    /// Where the bar of a value ends.
    func end(of value: Double) -> Double {
        zero + min(max(value, low), high) * unit
    }

    private static func distinct(_ low: Double, _ high: Double) -> (Double, Double) {
        high - low < 1e-290 ? (low, low + 1) : (low, high)
    }
}
