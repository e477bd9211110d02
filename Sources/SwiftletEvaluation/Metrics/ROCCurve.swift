/// The receiver operating characteristic: the rate of true positives against that of false
/// positives, as the threshold falls.
///
/// Points and area equal those of scikit-learn's `roc_curve` and `roc_auc_score`: the first point
/// is (0, 0) at an infinite threshold, and points on a straight line between their neighbours are
/// left out.
public struct ROCCurve: Sendable, Equatable {
    /// False positives as a share of all negatives, ascending from 0 to 1.
    public let falsePositiveRates: [Double]
    /// True positives as a share of all positives, ascending from 0 to 1.
    public let truePositiveRates: [Double]
    /// An example counts as positive from this score on; descending from infinity.
    public let thresholds: [Double]

    /// Ranks examples by score.
    ///
    /// - Parameters:
    ///   - truth: 1 for a positive, 0 for a negative.
    ///   - scores: A score for each example, higher for more likely positive.
    /// - Throws: `MetricError` where one class is missing or a score is not a number.
    public init(truth: [Int], scores: [Double]) throws(MetricError) {
        let ranked = try RankedExamples(truth: truth, scores: scores)
        let positives = Double(ranked.truePositives.last!)
        let negatives = Double(ranked.falsePositives.last!)
        var falseRates = [0.0]
        var trueRates = [0.0]
        var kept = [Double.infinity]
        let last = ranked.thresholds.count - 1
        for index in 0...last where index == last || ranked.isCorner(index) {
            falseRates.append(Double(ranked.falsePositives[index]) / negatives)
            trueRates.append(Double(ranked.truePositives[index]) / positives)
            kept.append(ranked.thresholds[index])
        }
        falsePositiveRates = falseRates
        truePositiveRates = trueRates
        thresholds = kept
    }

    /// The area under the curve: the chance that a positive scores above a negative, ties half.
    public var areaUnderCurve: Double {
        var area = 0.0
        for index in 1..<thresholds.count {
            let width = falsePositiveRates[index] - falsePositiveRates[index - 1]
            area += width * (truePositiveRates[index] + truePositiveRates[index - 1]) / 2
        }
        return area
    }
}

extension RankedExamples {
    /// Whether the curve bends at a point. scikit-learn keeps the first ranked point always, and
    /// another one only where the second difference of either count is not zero.
    fileprivate func isCorner(_ index: Int) -> Bool {
        if index == 0 { return true }
        func bends(_ counts: [Int]) -> Bool {
            counts[index + 1] - 2 * counts[index] + counts[index - 1] != 0
        }
        return bends(truePositives) || bends(falsePositives)
    }
}
