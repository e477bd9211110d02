import SwiftletPlatform

/// Large pages for large buffers, where the system grants them to who asks (Linux).
@usableFromInline
package enum HugePages {
    /// The fewest bytes for which it is worth a call.
    private static let minimumBytes = 8 << 20
    private static let pageBytes = 2 << 20

    /// Asks for large pages for a buffer before it is first written: fewer faults to serve, and fewer
    /// misses where elements are written here and there. Changes nothing else.
    @usableFromInline
    package static func prefer<Element>(for buffer: UnsafeMutableBufferPointer<Element>) {
        #if os(Linux)
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            guard let start = bytes.baseAddress, bytes.count >= minimumBytes else { return }
            let whole = start.alignedUp(toMultipleOf: pageBytes)
            let end = (start + bytes.count).alignedDown(toMultipleOf: pageBytes)
            _ = madvise(whole, end - whole, MADV_HUGEPAGE)
        #endif
    }
}
