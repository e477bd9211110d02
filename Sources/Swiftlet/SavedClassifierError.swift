/// Why a directory does not hold a classifier that can be loaded.
public struct SavedClassifierError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file at fault.
    public let file: String
    /// What is wrong with it and what was expected.
    public let message: String

    public init(file: String, message: String) {
        self.file = file
        self.message = message
    }

    public var description: String { "\(file): \(message)" }
}
