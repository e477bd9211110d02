/// Byte strings that lie one after the other in memory, with eight more bytes behind the last one:
/// string `i` at `offsets[i] ..< offsets[i + 1]`.
struct PieceList {
    let bytes: UnsafePointer<UInt8>
    let offsets: UnsafePointer<Int32>

    /// The place of a string's first byte.
    @inline(__always)
    func start(_ index: Int) -> Int { Int(offsets[index]) }

    @inline(__always)
    func length(_ index: Int) -> Int { Int(offsets[index + 1] - offsets[index]) }

    /// Eight bytes of a string from `depth` on, the first one in the highest place, with zeros
    /// behind its end.
    @inline(__always)
    func word(_ index: Int, from depth: Int) -> UInt64 {
        let count = length(index) - depth
        guard count > 0 else { return 0 }
        let start = UnsafeRawPointer(bytes + start(index) + depth)
        let word = UInt64(bigEndian: start.loadUnaligned(as: UInt64.self))
        return count < 8 ? word & ~(UInt64.max >> UInt64(8 * count)) : word
    }
}
