/// The value below which a share of values lies, linearly between the two that are next to it, as in
/// NumPy's `quantile`.
///
/// - Parameters:
///   - share: 0 for the smallest value, 1 for the largest.
///   - values: At least one, rising.
func quantile(_ share: Double, ofSorted values: [Double]) -> Double {
    let place = share * Double(values.count - 1)
    let below = Int(place)
    let above = min(below + 1, values.count - 1)
    return values[below] + (place - Double(below)) * (values[above] - values[below])
}
