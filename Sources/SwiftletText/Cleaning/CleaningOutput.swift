/// Where a cleaning writes: bytes with a count, growing when room is asked for.
struct CleaningOutput: ~Copyable {
    private(set) var bytes: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    var count = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 64)
        bytes = .allocate(capacity: self.capacity)
    }

    deinit { bytes.deallocate() }

    /// Makes room for `additional` more bytes, which may move `bytes`.
    @inline(__always)
    mutating func reserve(_ additional: Int) {
        if capacity - count < additional { grow(additional) }
    }

    @inline(never)
    private mutating func grow(_ additional: Int) {
        capacity = max(capacity * 2, count + additional)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: bytes, count: count)
        bytes.deallocate()
        bytes = larger
    }

    /// Writes a byte for which room was reserved.
    @inline(__always)
    mutating func put(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }

    /// Writes `length` bytes for which room was reserved.
    @inline(__always)
    mutating func put(_ source: UnsafePointer<UInt8>, _ length: Int) {
        (bytes + count).update(from: source, count: length)
        count += length
    }
}
