import SwiftletPlatform

/// Puts a file in a second place, by a hard link where possible.
package enum FileLink {
    /// Puts the file at `source` also at `target`, where there is nothing yet: as a second name where
    /// the file system can, else as a copy. Of a symbolic link, what it leads to is taken.
    ///
    /// With a second name, what is written into one of the two places later is in both; what is put
    /// in place of one, as `AtomicFile` does, is not.
    ///
    /// - Throws: `FileError` naming the path.
    package static func place(_ source: String, at target: String) throws {
        guard !source.utf8.contains(0), !target.utf8.contains(0) else {
            throw FileError(operation: "link", path: source, reason: .invalidPath)
        }
        if linkat(AT_FDCWD, source, AT_FDCWD, target, AT_SYMLINK_FOLLOW) == 0 { return }
        let file = try MemoryMappedFile(from: source)
        try AtomicFile.replace(at: target) { try $0.write(file.bytes) }
    }
}
