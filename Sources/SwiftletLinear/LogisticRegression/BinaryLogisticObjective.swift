import SwiftletBase

/// The weighted sum of logistic losses of two classes, plus half of `l2` times the squared weights.
///
/// With margins `m_i = x_i · w + b`, signs `s_i = ±1` and row weights `c_i`, its value is
/// `Σ c_i log(1 + exp(-s_i m_i)) + l2 / 2 |w|²`.
package struct BinaryLogisticObjective<Features: FeatureProducts>: SmoothObjective {
    private let features: Features
    private let signs: Storage<Double>
    private let rowWeights: Storage<Double>
    private let intercept: InterceptColumn?

    package let parameterCount: Int
    package let penalty: QuadraticPenalty
    package var marginCount: Int { features.rowCount }
    package var curvatureCount: Int { features.rowCount }

    package init(
        features: Features,
        signs: Storage<Double>,
        rowWeights: Storage<Double>,
        l2: Double,
        intercept: InterceptColumn?
    ) {
        self.features = features
        self.signs = signs
        self.rowWeights = rowWeights
        self.intercept = intercept
        parameterCount = features.columnCount + (intercept == nil ? 0 : 1)
        penalty = QuadraticPenalty(
            l2: l2,
            count: intercept?.isPenalized == true ? parameterCount : features.columnCount
        )
    }

    package func margins(
        of weights: UnsafePointer<Double>,
        into margins: UnsafeMutablePointer<Double>
    ) {
        features.multiply(weights, width: 1, into: margins)
        guard let intercept else { return }
        let offset = intercept.value * weights[features.columnCount]
        for row in 0..<marginCount { margins[row] += offset }
    }

    package func losses(
        at margins: UnsafeMutablePointer<Double>,
        curvature: UnsafeMutablePointer<Double>?
    ) -> Double {
        defer { extendLifetime(self) }
        nonisolated(unsafe) let (margins, curvature) = (margins, curvature)
        nonisolated(unsafe) let (signs, weights) = (signs.address, rowWeights.address)
        return Threads.map(marginCount, minimumPart: 4096) { rows in
            let first = rows.lowerBound
            return logisticLoss(
                margins: margins + first,
                signs: signs + first,
                weights: weights + first,
                curvature: curvature.map { $0 + first },
                rows.count
            )
        }.reduce(0, +)
    }

    package func bend(
        _ margins: UnsafeMutablePointer<Double>,
        curvature: UnsafePointer<Double>
    ) {
        for row in 0..<marginCount { margins[row] *= curvature[row] }
    }

    package func weightDerivatives(
        of derivatives: UnsafePointer<Double>,
        into gradient: UnsafeMutablePointer<Double>
    ) {
        features.multiplyTransposed(derivatives, width: 1, into: gradient)
        guard let intercept else { return }
        var sum = 0.0
        for row in 0..<marginCount { sum += derivatives[row] }
        gradient[features.columnCount] = intercept.value * sum
    }
}

/// The weighted sum of `log(1 + exp(-sign * margin))`.
///
/// Replaces each margin by the derivative by it, and writes the second derivative where asked.
package func logisticLoss(
    margins: UnsafeMutablePointer<Double>,
    signs: UnsafePointer<Double>,
    weights: UnsafePointer<Double>,
    curvature: UnsafeMutablePointer<Double>?,
    _ count: Int
) -> Double {
    typealias Lanes = LaneMath.Lanes

    @inline(__always)
    func lanes(
        _ margin: Lanes,
        _ sign: Lanes,
        _ weight: Lanes
    ) -> (loss: Lanes, derivative: Lanes, curvature: Lanes) {
        let agreement = sign * margin
        let small = LaneMath.exponential(LaneMath.negativeMagnitude(agreement))
        let (logarithm, inverse) = LaneMath.logarithmAndInverseOfOnePlus(small)
        // The probability of the wrong class, of which small is the odds on the right side of zero.
        let isRight = agreement .>= Lanes.zero
        let wrong = inverse * Lanes.one.replacing(with: small, where: isRight)
        let linear = (-agreement).replacing(with: 0, where: isRight)
        let weightedWrong = weight * wrong
        return (
            weight * (logarithm + linear),
            -sign * weightedWrong,
            weight * small * inverse * inverse
        )
    }

    @inline(__always)
    func load(_ pointer: UnsafePointer<Double>, _ position: Int) -> Lanes {
        UnsafeRawPointer(pointer + position).loadUnaligned(as: Lanes.self)
    }

    var sum = Lanes.zero
    var position = 0
    while position &+ 4 <= count {
        let result = lanes(
            load(margins, position),
            load(signs, position),
            load(weights, position)
        )
        sum += result.loss
        UnsafeMutableRawPointer(margins + position)
            .storeBytes(of: result.derivative, as: Lanes.self)
        if let curvature {
            UnsafeMutableRawPointer(curvature + position)
                .storeBytes(of: result.curvature, as: Lanes.self)
        }
        position &+= 4
    }
    var total = sum.sum()
    while position < count {
        let result = lanes(
            Lanes(repeating: margins[position]),
            Lanes(repeating: signs[position]),
            Lanes(repeating: weights[position])
        )
        total += result.loss[0]
        margins[position] = result.derivative[0]
        curvature?[position] = result.curvature[0]
        position &+= 1
    }
    return total
}

/// Exponential and logarithm for four numbers at a time, without a call into the C library.
///
/// Both are exact to a few units in the last place over the range that losses need.
package enum LaneMath {
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
        // The terms in pairs, pairs of pairs and so on, which do not wait for each other.
        let r2 = r * r
        let r4 = r2 * r2
        let low0 = pair(1, 1, r) + pair(1 / 2, 1 / 6, r) * r2
        let low1 = pair(1 / 24, 1 / 120, r) + pair(1 / 720, 1 / 5_040, r) * r2
        let high0 = pair(1 / 40_320, 1 / 362_880, r) + pair(1 / 3_628_800, 1 / 39_916_800, r) * r2
        let high1 = pair(1 / 479_001_600, 1 / 6_227_020_800, r)
        let low = low0 + low1 * r4
        let high = high0 + high1 * r4
        let sum = low + high * (r4 * r4)
        let exponent = unsafeBitCast(shifted, to: SIMD4<Int64>.self) &<< 52
        return unsafeBitCast(
            unsafeBitCast(sum, to: SIMD4<Int64>.self) &+ exponent,
            to: Lanes.self
        )
    }

    /// The natural logarithm of one plus each lane, and the inverse of one plus each lane, for
    /// lanes from 0 to 1.
    ///
    /// The logarithm is `2 artanh(x / (2 + x))`; where `1 + x` exceeds the root of two, one half of
    /// it is taken and `log 2` added, so that the series is always short. One division serves both.
    @inline(__always)
    package static func logarithmAndInverseOfOnePlus(
        _ x: Lanes
    ) -> (logarithm: Lanes, inverse: Lanes) {
        let isLarge = x .> Lanes(repeating: 0.41421356237309503)
        let half = Lanes.zero.replacing(with: 1, where: isLarge)
        let denominator = (x + 2) + half
        let onePlus = x + 1
        let quotient = 1 / (onePlus * denominator)
        let s = (x - half) * (quotient * onePlus)
        let z = s * s
        let z2 = z * z
        let z4 = z2 * z2
        let low = pair(2 / 3, 2 / 5, z) + pair(2 / 7, 2 / 9, z) * z2
        let high = pair(2 / 11, 2 / 13, z) + pair(2 / 15, 2 / 17, z) * z2
        let sum = low + high * z4 + (2.0 / 19) * (z4 * z4)
        let result = s * 2 + s * z * sum
        let shift = Lanes.zero.replacing(with: 0.6931471805599453, where: isLarge)
        return (result + shift, quotient * denominator)
    }

    /// The negative of each lane's absolute value.
    @inline(__always)
    package static func negativeMagnitude(_ x: Lanes) -> Lanes {
        unsafeBitCast(
            unsafeBitCast(x, to: SIMD4<UInt64>.self) | SIMD4(repeating: 1 << 63),
            to: Lanes.self
        )
    }

    /// `constant + slope * x`.
    @inline(__always)
    private static func pair(_ constant: Double, _ slope: Double, _ x: Lanes) -> Lanes {
        x * slope + constant
    }
}
