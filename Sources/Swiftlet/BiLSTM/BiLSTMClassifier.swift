import SwiftletNeural
import SwiftletText

/// Classifies texts by reading their words in order, forward and backward: word vectors, a
/// bidirectional LSTM, and a dense layer.
///
///     let vectors = try WordVectors(from: "glove.6B.50d.txt")
///     let result = try BiLSTMClassifier.train(on: tweets, validation: others, embeddings: vectors)
///     try result.classifier.predict("not again, @airline!!")      // negative, 0.93
///     try result.classifier.save(to: "airline/model")
///
/// The second of the four approaches. A text without words gets the answer that the network has
/// for a sequence without tokens; words that were not seen in training all count as the same
/// unknown word.
public struct BiLSTMClassifier: TextClassifier {
    public static let approach = "bilstm"

    /// The settings that it was trained with.
    public let configuration: Configuration
    public let labels: [String]
    /// The words that it knows.
    public let index: WordIndex
    /// The network; row `t` of its embedding is the vector of token `t` of `index`.
    public let network: BiLSTMNetwork

    /// Predicts the labels of many texts.
    ///
    /// Texts of similar length go through the network together, so that a text's probability is
    /// independent of the other texts only up to rounding.
    ///
    /// - Throws: `PredictionError` where the weights are so large that a probability is not finite.
    public func predict(_ texts: [String]) throws -> [Prediction] {
        let sequences = configuration.sequences(of: texts, index)
        return try PredictionError.predictions(
            network.probabilities(of: sequences),
            labels: labels
        )
    }

    /// What the network sees of each text: its words, of which it reads the first
    /// `configuration.maximumLength`.
    public func inspect(_ texts: [String]) -> [TextInspection] {
        index.encode(source: configuration.cleaning.clean(texts)).inspections(
            unknown: WordIndex.unknownID,
            maximum: configuration.maximumLength
        )
    }
}

extension BiLSTMClassifier.Configuration {
    /// The tokens of raw texts.
    func sequences(of texts: [String], _ index: WordIndex) -> TokenSequences {
        index.encode(source: cleaning.clean(texts), maximumLength: maximumLength)
    }
}
