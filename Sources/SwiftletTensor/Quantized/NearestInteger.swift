// Adding 1.5 * 2^23 rounds to an integer, which then stands in the lowest bits.

/// The nearest integer, of two the even one, of a number up to 2^22 in magnitude.
@inline(__always)
func nearestInteger(_ x: Float) -> Int32 {
    Int32(bitPattern: (x + 0x1.8p23).bitPattern) &- 0x4B40_0000
}

/// The same of a product, rounded once.
@inline(__always)
func nearestInteger(_ x: Float, times factor: Float) -> Int32 {
    Int32(bitPattern: (0x1.8p23 as Float).addingProduct(x, factor).bitPattern) &- 0x4B40_0000
}

/// The same for each of 16 numbers.
@inline(__always)
func nearestIntegers(_ x: SIMD16<Float>) -> SIMD16<Int32> {
    unsafeBitCast(x + 0x1.8p23, to: SIMD16<Int32>.self) &- 0x4B40_0000
}
