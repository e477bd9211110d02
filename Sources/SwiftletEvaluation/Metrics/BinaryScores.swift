/// The scores of a binary classifier on one set of examples; class 1 is the positive one.
///
///     let scores = BinaryScores(truth: [0, 1, 1], probabilities: [0.2, 0.9, 0.4])
///     scores.f1       // 0.667
public struct BinaryScores: Sendable, Equatable {
    /// How many examples were scored.
    public let count: Int
    /// The share of examples whose class was predicted.
    public let accuracy: Double
    /// Of the examples predicted positive, the share that are; 0 where none was.
    public let precision: Double
    /// Of the positives, the share predicted positive; 0 where there is none.
    public let recall: Double
    /// The harmonic mean of precision and recall.
    public let f1: Double
    /// The area under the ROC curve; `nil` where a class is missing or a score is not a number.
    public let areaUnderCurve: Double?
    /// True class against predicted class.
    public let confusion: ConfusionMatrix

    /// Scores predictions.
    ///
    /// - Parameters:
    ///   - truth: 1 for a positive, 0 for a negative.
    ///   - probabilities: The probability of being positive for each example.
    ///   - threshold: An example is predicted positive above this probability.
    public init(truth: [Int], probabilities: [Double], threshold: Double = 0.5) {
        let predicted = probabilities.map { $0 > threshold ? 1 : 0 }
        let matrix = ConfusionMatrix(truth: truth, predicted: predicted, classCount: 2)
        count = truth.count
        accuracy = matrix.accuracy
        precision = matrix.precision(of: 1)
        recall = matrix.recall(of: 1)
        f1 = matrix.f1(of: 1)
        areaUnderCurve = (try? ROCCurve(truth: truth, scores: probabilities))?.areaUnderCurve
        confusion = matrix
    }
}
