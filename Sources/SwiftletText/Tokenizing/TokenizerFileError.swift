import SwiftletBase

/// What is wrong with a file that a tokenizer is read from, where, and what to do about it.
public struct TokenizerFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file or directory.
    public internal(set) var file: String
    /// The member or the line, where the fault has a place of its own.
    public let place: String?
    /// What was found and what was expected.
    public let problem: String
    /// What to do about it.
    public let remedy: String

    init(file: String = "", place: String? = nil, problem: String, remedy: String) {
        self.file = file
        self.place = place
        self.problem = problem
        self.remedy = remedy
    }

    public var description: String {
        file + (place.map { ", " + $0 } ?? "") + ": " + problem + "; " + remedy + "."
    }
}

extension TokenizerFileError {
    /// Calls `body`, whose errors then name `file`.
    static func naming<Result>(_ file: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch var error as TokenizerFileError {
            if error.file.isEmpty { error.file = file }
            throw error
        } catch var error as JSONError {
            if error.file == nil { error.file = file }
            throw error
        }
    }
}
