import SwiftletBase

/// A word has no vector.
public struct UnknownWordError: Error, Sendable, Equatable, CustomStringConvertible {
    public let word: String

    /// Creates an error of a word.
    public init(_ word: String) { self.word = word }

    public var description: String { "There is no vector for the word \"\(word)\"." }
}

/// What is wrong with a file of word vectors, at a line or a byte.
package enum WordVectorProblem: Sendable, Equatable {
    /// The first bytes are those of a file that holds no word vectors.
    case otherKind(FileKind)
    /// Gzip data that cannot be decompressed.
    case damagedGzip(String)
    /// The first line is not two positive integers.
    case invalidHeader
    /// A line with no word, or a vector without one.
    case missingWord
    /// A line has another number of numbers than the header or the first line.
    case wrongDimension(expected: Int, found: Int)
    /// A field that should be a decimal number is none.
    case invalidNumber(String)
    /// A number is NaN, infinite, or too large for a `Float`.
    case notFinite
    /// The header promises another number of words than there are.
    case wrongCount(expected: Int, found: Int)
    /// Bytes follow the last vector that the header promises.
    case trailingBytes
    /// Read as binary, but written as text.
    case textAsBinary
    /// There is no vector in the file.
    case noVectors
    /// More than 4,294,967,294 words, or more than 4 GiB of them.
    case tooLarge
}

extension WordVectorProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .otherKind(let kind):
            "it is \(kind.name), expected word vectors"
        case .damagedGzip(let problem):
            problem
        case .invalidHeader:
            "expected a header of two positive integers, the number of words and of dimensions"
        case .missingWord:
            "expected a word before the numbers"
        case .wrongDimension(expected: 1, found: 0):
            "expected a word and its numbers, with blanks or tabs between them, and decimal points"
        case .wrongDimension(let expected, let found):
            "expected \(expected) numbers after the word, found \(found)"
        case .invalidNumber(let text):
            "expected a decimal number, found \"\(text)\""
        case .notFinite:
            "expected a number that is finite in 32 bits"
        case .wrongCount(let expected, let found):
            "the header promises \(expected) words, found \(found)"
        case .trailingBytes:
            "expected the end of the file after the last vector that the header promises"
        case .textAsBinary:
            "the vectors are written as text, not in word2vec's binary form"
        case .noVectors:
            "expected at least one word vector"
        case .tooLarge:
            "more words than the 32-bit offsets of the word table can hold"
        }
    }
}

extension FormatError {
    package init(file: String, place: Place, _ problem: WordVectorProblem) {
        let remedy: String? =
            switch problem {
            case .otherKind(let kind): kind.remedy
            case .textAsBinary: "Read it as text, or let the format be recognised"
            default: nil
            }
        self.init(file: file, place: place, problem: "\(problem)", remedy: remedy)
    }
}
