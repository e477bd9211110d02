/// One Unicode scalar as it stands in UTF-8 bytes; safe on any bytes.
@usableFromInline
package struct UTF8Scalar {
    /// The scalar, or U+FFFD where the bytes are no UTF-8.
    @usableFromInline package let value: UInt32
    /// How many bytes it takes; 1 where the bytes are no UTF-8.
    @usableFromInline package let count: Int
    @usableFromInline package let isValid: Bool

    /// Decodes the scalar at `position` of the `end` bytes; `position` must be below `end`.
    @inlinable @inline(__always)
    package init(_ bytes: UnsafePointer<UInt8>, _ position: Int, _ end: Int) {
        let first = UInt32(bytes[position])
        if first < 0x80 {
            self.init(value: first, count: 1, isValid: true)
            return
        }
        let count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first <= 0xF4, count <= end - position else {
            self.init(value: 0xFFFD, count: 1, isValid: false)
            return
        }
        var value = first & (0x7F >> UInt32(count))
        var isValid = true
        for index in 1..<count {
            let byte = UInt32(bytes[position + index])
            isValid = isValid && byte & 0xC0 == 0x80
            value = value << 6 | byte & 0x3F
        }
        // Neither more bytes than needed, nor half of a surrogate pair, nor past the last scalar.
        let lowest: UInt32 = count == 4 ? 0x10000 : count == 3 ? 0x800 : 0x80
        guard isValid, value >= lowest, value <= 0x10FFFF, value & 0xFFFF_F800 != 0xD800 else {
            self.init(value: 0xFFFD, count: 1, isValid: false)
            return
        }
        self.init(value: value, count: count, isValid: true)
    }

    @inlinable @inline(__always)
    init(value: UInt32, count: Int, isValid: Bool) {
        self.value = value
        self.count = count
        self.isValid = isValid
    }

    /// Writes `value` as UTF-8, up to four bytes, and returns how many.
    @inlinable @inline(__always)
    package static func encode(_ value: UInt32, to output: UnsafeMutablePointer<UInt8>) -> Int {
        if value < 0x80 {
            output[0] = UInt8(truncatingIfNeeded: value)
            return 1
        }
        let continuation = { (shift: UInt32) in
            UInt8(truncatingIfNeeded: 0x80 | (value >> shift) & 0x3F)
        }
        if value < 0x800 {
            output[0] = UInt8(truncatingIfNeeded: 0xC0 | value >> 6)
            output[1] = continuation(0)
            return 2
        }
        if value < 0x10000 {
            output[0] = UInt8(truncatingIfNeeded: 0xE0 | value >> 12)
            output[1] = continuation(6)
            output[2] = continuation(0)
            return 3
        }
        output[0] = UInt8(truncatingIfNeeded: 0xF0 | value >> 18)
        output[1] = continuation(12)
        output[2] = continuation(6)
        output[3] = continuation(0)
        return 4
    }
}
