import SwiftletPlatform

/// Reads whole files into memory; for large ones there is `MemoryMappedFile`.
public enum FileReader {
    /// Whether there is anything at `path`.
    package static func exists(_ path: String) -> Bool { TemporaryPath.mode(of: path) != nil }

    /// Whether there is a directory at `path`, or a link to one.
    package static func isDirectory(_ path: String) -> Bool {
        TemporaryPath.mode(of: path).map { $0 & S_IFMT == S_IFDIR } ?? false
    }

    /// The bytes of the file at `path`, which may be empty.
    ///
    /// - Throws: `FileError` when there is no file, it is a directory or another thing that is not
    ///   a file, or it may not be read.
    public static func bytes(of path: String) throws(FileError) -> [UInt8] {
        let file = try FileDescriptor(reading: path)
        var result = [UInt8]()
        var capacity = Int(try file.status().st_size) + 1
        // The file may grow while it is read; the end is where `read` gives nothing more.
        while true {
            let start = result.count
            var code: Int32 = 0
            result.append(contentsOf: repeatElement(0, count: capacity))
            let count = result.withUnsafeMutableBytes { bytes in
                let room = UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
                let count = retryingWhenInterrupted {
                    read(file.number, room.baseAddress, min(room.count, 1 << 30))
                }
                code = errno
                return count
            }
            guard count >= 0 else { throw FileError(operation: "read", path: path, code: code) }
            result.removeLast(capacity - count)
            if count == 0 { return result }
            capacity = max(capacity - count, 4096)
        }
    }
}
