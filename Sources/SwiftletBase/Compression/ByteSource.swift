/// A source of bytes, a chunk at a time: a file, memory, or another source decoded.
package protocol ByteSource: AnyObject {
    /// Reads at most `count` bytes to `target`.
    ///
    /// - Returns: How many bytes were read: 0 at the end, and only there.
    func read(into target: UnsafeMutablePointer<UInt8>, count: Int) throws -> Int
}

/// Bytes in memory.
package final class MemorySource: ByteSource {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package func read(into target: UnsafeMutablePointer<UInt8>, count: Int) -> Int {
        let copied = min(count, bytes.count - position)
        bytes.withUnsafeBufferPointer {
            if copied > 0 { target.update(from: $0.baseAddress! + position, count: copied) }
        }
        position += copied
        return copied
    }
}

/// Bytes that were read already, then those of the source they came from.
package final class PrefixedSource: ByteSource {
    private let prefix: MemorySource
    private let rest: any ByteSource

    package init(_ prefix: [UInt8], _ rest: any ByteSource) {
        self.prefix = MemorySource(prefix)
        self.rest = rest
    }

    package func read(into target: UnsafeMutablePointer<UInt8>, count: Int) throws -> Int {
        let read = prefix.read(into: target, count: count)
        return read > 0 ? read : try rest.read(into: target, count: count)
    }
}
