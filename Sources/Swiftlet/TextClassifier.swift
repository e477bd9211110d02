import SwiftletText

/// A trained classifier that takes raw text to a label with a probability.
///
///     let classifier = try TextClassifiers.load(from: "airline/model")
///     let prediction = try classifier.predict("Great flight!")
///     print(prediction.label, prediction.probability)     // positive 0.98
///
/// A classifier is saved as a directory, in place of what stands there; a save that fails leaves an
/// earlier one whole. What `save(to:)` wrote `init(from:)` loads.
///
/// A classifier is a value that does not change by predicting: tasks may share one. Each kind of
/// classifier trains in its own way, with settings of its own; see ``LinearClassifier``,
/// ``BiLSTMClassifier``, ``SentenceEncoderClassifier`` and ``DistilBERTClassifier``.
public protocol TextClassifier: Sendable, Loadable, Savable {
    /// The name of the approach, as it stands in a saved classifier and on the command line.
    static var approach: String { get }

    /// The labels that can be predicted, in the order of `Prediction.probabilities`.
    var labels: [String] { get }

    /// Predicts the labels of many texts, spread over the threads, in the order given.
    ///
    /// A text's prediction does not depend on the other texts, up to rounding.
    ///
    /// - Throws: What the kind of classifier says; `PredictionError` where its weights are too large to answer.
    func predict(_ texts: [String]) throws -> [Prediction]

    /// What the classifier sees of each text, on all threads and without predicting: how many tokens
    /// the text becomes once cleaned, how many of them are unknown, and whether all are read.
    ///
    /// By default, which serves kinds of classifiers of your own, every word between white space is a
    /// known token, and there is no limit.
    ///
    /// - Throws: What the kind of classifier says; those of this library throw nothing but what a sentence
    ///   encoder of your own does.
    func inspect(_ texts: [String]) throws -> [TextInspection]

    /// Predicts the labels of many texts, and tells before what the classifier sees of each.
    ///
    /// What ``predict(_:)-([String])`` and ``inspect(_:)-([String])`` give, in one pass over the texts
    /// where the kind of classifier can do so; by default by calling both.
    ///
    /// - Parameters:
    ///   - texts: The texts as they came.
    ///   - take: Called once with the inspections, in the order of the texts, when the texts are read
    ///     and before they are predicted.
    /// - Throws: What the two throw.
    func predict(
        _ texts: [String],
        inspecting take: (_ inspections: [TextInspection]) -> Void
    ) throws -> [Prediction]

    /// Explains the label of a text: how much each part of the text speaks for it.
    ///
    /// By default the text is predicted with each of its words left out, as at most 65 texts: of
    /// more than 64 words, neighbours are left out in groups. Words beyond the maximum length of
    /// the classifier are no terms.
    ///
    /// - Throws: What ``predict(_:)-([String])`` throws of the text or of what is left of it.
    func explain(_ text: String) throws -> Explanation
}

extension TextClassifier {
    /// Predicts the label of one text.
    ///
    /// - Throws: What ``predict(_:)-([String])`` throws.
    public func predict(_ text: String) throws -> Prediction {
        try predict([text])[0]
    }

    public func inspect(_ texts: [String]) throws -> [TextInspection] {
        TextInspection.ofWords(in: texts)
    }

    /// What the classifier sees of one text.
    ///
    /// - Throws: What ``inspect(_:)-([String])`` throws.
    public func inspect(_ text: String) throws -> TextInspection {
        try inspect([text])[0]
    }

    public func predict(
        _ texts: [String],
        inspecting take: (_ inspections: [TextInspection]) -> Void
    ) throws -> [Prediction] {
        take(try inspect(texts))
        return try predict(texts)
    }

    public func explain(_ text: String) throws -> Explanation {
        try explainByLeavingOut(text)
    }
}
