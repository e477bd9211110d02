/// The sizes of a DistilBERT, what it classifies into, and its dropout in training.
///
///     let configuration = try DistilBERTConfiguration(from: "model/config.json")
public struct DistilBERTConfiguration: Sendable, Equatable {
    /// The function between the two linear layers of each feed-forward network.
    public enum Activation: String, Sendable {
        /// The exact one, by the error function.
        case gelu
        case relu
    }

    /// The rows of the word embeddings; tokens are below it.
    public var vocabularySize = 30_522
    /// The rows of the position embeddings: the length of the longest sequence.
    public var maximumPositions = 512
    /// The size of the hidden states.
    public var hiddenSize = 768
    public var layerCount = 6
    /// The attention heads of each layer; ``hiddenSize`` is a multiple of it.
    public var headCount = 12
    /// The size between the two linear layers of each feed-forward network.
    public var intermediateSize = 3_072
    public var activation = Activation.gelu
    /// The rate of dropout on the embeddings and on each feed-forward network's outputs.
    public var dropout: Float = 0.1
    /// The rate of dropout on the attention's probabilities.
    public var attentionDropout: Float = 0.1
    /// The rate of dropout on the classifier's inputs.
    public var classifierDropout: Float = 0.2
    /// Added to the variance in layer normalisations. Transformers has no other for DistilBERT.
    public var layerNormEpsilon: Float = 1e-12
    /// The standard deviation of newly drawn weights.
    public var initializerRange: Float = 0.02
    /// The number of the padding token, which this library does not use but passes on.
    public var paddingToken: Int? = 0
    /// The names of the classes, in the order of the logits.
    public var labels = ["LABEL_0", "LABEL_1"]
    /// Whether a text may have several labels at once, each with a probability of its own.
    public var isMultiLabel = false

    /// DistilBERT-base with two classes.
    public init() {}

    /// Stops the program where the sizes make no sense. What is read from a file is checked before.
    func requireValid() {
        precondition(
            vocabularySize > 0 && maximumPositions > 0 && hiddenSize > 0 && layerCount > 0
                && headCount > 0
                && intermediateSize > 0 && hiddenSize % headCount == 0 && !labels.isEmpty,
            "The sizes do not make a DistilBERT: \(self)."
        )
        for rate in [dropout, attentionDropout, classifierDropout] {
            precondition(
                rate >= 0 && rate < 1,
                "A dropout rate of \(rate) is not from 0 to below 1."
            )
        }
    }
}
