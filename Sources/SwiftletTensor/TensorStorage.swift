/// The memory behind one or more tensors: `count` floats, aligned to 64 bytes, or those of a mapped
/// file, which lie where they lie and must not be written.
package final class TensorStorage: @unchecked Sendable {
    package let address: UnsafeMutablePointer<Float>
    package let count: Int
    /// Keeps a mapped file alive; nil for memory of its own.
    private let file: MemoryMappedFile?

    /// Whether the memory is a file's.
    package var isMapped: Bool { file != nil }

    package init(count: Int, zeroed: Bool) {
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
        address = bytes.bindMemory(to: Float.self, capacity: max(count, 1))
        self.count = count
        file = nil
        if zeroed { address.initialize(repeating: 0, count: count) }
    }

    /// Floats of a file, from `address`, which must be a multiple of 4.
    init(mapping address: UnsafePointer<Float>, count: Int, of file: MemoryMappedFile) {
        self.address = UnsafeMutablePointer(mutating: address)
        self.count = count
        self.file = file
    }

    package convenience init(copying other: TensorStorage) {
        self.init(count: other.count, zeroed: false)
        address.initialize(from: other.address, count: count)
    }

    deinit {
        if file == nil { UnsafeMutableRawPointer(address).deallocate() }
    }
}
