/// The sizes of a DistilBERT or another of its family, what it classifies into, and its dropout in
/// training.
///
///     let configuration = try DistilBERTConfiguration(from: "model/config.json")
public struct DistilBERTConfiguration: Sendable, Equatable {
    /// The function between the two linear layers of each feed-forward network.
    /// The names are Transformers'.
    public enum Activation: String, Sendable, CaseIterable {
        /// The exact one, by the error function.
        case gelu
        /// The approximation with tanh, as BERT's first code computed it.
        case newGELU = "gelu_new"
        /// The same approximation under its later name.
        case tanhGELU = "gelu_pytorch_tanh"
        case relu
        case tanh
        case silu

        var layerActivation: Linear.Activation {
            switch self {
            case .gelu: .gelu
            case .newGELU, .tanhGELU: .tanhGELU
            case .relu: .relu
            case .tanh: .tanh
            case .silu: .silu
            }
        }
    }

    /// The kind of a model's outputs.
    public enum ProblemType: String, Sendable {
        /// A text has one label: softmax makes the numbers probabilities that add up to 1.
        case singleLabel = "single_label_classification"
        /// A text may have several labels at once, each with a probability of its own.
        case multiLabel = "multi_label_classification"
        /// The numbers themselves are the answer.
        case regression
    }

    /// Whose names and head it has, and how it counts positions.
    public var family = EncoderFamily.distilBERT
    /// The rows of the word embeddings; tokens are below it.
    public var vocabularySize = 30_522
    /// The length of the longest sequence. A RoBERTa's `max_position_embeddings` is greater by
    /// ``firstPosition``.
    public var maximumPositions = 512
    /// The rows of the token types' embeddings, of which the first counts; none in DistilBERT.
    public var tokenTypeCount = 0
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
    /// Added to the variance in layer normalisations. Transformers has no other for DistilBERT, and
    /// reads none.
    public var layerNormEpsilon: Float = 1e-12
    /// The standard deviation of newly drawn weights.
    public var initializerRange: Float = 0.02
    /// The number of the padding token, whose embedding is not trained.
    public var paddingToken: Int? = 0
    /// The names of the classes, in the order of the logits.
    public var labels = ["LABEL_0", "LABEL_1"]
    public var problemType = ProblemType.singleLabel
    /// Whether linear layers and embeddings have bfloat16 numbers, and the inputs of linear layers are
    /// rounded to such; see ``DistilBERTForSequenceClassification/bfloat16()``.
    public internal(set) var usesBFloat16 = false
    /// Where the ranges of the inputs of linear layers come from, in a model of 8 bits that has fixed
    /// ones; see ``DistilBERTForSequenceClassification/quantized(calibration:method:long:)``.
    public internal(set) var calibration: ActivationCalibration.Source?

    /// DistilBERT-base with two classes.
    public init() {}

    /// The row of the position embeddings that a text's first token has: behind the padding token's
    /// number in RoBERTa, XLM-RoBERTa and CamemBERT, else 0.
    public var firstPosition: Int {
        family.countsFromPadding ? (paddingToken ?? 0) + 1 : 0
    }

    /// The same with weights of 32 bits.
    var inFloats: Self {
        var result = self
        result.usesBFloat16 = false
        result.calibration = nil
        return result
    }

    /// Stops the program where the sizes make no sense. What is read from a file is checked before.
    func requireValid() {
        precondition(
            vocabularySize > 0 && maximumPositions > 0 && hiddenSize > 0 && layerCount > 0
                && headCount > 0
                && intermediateSize > 0 && hiddenSize % headCount == 0 && !labels.isEmpty
                && tokenTypeCount >= 0
                && (paddingToken.map { $0 >= 0 && $0 < vocabularySize } ?? true)
                && !(family.countsFromPadding && paddingToken == nil),
            "The sizes do not make a \(family.rawValue): \(self)."
        )
        for rate in [dropout, attentionDropout, classifierDropout] {
            precondition(
                rate >= 0 && rate < 1,
                "A dropout rate of \(rate) is not from 0 to below 1."
            )
        }
    }
}
