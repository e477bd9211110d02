/// Why a DistilBERT classifier could not be made or trained, or could not answer.
public enum DistilBERTClassifierError: Error, Sendable, Equatable {
    /// A setting is not what it must be.
    case invalidSetting(name: String, value: String, expected: String)
    /// The tokenizer has more tokens than the model has word embeddings.
    case tooManyTokens(Int, rows: Int)
    /// The labels are fewer than two, or two are the same.
    case wrongLabels([String])
    /// The model gives numbers, not labels.
    case regression
    /// The model to train further has weights of 8 bits.
    case quantizedModel
    /// The answer to a text, counted from 0, is no number.
    case notFinite(text: Int)
}

extension DistilBERTClassifierError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidSetting(let name, let value, let expected):
            "The setting \(name) is \(value), expected \(expected)."
        case .tooManyTokens(let tokens, let rows):
            "The tokenizer has \(tokens) tokens, the model only \(rows) word embeddings."
        case .wrongLabels(let labels):
            "The labels are \(labels), expected at least two, all different."
        case .regression:
            """
            The model gives numbers, not labels: its problem_type is regression, or it has one label. \
            Load it as DistilBERTForSequenceClassification, whose logits are the numbers.
            """
        case .quantizedModel:
            """
            The model to train has weights of 8 bits, which are not trained further; train the one with \
            weights of 32 bits that it was made of.
            """
        case .notFinite(let text):
            "The probability of text \(text) is no number: the weights are too large."
        }
    }
}
