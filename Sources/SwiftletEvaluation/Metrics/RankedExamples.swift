/// Cumulative counts of positives and negatives as the decision threshold falls through the
/// distinct scores: what the ROC and the precision-recall curve are both made of.
struct RankedExamples {
    /// The distinct scores, descending.
    var thresholds: [Double] = []
    /// How many positives score at least the threshold.
    var truePositives: [Int] = []
    /// How many negatives score at least the threshold.
    var falsePositives: [Int] = []

    init(truth: [Int], scores: [Double]) throws(MetricError) {
        precondition(
            truth.count == scores.count,
            "\(truth.count) true classes do not fit \(scores.count) scores."
        )
        if let position = scores.firstIndex(where: { $0.isNaN }) {
            throw .notANumber(position: position)
        }
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        var positives = 0
        var negatives = 0
        for (rank, index) in order.enumerated() {
            precondition(0...1 ~= truth[index], "Class \(truth[index]) is neither 0 nor 1.")
            if truth[index] == 1 { positives += 1 } else { negatives += 1 }
            let isLastOfScore = rank + 1 == order.count || scores[order[rank + 1]] != scores[index]
            if isLastOfScore {
                thresholds.append(scores[index])
                truePositives.append(positives)
                falsePositives.append(negatives)
            }
        }
        guard positives > 0, negatives > 0 else { throw .oneClassOnly(positives: positives) }
    }
}
