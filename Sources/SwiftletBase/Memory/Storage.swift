/// Memory for a fixed number of values, which stays where it is for as long as this object lives:
/// its own, aligned to 64 bytes, or a part of a mapped file, which must not be written.
///
/// A pointer taken from `address` does not keep the memory: whoever holds one also calls
/// `extendLifetime` on the storage, or on what holds it, at the end.
@usableFromInline
package final class Storage<Element: BitwiseCopyable>: @unchecked Sendable {
    @usableFromInline package let address: UnsafeMutablePointer<Element>
    @usableFromInline package let count: Int
    /// Keeps a mapped file alive; nil for memory of its own.
    @usableFromInline let file: MemoryMappedFile?

    /// Values that hold anything, for code that writes all of them.
    @inlinable
    package init(uninitialized count: Int) {
        address = UnsafeMutableRawPointer.allocate(
            byteCount: max(1, count) * MemoryLayout<Element>.stride,
            alignment: 64
        ).bindMemory(to: Element.self, capacity: max(1, count))
        self.count = count
        file = nil
        HugePages.prefer(for: UnsafeMutableBufferPointer(start: address, count: count))
    }

    /// Values whose bytes are all zero.
    @inlinable
    package convenience init(zeros count: Int) {
        self.init(uninitialized: count)
        UnsafeMutableRawPointer(address).initializeMemory(
            as: UInt8.self,
            repeating: 0,
            count: count * MemoryLayout<Element>.stride
        )
    }

    @inlinable
    package convenience init(copying other: Storage) {
        self.init(uninitialized: other.count)
        address.initialize(from: other.address, count: count)
    }

    @inlinable
    package convenience init(_ elements: [Element]) {
        self.init(uninitialized: elements.count)
        for (position, element) in elements.enumerated() { address[position] = element }
    }

    /// A part of a file, which must be aligned for its values.
    package init(mapping bytes: UnsafeRawBufferPointer, of file: MemoryMappedFile) {
        count = bytes.count / MemoryLayout<Element>.stride
        // No pointer to an empty part is ever followed.
        let start = bytes.baseAddress ?? file.bytes.baseAddress!
        address = UnsafeMutableRawPointer(mutating: start)
            .bindMemory(to: Element.self, capacity: count)
        self.file = file
    }

    @inlinable
    deinit {
        if file == nil { UnsafeMutableRawPointer(address).deallocate() }
    }

    /// Whether the memory is a file's.
    @inlinable
    package var isMapped: Bool { file != nil }

    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: address, count: count * MemoryLayout<Element>.stride)
    }
}
