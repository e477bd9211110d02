import SwiftletPlatform
import Synchronization

/// Names for what is written beside a file or directory before it takes that one's place.
enum TemporaryPath {
    private static let counter = Atomic<UInt64>(0)
    private static let prefix = ".saving-"

    /// A new hidden name in the folder of `path`.
    static func beside(_ path: String) -> String {
        let number = counter.add(1, ordering: .relaxed).newValue
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let unique = UInt64(truncatingIfNeeded: time.tv_nsec) << 32 &+ number
        return "\(split(path).folder)/\(prefix)\(getpid())-\(String(unique, radix: 36))"
    }

    /// The process that gave something this name; nil for a name of another kind.
    static func owner(of name: String) -> pid_t? {
        guard name.hasPrefix(prefix) else { return nil }
        let parts = name.dropFirst(prefix.count).split(separator: "-")
        guard parts.count == 2, let owner = pid_t(parts[0]), owner > 0 else { return nil }
        return owner
    }

    /// The folder of `path`, and its name in there.
    static func split(_ path: String) -> (folder: String, name: String) {
        var path = path[...]
        while path.count > 1 && path.last == "/" { path.removeLast() }
        guard let slash = path.lastIndex(of: "/") else { return (".", String(path)) }
        let folder = path[..<slash]
        return (folder.isEmpty ? "/." : String(folder), String(path[path.index(after: slash)...]))
    }

    /// Where `path` leads once symbolic links are followed, or `path` when there is nothing yet.
    static func resolved(_ path: String, operation: String) throws(FileError) -> String {
        guard !path.utf8.contains(0) else {
            throw FileError(operation: operation, path: path, reason: .invalidPath)
        }
        guard !path.isEmpty else {
            throw FileError(operation: operation, path: path, reason: .missing)
        }
        guard let target = realpath(path, nil) else { return path }
        defer { free(target) }
        return String(cString: target)
    }

    /// What stands at `path`, or nil when there is nothing.
    static func mode(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode : nil
    }
}
