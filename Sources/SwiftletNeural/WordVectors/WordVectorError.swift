import SwiftletBase

/// Why word vectors could not be read, or a question about them not be answered.
public enum WordVectorError: Error, Sendable, Equatable {
    /// The file is not what its format asks for, at a line or a byte.
    case invalidFile(path: String, place: Place, reason: Reason)
    /// A question named a word that has no vector.
    case unknownWord(String)

    /// A place in a file.
    public enum Place: Sendable, Equatable {
        /// A line, counted from 1.
        case line(Int)
        /// A byte, counted from 0.
        case byte(Int)
    }

    /// What is wrong at that place.
    public enum Reason: Sendable, Equatable {
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
        /// There is no vector in the file.
        case noVectors
        /// More than 4,294,967,294 words, or more than 4 GiB of them.
        case tooLarge
        /// A saved form lacks a part, or its parts do not fit together.
        case invalidSavedForm(String)
    }
}

extension WordVectorError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidFile(let path, let place, let reason): "\(path), \(place): \(reason)."
        case .unknownWord(let word): "There is no vector for the word \"\(word)\"."
        }
    }
}

extension WordVectorError.Place: CustomStringConvertible {
    public var description: String {
        switch self {
        case .line(let number): "line \(number)"
        case .byte(let offset): "byte \(offset)"
        }
    }
}

extension WordVectorError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .otherKind(let kind):
            "it is \(kind.name), expected word vectors; \(kind.advice)"
        case .damagedGzip(let problem):
            problem
        case .invalidHeader:
            "expected a header of two positive integers, the number of words and of dimensions"
        case .missingWord:
            "expected a word before the numbers"
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
        case .noVectors:
            "expected at least one word vector"
        case .tooLarge:
            "more words than the 32-bit offsets of the word table can hold"
        case .invalidSavedForm(let problem):
            problem
        }
    }
}
