import SwiftletBase

/// Why a WordPiece tokenizer cannot be made.
package enum WordPieceProblem: Sendable, Equatable {
    /// A line of the vocabulary is not UTF-8.
    case invalidUTF8
    /// There is not a single token.
    case emptyVocabulary
    /// The vocabulary lacks a token that is needed.
    case missingToken(String)
    /// A token's number is not from 0 to 4,194,303.
    case invalidID(token: String, id: Int)
    /// Two tokens have this number.
    case repeatedID(Int)
    /// A part of the tokenizer is of a kind that is not supported.
    case unsupported(part: String, found: String, expected: String)
    /// A value is not what it must be.
    case invalidValue(String)
    /// The directory holds neither `tokenizer.json` nor `vocab.txt`.
    case noTokenizer
}

extension WordPieceProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidUTF8: "the line is not UTF-8"
        case .emptyVocabulary: "the vocabulary holds no token"
        case .missingToken(let token): "the token \"\(token)\" is not in the vocabulary"
        case .invalidID(let token, let id):
            "the token \"\(token)\" has the number \(id), which is not from 0 to "
                + "\(WordPieceVocabulary.maximumSize - 1)"
        case .repeatedID(let id): "two tokens have the number \(id)"
        case .unsupported(let part, let found, let expected):
            "\(part) is \(found), which is not supported; expected \(expected)"
        case .invalidValue(let message): message
        case .noTokenizer: "there is neither tokenizer.json nor vocab.txt"
        }
    }
}

extension FormatError {
    package init(file: String? = nil, place: Place? = nil, _ problem: WordPieceProblem) {
        self.init(file: file, place: place, problem: "\(problem)")
    }
}
