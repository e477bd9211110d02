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
