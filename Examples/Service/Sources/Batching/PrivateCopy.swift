import SwiftletPlatform

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A copy of a directory that nobody else writes into, in the system's temporary directory.
///
/// Weights are mapped, not read: who wrote into the file of a model that is served, or cut it, would
/// change its answers or end the process. What is mapped stays when the copy is removed.
struct PrivateCopy {
    private static let prefix = "swiftlet-model-"
    /// What was made for the copy; unlike the copy it has a date of its own.
    private let folder: String
    /// Where the copy is.
    let path: String

    /// Copies a directory with all that is in it.
    ///
    /// - Throws: Where there is no temporary directory, or no room in it; nothing then stays.
    init(of directory: String) throws {
        let files = FileManager.default
        let temporary = files.temporaryDirectory.path
        folder = temporary + "/\(Self.prefix)\(getpid())-\(UUID().uuidString.lowercased())"
        path = folder + "/model"
        do {
            try files.createDirectory(
                atPath: folder,
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700]
            )
            try Self.copyFiles(of: directory, to: path)
        } catch {
            remove()
            throw error
        }
    }

    /// Removes the copy, and those that processes left behind that were killed.
    func remove() {
        let files = FileManager.default
        try? files.removeItem(atPath: folder)
        Self.removeForgotten(in: files.temporaryDirectory.path)
    }

    /// Copies a directory's files and directories, and no pipe. A link to a directory stays a link.
    private static func copyFiles(of directory: String, to path: String) throws {
        let files = FileManager.default
        try files.createDirectory(atPath: path, withIntermediateDirectories: false)
        for name in try files.contentsOfDirectory(atPath: directory) {
            let (source, target) = (directory + "/" + name, path + "/" + name)
            switch FileKind(source) {
            case .file: try copyFile(source, to: target)
            case .directory: try copyFiles(of: source, to: target)
            case .linkedDirectory: try files.copyItem(atPath: source, toPath: target)
            case .other: break
            }
        }
    }

    /// Copies a file, on Linux by one call where the file systems can do that: `FileManager` copies
    /// 4 KiB at a time there.
    private static func copyFile(_ source: String, to target: String) throws {
        let files = FileManager.default
        #if os(Linux)
            if sendFile(source, to: target) { return }
            try? files.removeItem(atPath: target)
        #endif
        try files.copyItem(atPath: source, toPath: target)
    }

    #if os(Linux)
        /// Copies a file within the system; false where it cannot be done so.
        private static func sendFile(_ source: String, to target: String) -> Bool {
            let input = open(source, O_RDONLY | O_CLOEXEC)
            guard input >= 0 else { return false }
            defer { close(input) }
            var status = stat()
            guard fstat(input, &status) == 0 else { return false }
            let output = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard output >= 0 else { return false }
            defer { close(output) }
            var remaining = Int(status.st_size)
            while remaining > 0 {
                let count = sendfile(output, input, nil, remaining)
                guard count > 0 else { return false }
                remaining -= count
            }
            return true
        }
    #endif

    /// Removes the copies of processes that are gone, and those that are older than any that is needed
    /// still. Another machine's process, or another container's, may have the same folder: so young
    /// ones stay.
    private static func removeForgotten(in temporary: String) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: temporary)) ?? []
        where name.hasPrefix(prefix) {
            let path = temporary + "/" + name
            guard let attributes = try? files.attributesOfItem(atPath: path),
                let changed = attributes[.modificationDate] as? Date
            else { continue }
            let age = -changed.timeIntervalSinceNow
            let process = pid_t(name.dropFirst(prefix.count).prefix { $0 != "-" })
            let isGone = process.map { kill($0, 0) != 0 && errno == ESRCH } ?? false
            if age > 600 || (age > 10 && isGone) { try? files.removeItem(atPath: path) }
        }
    }
}

/// What a path leads to. Pipes and devices have no place in a model: who opens one may wait for ever.
enum FileKind {
    case file
    case directory
    /// A link to a directory, which may be one above it: nobody who goes through all may follow it.
    case linkedDirectory
    case other

    init(_ path: String) {
        var status = stat()
        func kind(_ isRead: Int32) -> mode_t { isRead == 0 ? status.st_mode & S_IFMT : 0 }
        switch kind(stat(path, &status)) {
        case S_IFREG: self = .file
        case S_IFDIR: self = kind(lstat(path, &status)) == S_IFLNK ? .linkedDirectory : .directory
        default: self = .other
        }
    }
}
