import SwiftletPlatform

/// Bytes of a file, a descriptor or memory, read a chunk at a time into one buffer.
///
/// The buffer holds the bytes that were read and not yet consumed. It grows only when `fill` is
/// called with the buffer full, that is when one row or line is longer than it.
package final class ByteStream {
    package let name: String

    private var descriptor: Int32
    private let ownsDescriptor: Bool
    private var memory: [UInt8] = []
    private var memoryPosition = 0
    private var storage: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var start = 0
    private var end = 0
    /// How many bytes were consumed so far.
    private(set) var consumedBytes = 0

    /// The bytes read and not yet consumed; valid until the next `fill`.
    var bytes: UnsafeMutableBufferPointer<UInt8> {
        UnsafeMutableBufferPointer(start: storage + start, count: end - start)
    }

    /// The place of the first line feed in `bytes[start...]`, nil where there is none.
    func lineFeed(from start: Int = 0) -> Int? {
        let bytes = bytes
        guard start < bytes.count, let base = bytes.baseAddress else { return nil }
        let found = memchr(base + start, 0x0A, bytes.count - start)
        return found.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
    }

    /// Opens a file.
    package convenience init(from path: String, chunk: Int = 1 << 20) throws(ReadingError) {
        // A path with a NUL in it would be cut there by the system.
        guard !path.utf8.contains(0) else {
            throw ReadingError(
                file: path,
                problem: .cannotOpen(reason: String(cString: strerror(EINVAL)))
            )
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ReadingError(
                file: path,
                problem: .cannotOpen(reason: String(cString: strerror(errno)))
            )
        }
        self.init(descriptor: descriptor, name: path, ownsDescriptor: true, chunk: chunk)
    }

    /// Reads from a descriptor, which the caller keeps open.
    package init(
        descriptor: Int32,
        name: String,
        ownsDescriptor: Bool = false,
        chunk: Int = 1 << 20
    ) {
        self.name = name
        self.descriptor = descriptor
        self.ownsDescriptor = ownsDescriptor
        capacity = chunk
        storage = .allocate(capacity: chunk)
    }

    /// Reads from memory.
    package convenience init(bytes: [UInt8], name: String, chunk: Int = 1 << 20) {
        self.init(descriptor: -1, name: name, chunk: max(1, min(chunk, bytes.count)))
        memory = bytes
    }

    deinit {
        if ownsDescriptor { close(descriptor) }
        storage.deallocate()
    }

    /// Drops the first `count` of `bytes`.
    func consume(_ count: Int) {
        precondition(count <= end - start, "Consuming \(count) of \(end - start) bytes.")
        start += count
        consumedBytes += count
    }

    /// Reads more bytes behind those there are. Returns false at the end of the input.
    func fill() throws(ReadingError) -> Bool {
        makeRoom()
        let read = try readChunk(into: storage + end, count: capacity - end)
        end += read
        return read > 0
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

    private func readChunk(
        into target: UnsafeMutablePointer<UInt8>,
        count: Int
    ) throws(ReadingError) -> Int {
        if descriptor < 0 {
            let copied = min(count, memory.count - memoryPosition)
            memory.withUnsafeBufferPointer {
                if copied > 0 {
                    target.update(from: $0.baseAddress! + memoryPosition, count: copied)
                }
            }
            memoryPosition += copied
            return copied
        }
        while true {
            let received = read(descriptor, target, count)
            if received >= 0 { return received }
            if errno != EINTR {
                throw ReadingError(
                    file: name,
                    problem: .cannotRead(reason: String(cString: strerror(errno)))
                )
            }
        }
    }
}

extension ByteStream {
    /// Drops a UTF-8 byte order mark at the start of the input; returns whether there was one.
    func consumeByteOrderMark() throws(ReadingError) -> Bool {
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
    func consumeLine() throws(ReadingError) -> Bool {
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
}
