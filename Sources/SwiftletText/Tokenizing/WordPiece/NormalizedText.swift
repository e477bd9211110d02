import SwiftletBase

/// A text as the normaliser writes it, and for each of its bytes, where that is wanted, the bytes
/// of the original that it comes from.
struct NormalizedText: ~Copyable {
    /// Bytes that can be read past the end: whole words are loaded eight bytes at a time.
    static let slack = 16

    private(set) var bytes: UnsafeMutablePointer<UInt8>
    private(set) var origins: UnsafeMutablePointer<Range<Int>>?
    private var capacity = 1024
    private(set) var count = 0

    init(tracksOrigins: Bool) {
        bytes = .allocate(capacity: capacity + Self.slack)
        bytes.initialize(repeating: 0, count: capacity + Self.slack)
        origins = tracksOrigins ? .allocate(capacity: capacity) : nil
    }

    deinit {
        bytes.deallocate()
        origins?.deallocate()
    }

    mutating func removeAll() { count = 0 }

    /// Makes room for `additional` more bytes, which may move the memory.
    @inline(__always)
    mutating func reserve(_ additional: Int) {
        if capacity - count < additional { grow(additional) }
    }

    @inline(never)
    private mutating func grow(_ additional: Int) {
        capacity = max(capacity * 2, count + additional)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + Self.slack)
        larger.initialize(repeating: 0, count: capacity + Self.slack)
        larger.update(from: bytes, count: count)
        bytes.deallocate()
        bytes = larger
        if let origins {
            let larger = UnsafeMutablePointer<Range<Int>>.allocate(capacity: capacity)
            larger.update(from: origins, count: count)
            origins.deallocate()
            self.origins = larger
        }
    }

    /// Writes a scalar that comes from the bytes `origin` of the original.
    @inline(__always)
    mutating func put(_ scalar: UInt32, from origin: Range<Int>) {
        reserve(4)
        let length = UTF8Scalar.encode(scalar, to: bytes + count)
        if let origins {
            for index in count..<count + length { origins[index] = origin }
        }
        count += length
    }

    /// Writes eight bytes of ASCII, which stand in the original from `start` on. Room for them
    /// must have been reserved.
    @inline(__always)
    mutating func put(eight word: UInt64, from start: Int) {
        UnsafeMutableRawPointer(bytes + count).storeBytes(of: word.littleEndian, as: UInt64.self)
        if let origins {
            for index in 0..<8 { origins[count + index] = start + index..<start + index + 1 }
        }
        count += 8
    }

    /// The bytes of the original that `range`, which is not empty, comes from.
    func origin(of range: Range<Int>) -> Range<Int> {
        origins![range.lowerBound].lowerBound..<origins![range.upperBound - 1].upperBound
    }
}
