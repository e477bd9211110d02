// exp, tanh and the logistic function on eight floats at a time, to within 2 units in the last
// place. The mathematics library's functions take one float at a time, and are called for every
// gate of every step of an LSTM.

/// `exp(x) - 1`, exact near 0 as well, for `x` between -87 and 87. NaN stays.
@inline(__always)
package func expMinusOne(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let (scale, p) = exponentialParts(x)
    return scale * p + (scale - 1)
}

/// `exp(x)`, for `x` between -87 and 87. NaN stays.
@inline(__always)
package func exponential(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let (scale, p) = exponentialParts(x)
    return scale * p + scale
}

/// `2^k` and `exp(r) - 1` where `x = k log 2 + r`, so that `exp(x)` is `2^k (exp(r) - 1) + 2^k`.
/// `exp(r) - 1` is a Taylor sum up to `r^7`, whose remainder is below 6e-9 for `|r| <= log(2) / 2`.
@inline(__always)
private func exponentialParts(_ x: SIMD8<Float>) -> (scale: SIMD8<Float>, p: SIMD8<Float>) {
    // Adding and taking away 1.5 * 2^23 rounds to an integer, which stands in the lowest bits.
    let shifted = x * 0x1.715476p0 + 0x1.8p23
    let whole = shifted - 0x1.8p23
    // log 2 in two parts, the first short enough that its product with k is exact.
    let r = (x - whole * 0x1.62e4p-1) - whole * 0x1.7f7d1cp-20
    // In pairs, which is a shorter way than one term after the other.
    let square = r * r
    let first = r * (1 / 6) + 0.5
    let second = r * (1 / 120) + 1 / 24
    let third = r * (1 / 5040) + 1 / 720
    let p = ((third * square + second) * square + first) * square + r
    let bits = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &<< 23 &+ 0x3F80_0000
    return (unsafeBitCast(bits, to: SIMD8<Float>.self), p)
}

/// `1 / (1 + exp(-x))`. NaN stays.
@inline(__always)
package func logistic(_ x: SIMD8<Float>) -> SIMD8<Float> {
    1 / (2 + expMinusOne(clamped(-x, to: 87)))
}

/// The hyperbolic tangent. NaN stays.
@inline(__always)
package func hyperbolicTangent(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let y = expMinusOne(clamped(x + x, to: 40))
    return y / (y + 2)
}

@inline(__always)
private func clamped(_ x: SIMD8<Float>, to limit: Float) -> SIMD8<Float> {
    x.replacing(with: limit, where: x .> limit).replacing(with: -limit, where: x .< -limit)
}

/// Up to eight floats from memory; zeros follow where there are fewer.
@inlinable @inline(__always)
package func loadEight(_ x: UnsafePointer<Float>, _ count: Int) -> SIMD8<Float> {
    if count >= 8 { return UnsafeRawPointer(x).loadUnaligned(as: SIMD8<Float>.self) }
    var result = SIMD8<Float>(repeating: 0)
    for lane in 0..<count { result[lane] = x[lane] }
    return result
}

/// The first `count` lanes, eight at most, to memory.
@inlinable @inline(__always)
package func storeEight(_ value: SIMD8<Float>, _ x: UnsafeMutablePointer<Float>, _ count: Int) {
    if count >= 8 {
        UnsafeMutableRawPointer(x).storeBytes(of: value, as: SIMD8<Float>.self)
    } else {
        for lane in 0..<count { x[lane] = value[lane] }
    }
}
