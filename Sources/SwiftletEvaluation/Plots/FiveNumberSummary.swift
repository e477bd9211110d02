/// What a box plot shows of values.
package struct FiveNumberSummary: Equatable {
    package let lowerQuartile: Double
    package let median: Double
    package let upperQuartile: Double
    /// The smallest value at most 1.5 times the distance of the quartiles below the lower one.
    package let lowerWhisker: Double
    /// The largest value at most 1.5 times the distance of the quartiles above the upper one.
    package let upperWhisker: Double
    /// The values beyond the whiskers, rising.
    package let outliers: [Double]
    package let smallest: Double
    package let largest: Double

    /// Summarises finite values that rise; nil where there are none.
    package init?(sorted values: [Double]) {
        guard let first = values.first, let last = values.last else { return nil }
        (smallest, largest) = (first, last)
        lowerQuartile = quantile(0.25, ofSorted: values)
        median = quantile(0.5, ofSorted: values)
        upperQuartile = quantile(0.75, ofSorted: values)
        let reach = 1.5 * (upperQuartile - lowerQuartile)
        let (low, high) = (lowerQuartile - reach, upperQuartile + reach)
        // Quartiles may lie between values, so the nearest value may be within the box.
        lowerWhisker = min(values.first { $0 >= low } ?? first, lowerQuartile)
        upperWhisker = max(values.last { $0 <= high } ?? last, upperQuartile)
        outliers = values.filter { $0 < low || $0 > high }
    }
}
