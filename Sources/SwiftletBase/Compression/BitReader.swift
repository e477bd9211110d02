/// The bits of a source, the lowest of each byte first, as DEFLATE packs them.
struct BitReader {
    private let source: any ByteSource
    private let buffer: UnsafeMutablePointer<UInt8>
    private var position = 0
    private var end = 0
    private var isAtEnd = false
    /// How many bytes of the source stand before `buffer`.
    private var passed = 0
    /// The next bits, from the lowest up, zeros above them.
    private(set) var bits: UInt64 = 0
    private(set) var count = 0

    static let bufferSize = 1 << 16

    /// - Parameter buffer: Room for `bufferSize` bytes, which the caller keeps and frees.
    init(_ source: any ByteSource, buffer: UnsafeMutablePointer<UInt8>) {
        self.source = source
        self.buffer = buffer
    }

    /// The place in the source of the next byte that is not used up.
    var byte: Int { passed + position - count / 8 }

    /// Tries to have 48 bits or more; near the end of the source there are fewer.
    @inline(__always)
    mutating func refill() throws {
        if position + 8 <= end {
            let word = UnsafeRawPointer(buffer + position).loadUnaligned(as: UInt64.self)
            bits |= UInt64(littleEndian: word) << UInt64(count)
            let added = (63 - count) >> 3
            position += added
            count += added * 8
            // Bits above `count` may stand there already: the same ones that will come.
            bits &= UInt64.max >> UInt64(64 - count)
        } else {
            try refillSlowly()
        }
    }

    private mutating func refillSlowly() throws {
        while count <= 55 {
            if position == end {
                if isAtEnd { return }
                passed += end
                position = 0
                end = 0
                end = try source.read(into: buffer, count: Self.bufferSize)
                if end == 0 {
                    isAtEnd = true
                    return
                }
            }
            bits |= UInt64(buffer[position]) << UInt64(count)
            position += 1
            count += 8
        }
    }

    /// Drops bits that are there.
    @inline(__always)
    mutating func drop(_ dropped: Int) {
        bits >>= UInt64(dropped)
        count -= dropped
    }

    /// The next `wanted` bits, at most 32.
    mutating func take(_ wanted: Int) throws -> Int {
        if count < wanted { try refill() }
        guard count >= wanted else { throw GzipError(problem: .truncated, byte: byte) }
        let value = Int(bits & (1 << UInt64(wanted) - 1))
        drop(wanted)
        return value
    }

    /// Drops the bits up to the next whole byte.
    mutating func alignToByte() { drop(count & 7) }

    /// The next byte of a source read by whole bytes, nil at its end.
    mutating func nextByte() throws -> UInt8? {
        if count < 8 { try refill() }
        guard count >= 8 else { return nil }
        let byte = UInt8(truncatingIfNeeded: bits)
        drop(8)
        return byte
    }
}
