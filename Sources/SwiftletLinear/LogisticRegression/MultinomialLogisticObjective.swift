import SwiftletBase

/// The weighted sum of softmax cross-entropies of three or more classes, plus half of `l2` times
/// the squared weights.
///
/// The weight of feature `j` for class `k` stands at `j * classes + k`, the intercepts behind all
/// of them. Intercepts are not penalised.
package struct MultinomialLogisticObjective<Features: FeatureProducts>: SmoothObjective {
    private let features: Features
    private let classes: Int
    private let targets: [Int32]
    private let rowWeights: Storage<Double>
    private let fitsIntercept: Bool

    package let penalty: QuadraticPenalty
    package var parameterCount: Int {
        (features.columnCount + (fitsIntercept ? 1 : 0)) * classes
    }
    package var marginCount: Int { features.rowCount * classes }
    package var curvatureCount: Int { marginCount }

    package init(
        features: Features,
        classes: Int,
        targets: [Int32],
        rowWeights: Storage<Double>,
        l2: Double,
        fitsIntercept: Bool
    ) {
        self.features = features
        self.classes = classes
        self.targets = targets
        self.rowWeights = rowWeights
        self.fitsIntercept = fitsIntercept
        penalty = QuadraticPenalty(l2: l2, count: features.columnCount * classes)
    }

    package func margins(
        of weights: UnsafePointer<Double>,
        into margins: UnsafeMutablePointer<Double>
    ) {
        features.multiply(weights, width: classes, into: margins)
        guard fitsIntercept else { return }
        let intercepts = weights + features.columnCount * classes
        for row in 0..<features.rowCount {
            for k in 0..<classes { margins[row &* classes &+ k] += intercepts[k] }
        }
    }

    package func losses(
        at margins: UnsafeMutablePointer<Double>,
        curvature: UnsafeMutablePointer<Double>?
    ) -> Double {
        defer { extendLifetime(self) }
        let (classes, targets) = (classes, targets)
        nonisolated(unsafe) let (margins, curvature) = (margins, curvature)
        nonisolated(unsafe) let rowWeights = rowWeights.address
        return Threads.map(features.rowCount, minimumPart: 1024) { rows in
            var loss = 0.0
            for row in rows {
                let margins = margins + row &* classes
                let target = Int(targets[row])
                let targetMargin = margins[target]
                let logSum = softmax(margins, classes)
                if let curvature {
                    (curvature + row &* classes).update(from: margins, count: classes)
                }
                let weight = rowWeights[row]
                loss += weight * (logSum - targetMargin)
                margins[target] -= 1
                for k in 0..<classes { margins[k] *= weight }
            }
            return loss
        }.reduce(0, +)
    }

    /// With probabilities `p` and margins `t` of the direction, the derivative by the margin of class
    /// `k` changes by `p_k (t_k - Σ p_l t_l)`.
    package func bend(
        _ margins: UnsafeMutablePointer<Double>,
        curvature: UnsafePointer<Double>
    ) {
        for row in 0..<features.rowCount {
            let (margins, probabilities) = (margins + row &* classes, curvature + row &* classes)
            var mean = 0.0
            for k in 0..<classes { mean += probabilities[k] * margins[k] }
            let weight = rowWeights.address[row]
            for k in 0..<classes {
                margins[k] = weight * probabilities[k] * (margins[k] - mean)
            }
        }
        extendLifetime(self)
    }

    package func weightDerivatives(
        of derivatives: UnsafePointer<Double>,
        into gradient: UnsafeMutablePointer<Double>
    ) {
        features.multiplyTransposed(derivatives, width: classes, into: gradient)
        guard fitsIntercept else { return }
        let sums = gradient + features.columnCount * classes
        sums.update(repeating: 0, count: classes)
        for row in 0..<features.rowCount {
            for k in 0..<classes { sums[k] += derivatives[row &* classes &+ k] }
        }
    }
}
