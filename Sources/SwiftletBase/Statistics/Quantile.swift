/// The value below which a share of values lies, linearly between the two that are next to it, as in
/// NumPy's `quantile`.
///
/// - Parameters:
///   - share: 0 for the smallest value, 1 for the largest.
///   - values: At least one, in ascending order.
package func quantile(_ share: Double, ofSorted values: [Double]) -> Double {
    quantile(share, of: values.count) { values[$0] }
}

/// The same of `count` values, the one at a place given by `value`.
package func quantile(_ share: Double, of count: Int, _ value: (_ place: Int) -> Double) -> Double {
    let place = share * Double(count - 1)
    let below = Int(place)
    let (lower, upper) = (value(below), value(min(below + 1, count - 1)))
    let part = place - Double(below)
    // Rounded as NumPy does.
    return part < 0.5
        ? lower + part * (upper - lower) : upper - (1 - part) * (upper - lower)
}
