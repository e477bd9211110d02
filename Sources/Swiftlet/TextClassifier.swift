/// A trained classifier that takes raw text to a label with a probability.
///
///     let classifier = try TextClassifiers.load(from: "airline/model")
///     let prediction = try classifier.predict("Great flight!")
///     print(prediction.label, prediction.probability)     // positive 0.98
///
/// A classifier is a value that does not change by predicting: tasks may share one. Each kind of
/// classifier trains in its own way, with settings of its own; see ``LinearClassifier``,
/// ``BiLSTMClassifier``, ``SentenceEncoderClassifier`` and ``DistilBERTClassifier``.
public protocol TextClassifier: Sendable {
    /// The name of the approach, as it stands in a saved classifier and on the command line.
    static var approach: String { get }

    /// The labels that can be predicted, in the order of `Prediction.probabilities`.
    var labels: [String] { get }

    /// Predicts the labels of many texts, spread over the threads, in the order given.
    ///
    /// A text's prediction does not depend on the texts beside it, but for the last digits where
    /// numbers are added up in another order.
    func predict(_ texts: [String]) throws -> [Prediction]

    /// Saves the classifier as a directory, in place of what stands there.
    ///
    /// A save that fails leaves an earlier one whole.
    func save(to directory: String) throws

    /// Loads a classifier that `save` wrote.
    ///
    /// - Throws: `SavedClassifierError` or the error of the file at fault, naming the file and what
    ///   was expected.
    init(from directory: String) throws
}

extension TextClassifier {
    /// Predicts the label of one text.
    public func predict(_ text: String) throws -> Prediction {
        try predict([text])[0]
    }
}
