import SwiftletPlatform

/// Writes files atomically: nobody ever sees half of one.
///
/// The bytes go to a file beside the target, are synced to disk, and take the target's name at
/// the end. When anything fails, the earlier file is still there, whole, and nothing else is.
public enum AtomicFile {
    /// Puts `bytes` at `path`, in place of what is there.
    ///
    /// - Throws: `FileError` naming the path.
    public static func write(_ bytes: [UInt8], to path: String) throws {
        try replace(at: path) { try $0.write(bytes) }
    }

    /// Puts a file at `path` with what `body` writes, in place of what is there.
    ///
    ///     try AtomicFile.replace(at: "words.txt") { file in
    ///         for word in words { try file.write(word + "\n") }
    ///     }
    ///
    /// A symbolic link at `path` stays and the file that it leads to is replaced; the rights of
    /// the earlier file are kept.
    ///
    /// - Throws: `FileError` naming the path, and whatever `body` throws.
    public static func replace(
        at path: String,
        _ body: (FileWriter) throws -> Void
    ) throws {
        let target = try TemporaryPath.resolved(path, operation: "write")
        let mode = TemporaryPath.mode(of: target)
        if let mode, mode & S_IFMT != S_IFREG {
            let isDirectory = mode & S_IFMT == S_IFDIR
            throw FileError(
                operation: "write",
                path: path,
                reason: isDirectory ? .isDirectory : .isNotRegularFile
            )
        }
        let folder = TemporaryPath.split(target).folder
        AbandonedSaves.remove(from: folder)
        let temporary = TemporaryPath.beside(target)
        let writer = try FileWriter(creating: temporary, for: path)
        do {
            writer.file.claim()
            if let mode { fchmod(writer.file.number, mode & 0o7777) }
            try body(writer)
            try writer.finish()
            guard rename(temporary, target) == 0 else {
                throw FileError(operation: "rename to", path: path, code: errno)
            }
        } catch {
            unlink(temporary)
            throw error
        }
        try FileDescriptor(directory: folder).synchronize()
    }
}
