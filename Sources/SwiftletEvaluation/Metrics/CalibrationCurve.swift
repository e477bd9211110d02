import SwiftletBase

/// The share of positives among examples of about the same probability (reliability curve).
///
///     let curve = try CalibrationCurve(truth: truth, probabilities: probabilities, binCount: 10)
///     LineChart.calibrationCurves([("TF-IDF", curve)])
///
/// Points equal those of scikit-learn's `calibration_curve`: bins without examples have none.
public struct CalibrationCurve: Sendable, Equatable {
    /// How probabilities are put into bins.
    public enum Binning: Sendable {
        /// Bins of the same width.
        case uniform
        /// Bins of about the same number of examples.
        case quantile
    }

    /// The mean probability of each bin's examples, ascending.
    public let meanProbabilities: [Double]
    /// The share of positives among each bin's examples.
    public let positiveShares: [Double]
    /// How many examples are in each bin, at least one.
    public let counts: [Int]

    /// Puts examples into bins.
    ///
    /// - Parameters:
    ///   - truth: 1 for a positive, 0 for a negative; at least one example.
    ///   - probabilities: The probability of being positive for each example.
    ///   - binCount: Into how many bins; 5 by default.
    ///   - binning: Whether bins have the same width (default) or number of examples.
    /// - Throws: `MetricError` where there is no example, or a probability is not between 0 and 1.
    public init(
        truth: [Int],
        probabilities: [Double],
        binCount: Int = 5,
        binning: Binning = .uniform
    ) throws(MetricError) {
        precondition(
            truth.count == probabilities.count,
            "\(truth.count) true classes do not fit \(probabilities.count) probabilities."
        )
        precondition(binCount >= 1, "\(binCount) bins; at least one holds examples.")
        guard !truth.isEmpty else { throw .noExamples }
        if let position = probabilities.firstIndex(where: { !(0...1 ~= $0) }) {
            throw .notAProbability(position: position)
        }
        let edges = Self.innerEdges(probabilities, binCount, binning)
        var counts = [Int](repeating: 0, count: binCount)
        var sums = [Double](repeating: 0, count: binCount)
        var positives = [Int](repeating: 0, count: binCount)
        for (label, probability) in zip(truth, probabilities) {
            precondition(0...1 ~= label, "Class \(label) is neither 0 nor 1.")
            let bin = edges.partitioningIndex { $0 >= probability }
            counts[bin] += 1
            sums[bin] += probability
            positives[bin] += label
        }
        let filled = counts.indices.filter { [counts] in counts[$0] > 0 }
        self.counts = filled.map { counts[$0] }
        meanProbabilities = filled.map { sums[$0] / Double(counts[$0]) }
        positiveShares = filled.map { Double(positives[$0]) / Double(counts[$0]) }
    }

    /// The mean distance of the two over the examples (expected calibration error): 0 where
    /// probabilities are what they say.
    public var expectedError: Double {
        let total = counts.reduce(0, +)
        return counts.indices.reduce(0) { sum, bin in
            sum + Double(counts[bin]) * abs(meanProbabilities[bin] - positiveShares[bin])
        } / Double(total)
    }

    /// The edges between bins, ascending, one fewer than bins; rounded as NumPy does, since
    /// examples on an edge belong to the bin below.
    private static func innerEdges(
        _ probabilities: [Double],
        _ binCount: Int,
        _ binning: Binning
    ) -> [Double] {
        let step = 1 / Double(binCount)
        let shares = (1..<binCount).map { Double($0) * step }
        switch binning {
        case .uniform: return shares
        case .quantile:
            let sorted = probabilities.sorted()
            return shares.map { SwiftletBase.quantile($0 * 100 / 100, ofSorted: sorted) }
        }
    }
}

extension [Double] {
    /// The first place, of ascending values, from which on a condition holds.
    fileprivate func partitioningIndex(where holds: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
