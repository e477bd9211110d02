import SwiftletBase
import SwiftletPlatform

/// Bytes of a file, a descriptor or memory, read a chunk at a time into one buffer.
///
/// The buffer holds the bytes that were read and not yet consumed. It grows only when `fill` is
/// called with the buffer full, that is when one row or line is longer than it.
package final class ByteStream {
    package let name: String

    private let origin: CountingSource
    /// What is read: `origin`, or what it decodes to.
    private var source: any ByteSource
    private var isDecoded = false
    private var storage: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var start = 0
    private var end = 0
    private var consumed = 0

    /// The bytes read and not yet consumed; valid until the next `fill`.
    var bytes: UnsafeMutableBufferPointer<UInt8> {
        UnsafeMutableBufferPointer(start: storage + start, count: end - start)
    }

    /// How many bytes were consumed so far; where they are decoded on the way, how many were read of
    /// the file.
    var consumedBytes: Int { isDecoded ? origin.count : consumed }

    /// The place of the first line feed in `bytes[start...]`, nil where there is none.
    func lineFeed(from start: Int = 0) -> Int? {
        let bytes = bytes
        guard start < bytes.count, let base = bytes.baseAddress else { return nil }
        let found = memchr(base + start, 0x0A, bytes.count - start)
        return found.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
    }

    /// Opens a file.
    package convenience init(from path: String, chunk: Int = 1 << 20) throws {
        // A path with a NUL in it would be cut there by the system.
        guard !path.utf8.contains(0) else {
            throw FileError(operation: "open", path: path, reason: .invalidPath)
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw FileError(operation: "open", path: path, code: errno)
        }
        self.init(descriptor: descriptor, name: path, ownsDescriptor: true, chunk: chunk)
    }

    /// Reads from a descriptor, which the caller keeps open.
    package convenience init(
        descriptor: Int32,
        name: String,
        ownsDescriptor: Bool = false,
        chunk: Int = 1 << 20
    ) {
        let source = DescriptorSource(descriptor, name: name, isOwned: ownsDescriptor)
        self.init(source, name: name, chunk: chunk)
    }

    /// Reads from memory.
    package convenience init(bytes: [UInt8], name: String, chunk: Int = 1 << 20) {
        self.init(MemorySource(bytes), name: name, chunk: max(1, min(chunk, bytes.count)))
    }

    private init(_ source: any ByteSource, name: String, chunk: Int) {
        self.name = name
        origin = CountingSource(source)
        self.source = origin
        capacity = chunk
        storage = .allocate(capacity: chunk)
    }

    deinit { storage.deallocate() }

    /// Drops the first `count` of `bytes`.
    func consume(_ count: Int) {
        precondition(count <= end - start, "Consuming \(count) of \(end - start) bytes.")
        start += count
        consumed += count
    }

    /// Reads more bytes behind those there are. Returns false at the end of the input.
    func fill() throws -> Bool {
        makeRoom()
        let read: Int
        do {
            read = try source.read(into: storage + end, count: capacity - end)
        } catch let error as FileError {
            throw error
        } catch {
            throw FormatError(file: name, .damaged(reason: "\(error)"))
        }
        end += read
        return read > 0
    }

    /// Reads until `bytes` has `count` or there are no more. Returns whether it has.
    @discardableResult
    func fill(upTo count: Int) throws -> Bool {
        while bytes.count < count { guard try fill() else { return false } }
        return true
    }

    /// Puts what decodes the bytes, those in the buffer included, in the place of them.
    func decode(by decoder: (any ByteSource) -> any ByteSource) {
        source = decoder(PrefixedSource(Array(bytes), source))
        isDecoded = true
        start = 0
        end = 0
    }

    private func makeRoom() {
        guard end == capacity || start == end else { return }
        if start > 0 {
            storage.update(from: storage + start, count: end - start)
        } else if end == capacity {
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
            larger.update(from: storage, count: end)
            storage.deallocate()
            storage = larger
            capacity *= 2
        }
        end -= start
        start = 0
    }
}

extension ByteStream {
    /// Drops a UTF-8 byte order mark at the start of the input; returns whether there was one.
    func consumeByteOrderMark() throws -> Bool {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        while bytes.count < mark.count, mark.starts(with: bytes) {
            guard try fill() else { return false }
        }
        guard bytes.starts(with: mark) else { return false }
        consume(mark.count)
        return true
    }

    /// Drops the bytes up to and with the next line end (LF, CR or CRLF), however far it is.
    /// Returns whether there was one.
    func consumeLine() throws -> Bool {
        var position = 0
        while true {
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                guard byte == 0x0A || byte == 0x0D else { continue }
                if byte == 0x0D {
                    while position == bytes.count, try fill() {}
                    if position < bytes.count, bytes[position] == 0x0A { position += 1 }
                }
                consume(position)
                return true
            }
            consume(position)
            position = 0
            guard try fill() else { return false }
        }
    }

    /// Decompresses gzip data and decodes UTF-16 from here on, and drops a byte order mark. UTF-16 is
    /// known by its mark or by its first two characters where they are of ASCII.
    ///
    /// - Returns: Whether the bytes are known to be UTF-8 now.
    /// - Throws: `FormatError` where the first bytes are those of a file that is no text.
    func decodeContainers(_ encoding: ReadingOptions.Encoding) throws -> Bool {
        let layers = 3
        for _ in 0..<layers {
            try fill(upTo: 4096)
            guard FileKind(UnsafeRawBufferPointer(bytes)) == .gzip else { break }
            decode { GzipSource($0) }
        }
        switch FileKind(UnsafeRawBufferPointer(bytes)) {
        case nil: break
        case .utf16?:
            decodeUTF16()
            return true
        case let kind?:
            throw FormatError(file: name, .otherKind(kind))
        }
        if encoding == .utf16 || UTF16Source.isLikely(bytes) {
            decodeUTF16()
            return true
        }
        return try consumeByteOrderMark()
    }

    private func decodeUTF16() {
        let isBigEndian = UTF16Source.isLikelyBigEndian(bytes)
        decode { UTF16Source($0, isBigEndian: isBigEndian) }
    }

    /// Drops a first line such as `sep=;`, which Excel reads, and returns its character between the
    /// fields; nil, and nothing dropped, where there is no such line.
    func consumeSeparatorLine() throws -> UInt8? {
        try fill(upTo: 8)
        let mark = "sep=".utf8
        guard bytes.count > 5, bytes.starts(with: mark), [0x0A, 0x0D].contains(bytes[5]) else {
            return nil
        }
        let separator = bytes[4]
        _ = try consumeLine()
        return separator
    }
}

/// A descriptor of the system.
private final class DescriptorSource: ByteSource {
    private let descriptor: Int32
    private let name: String
    private let isOwned: Bool

    init(_ descriptor: Int32, name: String, isOwned: Bool) {
        self.descriptor = descriptor
        self.name = name
        self.isOwned = isOwned
    }

    deinit { if isOwned { close(descriptor) } }

    func read(into target: UnsafeMutablePointer<UInt8>, count: Int) throws -> Int {
        while true {
            let received = systemRead(descriptor, target, count)
            if received >= 0 { return received }
            if errno != EINTR {
                throw FileError(operation: "read", path: name, code: errno)
            }
        }
    }
}

private func systemRead(_ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ count: Int) -> Int
{
    read(descriptor, target, count)
}

/// Counts what is read of a source.
private final class CountingSource: ByteSource {
    private let source: any ByteSource
    private(set) var count = 0

    init(_ source: any ByteSource) { self.source = source }

    func read(into target: UnsafeMutablePointer<UInt8>, count: Int) throws -> Int {
        let read = try source.read(into: target, count: count)
        self.count += read
        return read
    }
}
