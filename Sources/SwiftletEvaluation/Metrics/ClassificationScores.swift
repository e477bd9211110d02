/// The scores of a classifier on one set of examples, for any number of classes.
///
///     let scores = ClassificationScores(
///         truth: [0, 2, 1],
///         probabilities: [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.5, 0.4, 0.1]],
///         labels: ["negative", "neutral", "positive"]
///     )
///     scores.accuracy             // 0.667
///     scores.classes[2].recall    // 1
///     scores.macro.f1
///
/// The most probable class is predicted, the first of them where several are. Scores equal those of
/// scikit-learn; those whose denominator is zero are 0 (`zero_division=0`), and those that examples
/// do not determine are nil.
public struct ClassificationScores: Sendable, Equatable {
    /// The scores of one class against the rest.
    public struct ClassScores: Sendable, Equatable {
        public let label: String
        /// Of the examples predicted as this class, the share that are; 0 where none was.
        public let precision: Double
        /// Of the examples of this class, the share predicted as such; 0 where there is none.
        public let recall: Double
        /// The harmonic mean of precision and recall.
        public let f1: Double
        /// How many examples are of this class.
        public let support: Int
        /// The area under the ROC curve of this class's probability; nil where all examples or none
        /// are of the class, or a probability is not a number.
        public let areaUnderCurve: Double?
    }

    /// Scores of all classes in one.
    public struct Averages: Sendable, Equatable {
        public let precision: Double
        public let recall: Double
        public let f1: Double
        /// The area under the ROC curves, one class versus the rest; nil where one is missing.
        public let areaUnderCurve: Double?
    }

    /// The names of the classes.
    public let labels: [String]
    /// How many examples were scored.
    public let count: Int
    /// True class against predicted class.
    public let confusion: ConfusionMatrix
    /// The scores of each class, in the order of `labels`.
    public let classes: [ClassScores]
    /// The mean over the classes, each counting the same; those that are neither true nor predicted of
    /// any example are left out.
    public let macro: Averages
    /// The mean over the classes, each counting by its number of examples.
    public let weighted: Averages
    /// The scores of all decisions "is it this class?" together; precision, recall and F1 are the
    /// accuracy.
    public let micro: Averages
    /// See ``logLoss(truth:probabilities:)``; nil without examples or with a probability that is not
    /// a number.
    public let logLoss: Double?
    /// See ``brierScore(truth:probabilities:)``; nil where `logLoss` is.
    public let brierScore: Double?

    /// Scores predictions.
    ///
    /// - Parameters:
    ///   - truth: The class of each example, as an index into `labels`.
    ///   - probabilities: For each example the probability of every class.
    ///   - labels: The names of the classes, at least two.
    public init(truth: [Int], probabilities: [[Double]], labels: [String]) {
        self.init(
            truth: truth,
            probabilities: probabilities,
            predicted: probabilities.map { probabilities in
                probabilities.indices.reduce(0) {
                    probabilities[$1] > probabilities[$0] ? $1 : $0
                }
            },
            labels: labels
        )
    }

    /// Scores predictions of two classes.
    ///
    /// - Parameters:
    ///   - truth: 1 for the second label, 0 for the first.
    ///   - probabilities: The probability of the second label for each example.
    ///   - labels: The names of the two classes.
    ///   - threshold: The second label is predicted above this probability.
    public init(
        truth: [Int],
        probabilities: [Double],
        labels: [String] = ["negative", "positive"],
        threshold: Double = 0.5
    ) {
        self.init(
            truth: truth,
            probabilities: probabilities.map { [1 - $0, $0] },
            predicted: probabilities.map { $0 > threshold ? 1 : 0 },
            labels: labels
        )
    }

    private init(
        truth: [Int],
        probabilities: [[Double]],
        predicted: [Int],
        labels: [String]
    ) {
        precondition(labels.count >= 2, "\(labels.count) classes; at least two can be told apart.")
        let width = probabilities.first { $0.count != labels.count }?.count
        precondition(width == nil, "\(width!) probabilities do not fit \(labels.count) classes.")
        let matrix = ConfusionMatrix(
            truth: truth,
            predicted: predicted,
            classCount: labels.count
        )
        self.labels = labels
        count = truth.count
        confusion = matrix
        let scores = labels.indices.map { label in
            ClassScores(
                label: labels[label],
                precision: matrix.precision(of: label),
                recall: matrix.recall(of: label),
                f1: matrix.f1(of: label),
                support: matrix.trueCount(of: label),
                areaUnderCurve: (try? ROCCurve(
                    truth: truth.map { $0 == label ? 1 : 0 },
                    scores: probabilities.map { $0[label] }
                ))?.areaUnderCurve
            )
        }
        classes = scores
        macro = Averages(of: scores, weights: labels.indices.map { matrix.occurs($0) ? 1 : 0 })
        weighted = Averages(of: scores, weights: scores.map { Double($0.support) })
        micro = Averages(
            precision: matrix.accuracy,
            recall: matrix.accuracy,
            f1: matrix.accuracy,
            areaUnderCurve: (try? ROCCurve(
                truth: truth.flatMap { label in labels.indices.map { $0 == label ? 1 : 0 } },
                scores: probabilities.flatMap(\.self)
            ))?.areaUnderCurve
        )
        let isComplete = !truth.isEmpty && probabilities.allSatisfy { !$0.contains(where: \.isNaN) }
        logLoss =
            isComplete
            ? SwiftletEvaluation.logLoss(truth: truth, probabilities: probabilities) : nil
        brierScore =
            isComplete
            ? SwiftletEvaluation.brierScore(truth: truth, probabilities: probabilities) : nil
    }

    /// The share of examples whose class was predicted.
    public var accuracy: Double { confusion.accuracy }

    /// The mean recall of the classes that examples have.
    public var balancedAccuracy: Double {
        let recalls = classes.filter { $0.support > 0 }.map(\.recall)
        return recalls.isEmpty ? 0 : recalls.reduce(0, +) / Double(recalls.count)
    }

    /// The correlation of true and predicted classes (Matthews): 1 where all are right, 0 for
    /// guessing.
    public var matthewsCorrelation: Double { confusion.matthewsCorrelation }

    /// Of two classes the precision of the second, of more the macro average.
    public var precision: Double { confusion.precision }

    /// Of two classes the recall of the second, of more the macro average.
    public var recall: Double { confusion.recall }

    /// Of two classes the F1 of the second, of more the macro average.
    public var f1: Double { confusion.f1 }

    /// Of two classes the area under the ROC curve of the second, of more the macro average.
    public var areaUnderCurve: Double? {
        classes.count == 2 ? classes[1].areaUnderCurve : macro.areaUnderCurve
    }
}

extension ClassificationScores.Averages {
    /// The weighted mean of the classes' scores; 0 without weight, and no area without all areas.
    fileprivate init(
        of classes: [ClassificationScores.ClassScores],
        weights: [Double]
    ) {
        let total = weights.reduce(0, +)
        func mean(_ values: [Double]) -> Double {
            total == 0 ? 0 : zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
        }
        precision = mean(classes.map(\.precision))
        recall = mean(classes.map(\.recall))
        f1 = mean(classes.map(\.f1))
        let areas = classes.compactMap(\.areaUnderCurve)
        areaUnderCurve = areas.count == classes.count ? mean(areas) : nil
    }
}
