#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A type that can be loaded from a file or a directory.
///
///     let classifier = try LinearClassifier(from: "airline/model")
public protocol Loadable {
    /// Loads what stands at `path`.
    ///
    /// - Throws: An error that names the file, the place in it and what was expected.
    init(from path: String) throws
}

/// A type that can be saved as a file or a directory.
///
///     try classifier.save(to: "airline/model")
public protocol Savable {
    /// Saves at `path`, where `init(from:)` finds it.
    ///
    /// - Throws: `FileError` naming the path.
    func save(to path: String) throws
}

extension Loadable {
    /// Loads what stands at the path of `url`.
    ///
    /// - Throws: What `init(from:)` of a path throws, and `FileError` where `url` is not that of a
    ///   file.
    public init(from url: URL) throws {
        try self.init(from: url.filePath(to: "open"))
    }
}

extension Savable {
    /// Saves at the path of `url`.
    ///
    /// - Throws: What `save(to:)` of a path throws, and `FileError` where `url` is not that of a file.
    public func save(to url: URL) throws {
        try save(to: url.filePath(to: "write"))
    }
}

extension URL {
    /// The path of a file that is about to be used.
    package func filePath(to operation: String) throws(FileError) -> String {
        guard isFileURL else {
            throw FileError(operation: operation, path: absoluteString, reason: .isNotFileURL)
        }
        return path
    }
}
