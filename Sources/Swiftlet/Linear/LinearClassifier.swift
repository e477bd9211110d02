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
/// Texts may have two labels or more: `train(on:labels:configuration:)` takes their names.
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

    /// Predicts the labels of many texts.
    ///
    /// - Throws: Nothing.
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

    /// A term with its weight: the more positive, the more it speaks for a label.
    public struct WeightedTerm: Sendable, Equatable {
        /// A word, n-gram, or the name of one of `TweetCounts`. Characters stand between quotation
        /// marks where there is more than one vectorizer.
        public let term: String
        /// Its coefficient in the logistic regression.
        public let weight: Double
    }

    /// Every feature with its weight for the last label, in the order of the features: terms, then
    /// counts.
    public var weightedTerms: [WeightedTerm] { weightedTerms(for: labels[labels.count - 1]) }

    /// Every feature with its weight for a label, in the order of the features: terms, then counts.
    ///
    /// Of two labels, what speaks for one speaks against the other. Of more, weights are those of the
    /// label's own margin.
    ///
    /// - Parameter label: One of `labels`.
    public func weightedTerms(for label: String) -> [WeightedTerm] {
        guard let place = labels.firstIndex(of: label) else {
            preconditionFailure("\"\(label)\" is none of the labels \(labels).")
        }
        let (coefficients, isReversed) = coefficients(for: place)
        return zip(features.names, coefficients).map {
            WeightedTerm(term: $0, weight: isReversed ? 0 - $1 : $1)
        }
    }

    /// The coefficients that speak for a label, or, reversed, against it: of two labels there is one
    /// row, which speaks for the second.
    func coefficients(for label: Int) -> (values: [Double], isReversed: Bool) {
        labels.count == 2
            ? (regression.coefficients[0], label == 0) : (regression.coefficients[label], false)
    }
}
