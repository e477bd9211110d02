import SwiftletLinear
import SwiftletTensor
import SwiftletText

/// Classifies texts by the words that they hold: TF-IDF beside ten counts, and a logistic
/// regression.
///
///     let result = try LinearClassifier.train(on: tweets)
///     try result.classifier.predict("not again, @airline!!")      // negative, 0.93
///     try result.classifier.save(to: "airline/model")
///
/// The first of the four approaches: the smallest, the fastest, and the one whose reasons can be
/// read off its weights (`weightedTerms`).
public struct LinearClassifier: TextClassifier {
    public static let approach = "logistic-regression"

    /// The settings that it was trained with.
    public let configuration: Configuration
    public let labels: [String]

    let features: LinearFeatures
    let regression: LogisticRegression

    init(
        configuration: Configuration,
        labels: [String],
        features: LinearFeatures,
        regression: LogisticRegression
    ) {
        self.configuration = configuration
        self.labels = labels
        self.features = features
        self.regression = regression
    }

    public func predict(_ texts: [String]) throws -> [Prediction] {
        predictions(of: try features.transform(texts))
    }

    public func predict(
        _ texts: [String],
        inspecting take: (_ inspections: [TextInspection]) -> Void
    ) throws -> [Prediction] {
        let (features, inspections) = try features.transformAndInspect(texts)
        take(inspections)
        return predictions(of: features)
    }

    /// What is predicted of texts with these features.
    func predictions(of features: SparseMatrix) -> [Prediction] {
        let probabilities = regression.predictProbabilities(features)
        let classes = labels.count
        return probabilities.withUnsafeBufferPointer { values in
            (0..<features.rows).map { text in
                Prediction(
                    labels: labels,
                    probabilities: (0..<classes).map { Double(values[text * classes + $0]) }
                )
            }
        }
    }

    /// A term with its weight: the more positive, the more it speaks for the second label.
    public struct WeightedTerm: Sendable, Equatable {
        /// A word, n-gram, or the name of one of `TweetCounts`.
        public let term: String
        /// Its coefficient in the logistic regression.
        public let weight: Double
    }

    /// Every feature with its weight, in the order of the features: terms, then counts.
    public var weightedTerms: [WeightedTerm] {
        zip(features.names, regression.coefficients[0]).map(WeightedTerm.init)
    }
}
