import SwiftletNeural

/// The result of a training: a classifier and its history.
///
///     let result = try LinearClassifier.train(on: tweets)
///     if !result.history.converged { print(result.history.reason) }
///     try result.classifier.save(to: "airline/model")
public struct TrainingResult<Classifier: TextClassifier, History: Sendable>: Sendable {
    /// The classifier; that of a network with the weights of the best epoch.
    public let classifier: Classifier
    /// Loss and F1 by epoch, a `TrainingHistory`; of a ``LinearClassifier`` how the fit of its
    /// regression went.
    public let history: History
    /// How many of the classifier's words have a word vector; nil where none were given.
    public let coverage: VocabularyCoverage?

    init(classifier: Classifier, history: History, coverage: VocabularyCoverage? = nil) {
        self.classifier = classifier
        self.history = history
        self.coverage = coverage
    }
}
