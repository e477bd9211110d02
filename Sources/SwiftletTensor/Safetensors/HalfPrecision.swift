/// The value of an IEEE 754 half-precision number, by its bits. (Swift's `Float16` is missing on
/// Intel Macs.) Exact, as every half is a `Float`.
@inline(__always)
package func float(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    // Exponent and fraction in a Float's places, with the half's exponent bias of 15 where a Float
    // has 127: the product sets that right, and makes subnormal halves normal.
    let magnitude = Float(bitPattern: UInt32(bits & 0x7FFF) << 13) * 0x1p112
    let isSpecial = bits & 0x7C00 == 0x7C00
    let special: UInt32 = 0x7F80_0000 | UInt32(bits & 0x03FF) << 13
    return Float(bitPattern: sign | (isSpecial ? special : magnitude.bitPattern))
}

/// The value of a bfloat16 number, by its bits: the upper half of a `Float`. Exact.
@inline(__always)
package func float(brain bits: UInt16) -> Float {
    Float(bitPattern: UInt32(bits) << 16)
}
