/// What is wrong with a SentencePiece model file, and at which byte of it.
public struct UnigramError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Problem: Sendable, Equatable {
        /// A field, or the file, ends before all of its bytes.
        case truncated
        /// A number or a tag that protocol buffers do not allow.
        case malformed
        /// The model is not of the Unigram kind, but one of byte pairs, words or characters.
        case wrongModelType
        /// A piece that is empty, too long, not UTF-8, holds a zero byte, is defined twice, or has
        /// a score that is not finite.
        case invalidPiece
        /// A piece that every model must have is missing: the unknown one, or that of a byte.
        case missingPiece
        /// The map of characters that the normaliser uses is broken.
        case invalidCharacterMap
        /// The pieces have more prefixes than the trie can hold, about eight million.
        case tooLarge
    }

    /// The file's path, or the name given to bytes in memory.
    public let file: String
    public let problem: Problem
    /// The place in the file, in bytes from 0, where the fault has one.
    public let byte: Int?
    /// What was found and what was expected.
    public let message: String

    init(file: String, problem: Problem, byte: Int? = nil, message: String) {
        self.file = file
        self.problem = problem
        self.byte = byte
        self.message = message
    }

    public var description: String {
        file + (byte.map { ", byte \($0)" } ?? "") + ": " + message + "."
    }
}
