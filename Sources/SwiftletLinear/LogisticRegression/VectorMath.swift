/// Exponential and logarithm for four numbers at a time, without a call into the C library.
///
/// Both are exact to a few units in the last place over the range that losses need.
package enum VectorMath {
    package typealias Lanes = SIMD4<Double>

    /// `e` to the power of each lane, for lanes from -708 to 0; lanes below count as -708.
    ///
    /// With `n` the integer nearest to `x / log 2`, it is `2^n` times the exponential of the rest,
    /// which lies within `±0.35`, where 14 terms of the Taylor series suffice.
    @inline(__always)
    package static func exponential(_ power: Lanes) -> Lanes {
        let x = power.replacing(with: -708, where: power .< Lanes(repeating: -708))
        // Adding 1.5 * 2^52 rounds to an integer, which then stands in the lowest bits.
        let shifted = x * 1.4426950408889634 + 0x1.8p52
        let n = shifted - 0x1.8p52
        let r = (x - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33
        var sum = Lanes(repeating: 1.0 / 6_227_020_800)
        sum = sum * r + 1.0 / 479_001_600
        sum = sum * r + 1.0 / 39_916_800
        sum = sum * r + 1.0 / 3_628_800
        sum = sum * r + 1.0 / 362_880
        sum = sum * r + 1.0 / 40_320
        sum = sum * r + 1.0 / 5_040
        sum = sum * r + 1.0 / 720
        sum = sum * r + 1.0 / 120
        sum = sum * r + 1.0 / 24
        sum = sum * r + 1.0 / 6
        sum = sum * r + 0.5
        sum = sum * r + 1
        sum = sum * r + 1
        let exponent = unsafeBitCast(shifted, to: SIMD4<Int64>.self) &<< 52
        return unsafeBitCast(
            unsafeBitCast(sum, to: SIMD4<Int64>.self) &+ exponent,
            to: Lanes.self
        )
    }

    /// The natural logarithm of one plus each lane, for lanes from 0 to 1.
    ///
    /// It is `2 artanh(x / (2 + x))`; where `1 + x` exceeds the root of two, one half of it is
    /// taken and `log 2` added, so that the series is always short.
    @inline(__always)
    package static func logarithmOfOnePlus(_ x: Lanes) -> Lanes {
        let isLarge = x .> Lanes(repeating: 0.41421356237309503)
        let numerator = x.replacing(with: x - 1, where: isLarge)
        let denominator = (x + 2).replacing(with: x + 3, where: isLarge)
        let s = numerator / denominator
        let z = s * s
        var sum = Lanes(repeating: 2.0 / 21)
        sum = sum * z + 2.0 / 19
        sum = sum * z + 2.0 / 17
        sum = sum * z + 2.0 / 15
        sum = sum * z + 2.0 / 13
        sum = sum * z + 2.0 / 11
        sum = sum * z + 2.0 / 9
        sum = sum * z + 2.0 / 7
        sum = sum * z + 2.0 / 5
        sum = sum * z + 2.0 / 3
        let result = s * 2 + s * z * sum
        return result.replacing(with: result + 0.6931471805599453, where: isLarge)
    }
}
