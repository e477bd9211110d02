/// How often each true class was predicted as each class, and the scores that follow from it.
///
///     let matrix = ConfusionMatrix(truth: [1, 1, 0, 0], predicted: [1, 0, 0, 0], classCount: 2)
///     matrix[truth: 1, predicted: 0]      // 1
///     matrix.recall(of: 1)                // 0.5
///
/// Scores whose denominator is zero are 0, as in scikit-learn's `zero_division=0`.
public struct ConfusionMatrix: Sendable, Equatable {
    /// How many classes there are; classes are numbered from 0.
    public let classCount: Int
    private var counts: [Int]

    /// Counts pairs of true and predicted classes.
    ///
    /// - Parameters:
    ///   - truth: The true class of each example, from 0 up to `classCount`.
    ///   - predicted: The predicted class of each example, as many as `truth`.
    ///   - classCount: How many classes there are.
    public init(truth: [Int], predicted: [Int], classCount: Int) {
        precondition(
            truth.count == predicted.count,
            "\(truth.count) true classes do not fit \(predicted.count) predicted ones."
        )
        self.classCount = classCount
        counts = [Int](repeating: 0, count: classCount * classCount)
        for (actual, guess) in zip(truth, predicted) {
            precondition(
                0..<classCount ~= actual && 0..<classCount ~= guess,
                "Class \(actual) or \(guess) is not one of \(classCount) classes."
            )
            counts[actual * classCount + guess] += 1
        }
    }

    /// How many examples of class `truth` were predicted as class `predicted`.
    public subscript(truth truth: Int, predicted predicted: Int) -> Int {
        counts[truth * classCount + predicted]
    }

    /// How many examples were counted.
    public var total: Int { counts.reduce(0, +) }

    /// The share of examples whose class was predicted.
    public var accuracy: Double {
        ratio((0..<classCount).reduce(0) { $0 + self[truth: $1, predicted: $1] }, total)
    }

    /// Of the examples predicted as `label`, the share that are.
    public func precision(of label: Int) -> Double {
        ratio(self[truth: label, predicted: label], predictedCount(of: label))
    }

    /// Of the examples that are `label`, the share predicted as such.
    public func recall(of label: Int) -> Double {
        ratio(self[truth: label, predicted: label], trueCount(of: label))
    }

    /// The harmonic mean of precision and recall.
    public func f1(of label: Int) -> Double {
        ratio(
            2 * self[truth: label, predicted: label],
            trueCount(of: label) + predictedCount(of: label)
        )
    }

    /// The mean of the F1 of all classes that occur, each counting the same.
    public var macroF1: Double { mean(f1(of:)) }

    /// Of two classes the precision of the second, of more (or one) the mean of all
    /// that occur.
    public var precision: Double { classCount == 2 ? precision(of: 1) : mean(precision(of:)) }

    /// Of two classes the recall of the second, of more (or one) the mean of all
    /// that occur.
    public var recall: Double { classCount == 2 ? recall(of: 1) : mean(recall(of:)) }

    /// Whether a class is true or predicted of any example: scikit-learn averages over no others.
    func occurs(_ label: Int) -> Bool { trueCount(of: label) + predictedCount(of: label) > 0 }

    /// Of two classes the F1 of the second, of more (or one) the macro F1.
    public var f1: Double { classCount == 2 ? f1(of: 1) : macroF1 }

    /// The correlation of true and predicted classes (Matthews), of any number of classes: 1 where
    /// all are right, 0 for guessing.
    public var matthewsCorrelation: Double {
        let total = Double(total)
        var (right, agreement, trueSquares, predictedSquares) = (0.0, 0.0, 0.0, 0.0)
        for label in 0..<classCount {
            let (actual, guessed) = (
                Double(trueCount(of: label)), Double(predictedCount(of: label))
            )
            right += Double(self[truth: label, predicted: label])
            agreement += actual * guessed
            trueSquares += actual * actual
            predictedSquares += guessed * guessed
        }
        let spread = (total * total - predictedSquares) * (total * total - trueSquares)
        return spread == 0 ? 0 : (right * total - agreement) / spread.squareRoot()
    }

    /// How many examples are `label`.
    public func trueCount(of label: Int) -> Int {
        (0..<classCount).reduce(0) { $0 + self[truth: label, predicted: $1] }
    }

    /// How many examples were predicted as `label`.
    public func predictedCount(of label: Int) -> Int {
        (0..<classCount).reduce(0) { $0 + self[truth: $1, predicted: label] }
    }

    /// The mean of a score over the classes that occur.
    private func mean(_ score: (Int) -> Double) -> Double {
        let present = (0..<classCount).filter(occurs)
        return present.isEmpty ? 0 : present.reduce(0) { $0 + score($1) } / Double(present.count)
    }

    private func ratio(_ numerator: Int, _ denominator: Int) -> Double {
        denominator == 0 ? 0 : Double(numerator) / Double(denominator)
    }
}
