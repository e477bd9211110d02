/// Why a classifier that tells two labels apart could not be trained, or could not answer.
public enum BinaryClassifierError: Error, Sendable, Equatable {
    /// A setting is not what it must be.
    case invalidSetting(name: String, value: String, expected: String)
    /// No example has this label, 0 or 1.
    case missingLabel(Int)
    /// An example has a label that is neither 0 nor 1.
    case unknownLabel(Int)
    /// The texts to train a BiLSTM on have no words, for instance because all are empty once cleaned.
    case emptyVocabulary(texts: Int)
    /// Embeddings have so many numbers, where the sentence encoder gives `expected`.
    case wrongDimension(Int, expected: Int)
    /// The answer to a text, counted from 0, is no number.
    case notFinite(text: Int)
}

extension BinaryClassifierError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidSetting(let name, let value, let expected):
            "The setting \(name) is \(value), expected \(expected)."
        case .missingLabel(let label):
            "No example to train on has the label \(label); both 0 and 1 are needed."
        case .unknownLabel(let label):
            "An example has the label \(label), expected 0 or 1."
        case .emptyVocabulary(let texts):
            "The \(texts) texts to train on have no words; they are empty once cleaned."
        case .wrongDimension(let found, let expected):
            "The embeddings have \(found) numbers, those of the encoder \(expected)."
        case .notFinite(let text):
            "The probability of text \(text) is no number: the weights are too large."
        }
    }
}
