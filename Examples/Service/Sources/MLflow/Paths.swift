#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Whether there is something at a path.
public func fileExists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

/// Whether there is a directory at a path.
public func directoryExists(_ path: String) -> Bool {
    var isDirectory = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
}
