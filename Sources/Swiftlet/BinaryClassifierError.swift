/// Why a classifier that tells two labels apart could not be trained, or could not answer.
public enum BinaryClassifierError: Error, Sendable, Equatable {
    /// A setting is not what it must be.
    case invalidSetting(name: String, value: String, expected: String)
    /// The answer to a text, counted from 0, is no number.
    case notFinite(text: Int)
}

extension BinaryClassifierError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidSetting(let name, let value, let expected):
            "The setting \(name) is \(value), expected \(expected)."
        case .notFinite(let text):
            "The probability of text \(text) is no number: the weights are too large."
        }
    }
}
