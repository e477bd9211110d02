/// Why a sequence of tokens cannot go through a model.
public struct TokenError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Problem: Sendable, Equatable {
        /// There is no token. A tokenizer gives at least its marks of begin and end.
        case empty
        /// The sequence is longer than the model has positions.
        case tooLong(length: Int, limit: Int)
        /// The token has no row in the word embeddings.
        case unknownToken(Int, vocabularySize: Int)
    }

    /// The number of the sequence, from 0.
    public let sequence: Int
    public let problem: Problem

    /// Creates an error of the sequence with this number.
    public init(sequence: Int, problem: Problem) {
        self.sequence = sequence
        self.problem = problem
    }

    public var description: String {
        let text =
            switch problem {
            case .empty: "it has no token, expected at least one"
            case .tooLong(let length, let limit):
                "it has \(length) tokens, the model has positions for \(limit)"
            case .unknownToken(let token, let size):
                "the token \(token) is not below the vocabulary's \(size)"
            }
        return "Sequence \(sequence): \(text)."
    }
}
