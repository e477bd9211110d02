import AsyncHTTPClient
import NIOCore
import SwiftletBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The bytes of a file to send, with some more behind them.
struct FileContent: Sendable {
    let path: String
    var suffix: [UInt8] = []

    /// The body of a request; a part of the file at a time is in memory.
    ///
    /// - Throws: `FileError` where the file cannot be read.
    func body() throws(FileError) -> HTTPClientRequest.Body {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw FileError(operation: "read", path: path, reason: .system(code: errno))
        }
        let size = Int(status.st_size)
        if size < 1 << 20 { return .bytes(try small()) }
        return .stream(
            Parts(path: path, size: size, suffix: suffix),
            length: .known(Int64(size + suffix.count))
        )
    }

    private func small() throws(FileError) -> [UInt8] {
        do {
            return try FileReader.bytes(of: path) + suffix
        } catch {
            throw FileError(operation: "read", path: path, reason: .system(code: errno))
        }
    }

    /// A file in parts.
    private struct Parts: AsyncSequence, Sendable {
        typealias Element = ByteBuffer
        let path: String
        let size: Int
        let suffix: [UInt8]

        func makeAsyncIterator() -> Iterator {
            Iterator(
                file: OpenFile(descriptor: open(path, O_RDONLY | O_CLOEXEC), path: path),
                left: size,
                suffix: suffix
            )
        }

        struct Iterator: AsyncIteratorProtocol {
            let file: OpenFile
            var left: Int
            var suffix: [UInt8]

            mutating func next() async throws -> ByteBuffer? {
                if left == 0 {
                    defer { suffix = [] }
                    return suffix.isEmpty ? nil : ByteBuffer(bytes: suffix)
                }
                let part = try file.read(upTo: Swift.min(left, 1 << 18))
                left -= part.count
                return ByteBuffer(bytes: part)
            }
        }
    }

    private final class OpenFile: Sendable {
        private let descriptor: Int32
        private let path: String

        init(descriptor: Int32, path: String) {
            self.descriptor = descriptor
            self.path = path
        }

        deinit { close(descriptor) }

        /// At least a byte: that there are more is known.
        func read(upTo count: Int) throws -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: count)
            let found = systemRead(descriptor, &bytes, count)
            guard found > 0 else {
                throw FileError(operation: "read", path: path, reason: .system(code: errno))
            }
            return Array(bytes.prefix(found))
        }
    }
}

private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int
{
    read(descriptor, bytes, count)
}

/// A file that is written part by part.
final class NewFile: Sendable {
    private let descriptor: Int32
    private let path: String

    /// - Throws: `FileError` where it is there already, or cannot be made.
    init(_ path: String) throws(FileError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        self.path = path
        guard descriptor >= 0 else {
            throw FileError(operation: "create", path: path, reason: .system(code: errno))
        }
    }

    deinit { close(descriptor) }

    /// - Throws: `FileError` where not all of it can be written.
    func write(_ bytes: ByteBufferView) throws(FileError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress!, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw FileError(operation: "write", path: path, reason: .system(code: errno))
            }
            rest = rest.dropFirst(count)
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
