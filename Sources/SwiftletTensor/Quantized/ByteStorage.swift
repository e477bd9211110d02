/// Bytes that stay where they are for as long as this object lives: memory of their own, or a part
/// of a mapped file.
package final class ByteStorage: @unchecked Sendable {
    package let address: UnsafeMutableRawPointer
    package let count: Int
    private let file: MemoryMappedFile?

    /// Zeros, aligned to 64 bytes, for whoever makes them to fill.
    init(count: Int) {
        address = .allocate(byteCount: max(1, count), alignment: 64)
        address.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        self.count = count
        file = nil
    }

    /// A part of a file, for reading alone.
    init(_ bytes: UnsafeRawBufferPointer, of file: MemoryMappedFile) {
        // No pointer to an empty part is ever followed.
        address = UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? file.bytes.baseAddress!)
        count = bytes.count
        self.file = file
    }

    deinit { if file == nil { address.deallocate() } }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: address, count: count) }
    var int8s: UnsafeMutablePointer<Int8> { address.assumingMemoryBound(to: Int8.self) }
}
