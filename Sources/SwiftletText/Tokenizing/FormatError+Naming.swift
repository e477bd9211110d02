import SwiftletBase

extension FormatError {
    /// Calls `body`, whose errors then name `file`.
    static func naming<Result>(_ file: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch var error as FormatError {
            if error.file == nil { error.file = file }
            throw error
        }
    }
}
