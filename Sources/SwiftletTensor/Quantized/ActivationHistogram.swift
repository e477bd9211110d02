import SwiftletPlatform

/// How often inputs fall in each of many bins of the same width, from `-threshold` to `threshold`, and
/// the range that a `CalibrationMethod` makes of it: that of ONNX Runtime's calibrators, given all inputs
/// at once.
package struct ActivationHistogram: Sendable {
    package static let bins = 2_048
    package static let levels = 128

    private let extremes: ClosedRange<Float>
    private let threshold: Float
    /// Where each bin begins, and where the last ends.
    private let edges: [Float]
    private var counts = [Int](repeating: 0, count: bins)

    /// - Parameter extremes: The least and the greatest input that will be added.
    package init(extremes: ClosedRange<Float>) {
        self.extremes = extremes
        let threshold = max(-extremes.lowerBound, extremes.upperBound)
        self.threshold = threshold
        let step = 2 * threshold / Float(Self.bins)
        edges = (0..<Self.bins).map { Float($0) * step - threshold } + [threshold]
    }

    /// Counts an input within the extremes.
    package mutating func add(_ x: Float) {
        guard threshold > 0 else { return }
        let last = Self.bins - 1
        var bin = min(last, max(0, Int((x + threshold) / (2 * threshold) * Float(Self.bins))))
        if x < edges[bin] { bin -= 1 }
        if bin < last, x >= edges[bin + 1] { bin += 1 }
        counts[max(0, bin)] += 1
    }

    /// The range of a method, and the share of the inputs beyond it.
    package func range(_ method: CalibrationMethod) -> (ClosedRange<Float>, clippedShare: Double) {
        let found: (first: Int, end: Int)
        switch method {
        case .minMax: return (extremes, 0)
        case .percentile(let percentile): found = binsWithin(percentile)
        case .entropy: found = binsOfLeastDivergence
        }
        let least = max(edges[found.first], extremes.lowerBound)
        let greatest = min(edges[found.end], extremes.upperBound)
        var clipped = 0
        if least > extremes.lowerBound { clipped += counts[..<found.first].reduce(0, +) }
        if greatest < extremes.upperBound { clipped += counts[found.end...].reduce(0, +) }
        let total = counts.reduce(0, +)
        return (least...max(least, greatest), Double(clipped) / Double(max(1, total)))
    }

    private func binsWithin(_ percentile: Double) -> (first: Int, end: Int) {
        let total = Double(counts.reduce(0, +))
        let cut = (100 - percentile) / 200
        var share = 0.0
        let shares = counts.map { count in
            share += Double(count) / total
            return share
        }
        return (
            shares.firstIndex { $0 >= cut } ?? Self.bins,
            shares.firstIndex { $0 >= 1 - cut } ?? Self.bins
        )
    }

    private var binsOfLeastDivergence: (first: Int, end: Int) {
        let middle = Self.bins / 2
        var best = (divergence: Double.infinity, first: 0, end: Self.bins)
        for half in Self.levels / 2...middle {
            let (first, end) = (middle - half, min(middle + half + 1, Self.bins))
            let divergence = divergence(within: first..<end)
            if divergence < best.divergence { best = (divergence, first, end) }
        }
        return (best.first, best.end)
    }

    /// The divergence of the counts in some bins, with those beyond in the first and the last one, from
    /// what 128 levels keep of the counts in these bins: each level's, spread over its bins that are not
    /// empty, in whole numbers.
    private func divergence(within range: Range<Int>) -> Double {
        var reference = Array(counts[range])
        let width = reference.count / Self.levels
        var levels = [Int](repeating: 0, count: Self.levels)
        for (bin, count) in reference.enumerated() {
            levels[min(bin / width, Self.levels - 1)] += count
        }
        reference[0] += counts[..<range.lowerBound].reduce(0, +)
        reference[reference.count - 1] += counts[range.upperBound...].reduce(0, +)
        var kept = [Int](repeating: 0, count: reference.count)
        for level in 0..<Self.levels {
            let bins = level * width..<(level + 1) * width
            let filled = bins.count { reference[$0] != 0 }
            if filled > 0 { for bin in bins { kept[bin] = levels[level] / filled } }
        }
        guard let p = smoothed(reference), let q = smoothed(kept) else { return .infinity }
        return zip(p, q).reduce(0) { $0 + $1.0 * log($1.0 / $1.1) }
    }

    /// Counts as a distribution in which nothing is 0; nil where all are.
    private func smoothed(_ counts: [Int]) -> [Double]? {
        let filled = counts.count { $0 != 0 }
        guard filled > 0 else { return nil }
        let most = 1e-4
        let least = most * Double(counts.count - filled) / Double(filled)
        let values = counts.map { $0 == 0 ? most : Double($0) - least }
        let total = values.reduce(0, +)
        return values.map { $0 / total }
    }
}
