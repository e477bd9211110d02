import SwiftletBase

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

    /// Summarises finite values that rise, each with how often it occurs; nil where there are none.
    ///
    /// - Parameter counts: As many as there are values, each at least 1; nil where each value occurs
    ///   once. An outlier is named once, however often it occurs.
    package init?(sorted values: [Double], counts: [Int]? = nil) {
        guard let first = values.first, let last = values.last else { return nil }
        // Behind which place among all the occurrences of each value end.
        var ends = Array(1...values.count)
        if let counts {
            var end = 0
            ends = counts.map {
                end += $0
                return end
            }
        }
        func value(_ place: Int) -> Double { values[ends.partitioningIndex { $0 > place }] }
        (smallest, largest) = (first, last)
        lowerQuartile = quantile(0.25, of: ends.last!, value)
        median = quantile(0.5, of: ends.last!, value)
        upperQuartile = quantile(0.75, of: ends.last!, value)
        let reach = 1.5 * (upperQuartile - lowerQuartile)
        let (low, high) = (lowerQuartile - reach, upperQuartile + reach)
        // Quartiles may lie between values, so the nearest value may be within the box.
        lowerWhisker = min(values.first { $0 >= low } ?? first, lowerQuartile)
        upperWhisker = max(values.last { $0 <= high } ?? last, upperQuartile)
        outliers = values.filter { $0 < low || $0 > high }
    }
}

extension [Int] {
    /// The first index of a rising array whose element holds what is asked, and with it all behind.
    fileprivate func partitioningIndex(where holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
