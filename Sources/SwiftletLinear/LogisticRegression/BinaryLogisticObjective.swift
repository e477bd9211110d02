import SwiftletBase

/// The weighted sum of logistic losses of two classes, plus half of `l2` times the squared weights.
///
/// With margins `m_i = x_i · w + b`, signs `s_i = ±1` and row weights `c_i`, its value is
/// `Σ c_i log(1 + exp(-s_i m_i)) + l2 / 2 |w|²`. Each evaluation is one pass over the rows: a
/// block's margins are computed, turned into residuals, and the residuals spread over the gradient
/// while the block is still in the cache. Threads have gradients of their own, added at the end.
package final class BinaryLogisticObjective<Rows: FeatureRows>: SmoothObjective {
    private let rows: Rows
    private let signs: Storage<Double>
    private let rowWeights: Storage<Double>
    private let l2: Double
    private let intercept: InterceptColumn?
    private let partials: PartialGradients

    package let parameterCount: Int
    package var curvatureCount: Int { rows.rowCount }

    package init(
        rows: Rows,
        signs: Storage<Double>,
        rowWeights: Storage<Double>,
        l2: Double,
        intercept: InterceptColumn?
    ) {
        self.rows = rows
        self.signs = signs
        self.rowWeights = rowWeights
        self.l2 = l2
        self.intercept = intercept
        parameterCount = rows.columnCount + (intercept == nil ? 0 : 1)
        partials = PartialGradients(rows, parameterCount: parameterCount)
    }

    package func evaluate(
        at weights: UnsafePointer<Double>,
        gradient: UnsafeMutablePointer<Double>,
        curvature: UnsafeMutablePointer<Double>?
    ) -> Double {
        defer { extendLifetime(self) }
        let rows = rows
        let columns = rows.columnCount
        let stride = partials.stride
        let parameterCount = parameterCount
        let bias = intercept?.value ?? 0
        nonisolated(unsafe) let weights = weights
        nonisolated(unsafe) let curvature = curvature
        nonisolated(unsafe) let start = partials.address
        nonisolated(unsafe) let signs = signs.address
        nonisolated(unsafe) let rowWeights = rowWeights.address
        partials.partition.split { part, range in
            let sums = start + part * stride
            sums.update(repeating: 0, count: stride)
            let offset = bias == 0 ? 0 : bias * weights[columns]
            var loss = 0.0
            var residualSum = 0.0
            withUnsafeTemporaryAllocation(of: Double.self, capacity: blockRows) { block in
                let block = block.baseAddress!
                var first = range.lowerBound
                while first < range.upperBound {
                    let count = min(blockRows, range.upperBound &- first)
                    for position in 0..<count {
                        block[position] = rows.dot(first &+ position, weights) + offset
                    }
                    loss += logisticLoss(
                        margins: block,
                        signs: signs + first,
                        weights: rowWeights + first,
                        curvature: curvature.map { $0 + first },
                        count
                    )
                    for position in 0..<count {
                        let residual = block[position]
                        residualSum += residual
                        rows.add(first &+ position, times: residual, to: sums)
                    }
                    first &+= count
                }
            }
            if bias != 0 { sums[columns] = bias * residualSum }
            sums[parameterCount] = loss
        }
        return reduce(weights, into: gradient)
    }

    package func hessianProduct(
        curvature: UnsafePointer<Double>,
        vector: UnsafePointer<Double>,
        into product: UnsafeMutablePointer<Double>
    ) {
        defer { extendLifetime(self) }
        let rows = rows
        let columns = rows.columnCount
        let stride = partials.stride
        let bias = intercept?.value ?? 0
        nonisolated(unsafe) let vector = vector
        nonisolated(unsafe) let curvature = curvature
        nonisolated(unsafe) let start = partials.address
        partials.partition.split { part, range in
            let sums = start + part * stride
            sums.update(repeating: 0, count: stride)
            let offset = bias == 0 ? 0 : bias * vector[columns]
            var scaleSum = 0.0
            for row in range {
                let scale = curvature[row] * (rows.dot(row, vector) + offset)
                scaleSum += scale
                rows.add(row, times: scale, to: sums)
            }
            if bias != 0 { sums[columns] = bias * scaleSum }
        }
        _ = reduce(vector, into: product)
    }

    private func reduce(
        _ weights: UnsafePointer<Double>,
        into gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        let penalized = intercept?.isPenalized == true ? parameterCount : rows.columnCount
        return partials.reduce(weights, l2: l2, penalized: penalized, into: gradient)
    }
}

/// How many rows are worked on at once: few enough that their elements stay in the first cache.
private let blockRows = 128

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
