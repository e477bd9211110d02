import SwiftletPlatform

/// A file's bytes, read from disk page by page as they are touched.
///
///     let file = try MemoryMappedFile(from: "model.safetensors")
///     let first = file.withUnsafeBytes { $0[0] }
///
/// The map is read-only and lives as long as this object. A file must not be shortened while it
/// is mapped (the system ends a process that touches a page that is gone); replacing it by
/// renaming another over it, as `AtomicFile` does, is safe.
public final class MemoryMappedFile: Sendable, Loadable {
    public let path: String
    private nonisolated(unsafe) let address: UnsafeMutableRawPointer
    /// The length of the file in bytes, at least 1.
    public let count: Int
    /// Whether `address` is a map, and not memory.
    private let isMapped: Bool

    /// Maps the file at `path`.
    ///
    /// - Throws: `FileError` when there is no file, it is a directory or another thing that is not
    ///   a file, it is empty, or it may not be read.
    public init(from path: String) throws(FileError) {
        let file = try FileDescriptor(reading: path)
        let size = Int(try file.status().st_size)
        guard size > 0 else { throw FileError(operation: "map", path: path, reason: .isEmpty) }
        guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, file.number, 0),
            address != UnsafeMutableRawPointer(bitPattern: -1)
        else {
            throw FileError(operation: "map", path: path, code: errno)
        }
        self.path = path
        self.address = address
        count = size
        isMapped = true
    }

    /// The bytes that the gzip data of `file` decompress to, in memory.
    ///
    /// - Throws: ``GzipError`` for damaged data, `FileError` where they decompress to nothing.
    package init(decompressing file: MemoryMappedFile) throws {
        let source = GzipSource(MappedSource(file))
        var capacity = max(4 * file.count, 1 << 16)
        var address = UnsafeMutableRawPointer(malloc(capacity)!)
        var count = 0
        do {
            while true {
                if count == capacity {
                    capacity *= 2
                    address = realloc(address, capacity)!
                }
                let target = (address + count).assumingMemoryBound(to: UInt8.self)
                let read = try source.read(into: target, count: capacity - count)
                if read == 0 { break }
                count += read
            }
            guard count > 0 else {
                throw FileError(operation: "map", path: file.path, reason: .isEmpty)
            }
        } catch {
            free(address)
            throw error
        }
        path = file.path
        self.address = realloc(address, count)!
        self.count = count
        isMapped = false
    }

    deinit {
        if isMapped { munmap(address, count) } else { free(address) }
    }

    /// Calls `body` with the file's bytes, which it must not keep.
    ///
    /// - Throws: What `body` throws.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: address, count: count))
    }

    /// The file's bytes, valid for as long as this object lives.
    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: address, count: count)
    }
}

/// The bytes of a mapped file, one chunk after the other.
private final class MappedSource: ByteSource {
    private let file: MemoryMappedFile
    private var position = 0

    init(_ file: MemoryMappedFile) { self.file = file }

    func read(into target: UnsafeMutablePointer<UInt8>, count: Int) -> Int {
        let copied = min(count, file.count - position)
        if copied > 0 { memcpy(target, file.bytes.baseAddress! + position, copied) }
        position += copied
        return copied
    }
}
