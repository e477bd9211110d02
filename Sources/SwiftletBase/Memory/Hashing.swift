extension UnsafeRawBufferPointer {
    /// A hash that is the same on every machine, since saved tables depend on it: eight bytes at a
    /// time are mixed in by a multiplication to 128 bits, whose halves are folded together.
    @inlinable
    package var stableHash: UInt64 {
        var hash = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
        guard var position = baseAddress else { return hash }
        var rest = count
        while rest >= 8 {
            let part = position.loadUnaligned(as: UInt64.self)
            hash = Self.mixed(hash ^ UInt64(littleEndian: part))
            position += 8
            rest -= 8
        }
        var tail: UInt64 = 0
        for index in 0..<rest {
            tail |=
                UInt64(position.load(fromByteOffset: index, as: UInt8.self)) &<< UInt64(8 &* index)
        }
        return Self.mixed(hash ^ tail)
    }

    @inlinable @inline(__always)
    static func mixed(_ value: UInt64) -> UInt64 {
        (value ^ 0xA076_1D64_78BD_642F).foldedProduct(0xE703_7ED1_A0B4_28DB)
    }

    /// Whether two pieces of memory hold the same bytes.
    @inlinable @inline(__always)
    package func hasSameBytes(as other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        for index in 0..<count where self[index] != other[index] { return false }
        return true
    }
}

extension UInt64 {
    /// Both halves of a product, folded: every bit of this number reaches the low bits.
    @inlinable @inline(__always)
    package func foldedProduct(_ factor: UInt64) -> UInt64 {
        let product = multipliedFullWidth(by: factor)
        return product.high ^ product.low
    }
}
