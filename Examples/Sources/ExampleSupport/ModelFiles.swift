import SwiftletPlatform

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension CommonOptions {
    /// Where a file that the user named lies: there, or where fetched models lie.
    public func modelPath(_ name: String) -> String {
        let fetched = modelsDirectory + "/" + name
        let files = FileManager.default
        return !files.fileExists(atPath: name) && files.fileExists(atPath: fetched) ? fetched : name
    }

    /// `--models`, else `SWIFTLET_MODELS`; nil where neither is given.
    var namedModelsDirectory: String? {
        models ?? ProcessInfo.processInfo.environment["SWIFTLET_MODELS"]
    }

    /// The directory that is named, else `Examples/.models`.
    public var modelsDirectory: String {
        if let named = namedModelsDirectory { return named }
        // This file stands in Examples/Sources/ExampleSupport.
        let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return folders.dropLast(3).joined(separator: "/") + "/.models"
    }
}

/// The sum of the sizes of the files in a directory and those in it, in bytes.
public func directorySize(_ directory: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: directory).reduce(0) { sum, name in
        sum + (try sizeOfItem(directory + "/" + name))
    }
}

/// The size of a file in bytes; nil where it has none, as a pipe has.
public func fileSize(_ path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
        return nil
    }
    return Int(status.st_size)
}

private func sizeOfItem(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    if attributes[.type] as? FileAttributeType == .typeDirectory { return try directorySize(path) }
    return (attributes[.size] as? any BinaryInteger).map { Int($0) } ?? 0
}

/// A path's last part.
public func fileName(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

/// Where a path leads once links, `.` and `..` are followed; the path itself where nothing is there.
public func resolvedPath(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
}

/// Whether there is something at a path.
public func fileExists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

/// Removes a file, or a directory with all in it, where there is one.
public func removeItem(at path: String) { try? FileManager.default.removeItem(atPath: path) }

/// Lets nobody but its owner read a file.
public func makePrivate(_ path: String) { chmod(path, 0o600) }

/// Calls `body` with the path of a directory that is removed afterwards.
public func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("swiftlet-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
}
