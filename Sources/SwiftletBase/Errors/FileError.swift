import SwiftletPlatform

/// What went wrong with a file or a directory, and at which path.
public struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Why the system refused, or why the library did.
    public enum Reason: Sendable, Equatable {
        /// There is nothing at the path.
        case missing
        /// The path is that of a directory where a file was expected.
        case isDirectory
        /// The path is that of something else where a directory was expected.
        case isNotDirectory
        /// A pipe, device or socket where a file was expected.
        case isNotRegularFile
        /// A file of no bytes where some were expected.
        case isEmpty
        /// The rights of the file, or of a directory above it, do not allow it.
        case permissionDenied
        /// The path holds a zero byte, which no path can.
        case invalidPath
        /// A URL with another scheme than `file`.
        case isNotFileURL
        /// The directory was to be replaced, but holds none of the files that would show that it
        /// is of the kind to be replaced.
        case holdsOtherFiles(expected: [String])
        /// Any other error of the system, by its `errno`.
        case system(code: Int32)
    }

    /// What was tried: `open`, `read`, `map`, `create`, `write`, `rename` and the like.
    public let operation: String
    public let path: String
    public let reason: Reason

    /// Creates an error of an operation on a path.
    public init(operation: String, path: String, reason: Reason) {
        self.operation = operation
        self.path = path
        self.reason = reason
    }

    /// The error of a system call that set `errno` to `code`.
    package init(operation: String, path: String, code: Int32) {
        let reason: Reason
        switch code {
        case ENOENT: reason = .missing
        case EISDIR: reason = .isDirectory
        case ENOTDIR: reason = .isNotDirectory
        case EACCES, EPERM: reason = .permissionDenied
        default: reason = .system(code: code)
        }
        self.init(operation: operation, path: path, reason: reason)
    }

    public var description: String {
        let text: String
        switch reason {
        case .missing: text = "no such file or directory"
        case .isDirectory: text = "it is a directory; a file was expected"
        case .isNotDirectory: text = "it, or a part of the path, is not a directory"
        case .isNotRegularFile: text = "it is not a regular file"
        case .isEmpty: text = "the file is empty"
        case .permissionDenied: text = "permission denied"
        case .invalidPath: text = "the path holds a zero byte"
        case .isNotFileURL: text = "it is not the URL of a file"
        case .holdsOtherFiles(let expected):
            text =
                "the directory holds files, but none named "
                + expected.joined(separator: " or ") + ", so it is not replaced"
        case .system(let code): text = "\(String(cString: strerror(code))) (error \(code))"
        }
        return "Cannot \(operation) \(path): \(text)."
    }
}
