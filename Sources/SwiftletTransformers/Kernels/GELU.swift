import CKernels
import SwiftletNeural

/// The Gaussian error linear unit (Hendrycks and Gimpel 2016): `y = x P(x)`, where `P(x)` is the
/// normal distribution's probability of less than `x`.
///
/// This is the exact function, `x / 2 (1 + erf(x / sqrt 2))`, to within 1e-6. The error function is
/// formula 7.1.26 of Abramowitz and Stegun, *Handbook of Mathematical Functions* (1964):
/// `erf(z) = 1 - (a1 t + ... + a5 t^5) exp(-z^2)` with `t = 1 / (1 + p z)`, off by 1.5e-7 at most.
/// Its exponential function is also what the derivative needs.
package enum GELU {
    /// `y` may be `x`.
    package static func forward(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        vectorWidth: Int = TransformerRows.vectorWidth
    ) {
        if vectorWidth > 0 { return swiftlet_gelu(Int32(vectorWidth), count, x, y) }
        for index in stride(from: 0, to: count, by: 8) {
            let rest = count - index
            let value = loadEight(x + index, rest)
            storeEight(value * normal(value).probability, y + index, rest)
        }
    }

    /// Turns the gradient of the result into that of `x`.
    package static func backward(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        gradient: UnsafeMutablePointer<Float>,
        vectorWidth: Int = TransformerRows.vectorWidth
    ) {
        if vectorWidth > 0 {
            return swiftlet_gelu_backward(Int32(vectorWidth), count, x, gradient)
        }
        for index in stride(from: 0, to: count, by: 8) {
            let rest = count - index
            let value = loadEight(x + index, rest)
            let (probability, density) = normal(value)
            // The factor is 1 / sqrt(2 pi).
            let slope = probability + value * density * 0.3989422804
            storeEight(loadEight(gradient + index, rest) * slope, gradient + index, rest)
        }
    }

    /// The probability of less than `x`, and `exp(-x^2 / 2)`. The constants are the formula's, for
    /// half of the result and for `x` rather than `x / sqrt 2`.
    @inline(__always)
    private static func normal(
        _ x: SIMD8<Float>
    ) -> (probability: SIMD8<Float>, density: SIMD8<Float>) {
        let size = x.replacing(with: -x, where: x .< 0)
        let t = 1 / (size * 0.2316418882 + 1)
        let exponent = x * x * -0.5
        let density = exponential(exponent.replacing(with: -87, where: exponent .< -87))
        var p = t * 0.5307027145 - 0.7265760135
        p = t * p + 0.7107068705
        p = t * p - 0.142248368
        p = t * p + 0.127414796
        let tail = t * p * density
        return ((1 - tail).replacing(with: tail, where: x .< 0), density)
    }
}
