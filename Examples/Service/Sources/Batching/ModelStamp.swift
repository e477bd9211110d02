import Swiftlet
import SwiftletPlatform

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What tells, without reading any file, that another model stands in a directory, or where a link
/// leads: its path without links, and the number, size and time of each file.
public struct ModelStamp: Sendable, Equatable {
    private struct File: Equatable {
        let name: String
        let number: UInt64
        let size: Int
        let seconds, nanoseconds: Int
    }

    private let path: String
    private let files: [File]

    /// - Returns: `nil` where there is no directory with files.
    public init?(of directory: String) {
        let directory = TextClassifiers.modelDirectory(at: directory)
        guard let resolved = realpath(directory, nil) else { return nil }
        defer { free(resolved) }
        path = String(cString: resolved)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        files = names.sorted().compactMap { [path] name in
            var status = stat()
            guard stat(path + "/" + name, &status) == 0 else { return nil }
            #if canImport(Darwin)
                let time = status.st_mtimespec
            #else
                let time = status.st_mtim
            #endif
            return File(
                name: name,
                number: UInt64(status.st_ino),
                size: Int(status.st_size),
                seconds: Int(time.tv_sec),
                nanoseconds: Int(time.tv_nsec)
            )
        }
        if files.isEmpty { return nil }
    }
}

/// Decides when a directory that is looked at again and again has a model to be loaded.
public struct ModelWatch: Sendable {
    private var seen: ModelStamp?
    private var loaded: ModelStamp?
    /// Whether there was no model when it was looked at last: the link leads nowhere, for instance.
    public private(set) var isMissing = false

    /// - Parameter loaded: The stamp of the model that is served.
    public init(loaded: ModelStamp?) {
        seen = loaded
        self.loaded = loaded
    }

    /// Whether there is another model than the one that was loaded, or tried, last. Not before it is
    /// the same twice: until then it may be under way.
    public mutating func isDue(_ stamp: ModelStamp?) -> Bool {
        defer { (seen, isMissing) = (stamp, stamp == nil) }
        guard let stamp, stamp == seen, stamp != loaded else { return false }
        loaded = stamp
        return true
    }
}
