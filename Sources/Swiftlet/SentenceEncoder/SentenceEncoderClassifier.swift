import SwiftletBase
import SwiftletNeural
import SwiftletText
import SwiftletTransformers

/// Classifies texts by what they mean as a whole: a sentence encoder that was trained elsewhere, and
/// a small dense network on its embeddings.
///
///     let encoder = try SentenceEncoders.load(from: "use-multilingual-v3")
///     let result = try SentenceEncoderClassifier.train(
///         on: tweets, validation: others, encoder: encoder)
///     try result.classifier.predict("not again, @airline!!")      // negative, 0.93
///     try result.classifier.save(to: "airline/model")
///
/// The third of the four approaches. The encoder does not change, so texts are embedded once, and a
/// training on the embeddings takes seconds.
public struct SentenceEncoderClassifier: TextClassifier {
    public static let approach = "sentence-encoder"

    /// The settings that it was trained with.
    public let configuration: Configuration
    public let labels: [String]
    /// What turns texts into embeddings.
    public let encoder: any SentenceEncoder
    /// The network that classifies embeddings.
    public let network: DenseNetwork

    /// Predicts the labels of many texts.
    ///
    /// - Throws: `PredictionError` where the weights are so large that a probability is not finite,
    ///   and whatever the encoder throws.
    public func predict(_ texts: [String]) throws -> [Prediction] {
        let embeddings = try encoder.embed(configuration.cleaning(texts))
        return try PredictionError.predictions(
            network.probabilities(of: embeddings),
            labels: labels
        )
    }

    /// What the encoder sees of each text.
    ///
    /// - Throws: What the encoder throws.
    public func inspect(_ texts: [String]) throws -> [TextInspection] {
        try encoder.inspect(configuration.cleaning(texts))
    }
}
