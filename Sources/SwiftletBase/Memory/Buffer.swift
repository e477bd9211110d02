/// A reusable buffer that grows on demand.
@usableFromInline
package final class Buffer<Element: BitwiseCopyable> {
    /// Aligned to 64 bytes. Changes when the buffer grows.
    @usableFromInline package internal(set) var start: UnsafeMutablePointer<Element>
    @usableFromInline var capacity: Int

    @inlinable
    package init(_ count: Int = 0) {
        capacity = count
        start = Self.allocate(count)
    }

    deinit { UnsafeMutableRawPointer(start).deallocate() }

    /// Memory for `count` elements, which may hold anything: what was there is lost when it grows.
    @discardableResult @inlinable
    package func reserve(_ count: Int) -> UnsafeMutablePointer<Element> {
        if count > capacity {
            UnsafeMutableRawPointer(start).deallocate()
            capacity = count + count / 2
            start = Self.allocate(capacity)
        }
        return start
    }

    @inlinable
    static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
        UnsafeMutableRawPointer.allocate(
            byteCount: max(1, count) * MemoryLayout<Element>.stride,
            alignment: 64
        ).bindMemory(to: Element.self, capacity: max(1, count))
    }
}
