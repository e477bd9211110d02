/// What is wrong with a JSON text, or with the values in it, and where.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file that the text came from, if it came from one.
    public var file: String?
    /// The place in the text, in bytes from 0, where the text itself is at fault.
    public let offset: Int?
    /// What was found and what was expected.
    public let message: String

    public init(file: String? = nil, offset: Int? = nil, message: String) {
        self.file = file
        self.offset = offset
        self.message = message
    }

    public var description: String {
        (file ?? "JSON") + (offset.map { ", byte \($0)" } ?? "") + ": " + message
    }
}
