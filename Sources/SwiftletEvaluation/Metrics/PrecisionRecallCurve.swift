/// Precision against recall as the threshold rises through the scores.
///
/// Points equal those of scikit-learn's `precision_recall_curve`: the last point is precision 1 at
/// recall 0 and has no threshold.
public struct PrecisionRecallCurve: Sendable, Equatable {
    /// Of the examples at or above each threshold, the share of positives; then 1.
    public let precisions: [Double]
    /// Of all positives, the share at or above each threshold, descending; then 0.
    public let recalls: [Double]
    /// The distinct scores, ascending; one fewer than the points.
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
        let points = ranked.thresholds.indices.reversed()
        precisions =
            points.map {
                Double(ranked.truePositives[$0])
                    / Double(ranked.truePositives[$0] + ranked.falsePositives[$0])
            } + [1]
        recalls = points.map { Double(ranked.truePositives[$0]) / positives } + [0]
        thresholds = points.map { ranked.thresholds[$0] }
    }

    /// The mean of precisions weighted by the rise in recall, without interpolation.
    public var averagePrecision: Double {
        var sum = 0.0
        for index in 0..<thresholds.count {
            sum += (recalls[index] - recalls[index + 1]) * precisions[index]
        }
        return sum
    }
}
