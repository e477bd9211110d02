import SwiftletBase
import SwiftletPlatform

/// A sigmoid of a score, fitted so that it gives the probability of the positive class (Platt
/// scaling): `1 / (1 + exp(slope * score + intercept))`.
///
///     let calibration = try SigmoidCalibration(scores: margins, truth: truth)
///     calibration.probability(of: 0.3)
///
/// The fit is that of scikit-learn's `CalibratedClassifierCV(method="sigmoid")`, with targets drawn a
/// little towards the middle.
///
/// Reference: J. Platt, "Probabilistic outputs for support vector machines", 1999.
public struct SigmoidCalibration: Sendable, Equatable, Codable {
    /// What a score is multiplied by; negative where higher scores are more likely positive.
    public let slope: Double
    public let intercept: Double

    /// A calibration fitted earlier.
    public init(slope: Double, intercept: Double) {
        self.slope = slope
        self.intercept = intercept
    }

    /// Fits the sigmoid.
    ///
    /// - Parameters:
    ///   - scores: A score for each example, of any scale; at least one.
    ///   - truth: 1 for a positive, 0 for a negative.
    /// - Throws: `TrainingDataError` where there is no example or a score is not finite.
    public init(scores: [Double], truth: [Int]) throws(TrainingDataError) {
        try TrainingDataError.requireUsable(scores, truth)
        // Large scores are scaled down: the same result by other steps.
        let greatest = scores.reduce(0) { max($0, abs($1)) }
        let scale = greatest >= 30 ? greatest : 1
        let objective = SigmoidLoss(scores.map { $0 / scale }, truth)
        let positives = Double(truth.count { $0 == 1 })
        let negatives = Double(truth.count) - positives
        let weights = Storage<Double>(zeros: 2)
        weights.address[1] = log((negatives + 1) / (positives + 1))
        var solver = LBFGS(gradientTolerance: 1e-6, maximumIterations: 15_000)
        solver.maximumEvaluations = 20
        _ = solver.minimize(objective, weights)
        slope = weights.address[0] / scale
        intercept = weights.address[1]
        extendLifetime(weights)
    }

    /// The probability of an example with this score.
    public func probability(of score: Double) -> Double { sigmoid(-(slope * score + intercept)) }
}

/// The sum of the cross-entropies of Platt's targets, as a function of slope and intercept.
private struct SigmoidLoss: SmoothObjective {
    let scores: [Double]
    let targets: [Double]
    var parameterCount: Int { 2 }
    var marginCount: Int { scores.count }
    var curvatureCount: Int { 0 }
    var penalty: QuadraticPenalty { QuadraticPenalty(l2: 0, count: 0) }

    init(_ scores: [Double], _ truth: [Int]) {
        self.scores = scores
        let positives = Double(truth.count { $0 == 1 })
        let negatives = Double(truth.count) - positives
        let (high, low) = ((positives + 1) / (positives + 2), 1 / (negatives + 2))
        targets = truth.map { $0 == 1 ? high : low }
    }

    func margins(of weights: UnsafePointer<Double>, into margins: UnsafeMutablePointer<Double>) {
        for (place, score) in scores.enumerated() {
            margins[place] = -(weights[0] * score + weights[1])
        }
    }

    func losses(
        at margins: UnsafeMutablePointer<Double>,
        curvature: UnsafeMutablePointer<Double>?
    ) -> Double {
        var loss = 0.0
        for (place, target) in targets.enumerated() {
            let margin = margins[place]
            loss += max(margin, 0) + log1p(exp(-abs(margin))) - target * margin
            margins[place] = sigmoid(margin) - target
        }
        return loss
    }

    func weightDerivatives(
        of derivatives: UnsafePointer<Double>,
        into gradient: UnsafeMutablePointer<Double>
    ) {
        var (slope, intercept) = (0.0, 0.0)
        for (place, score) in scores.enumerated() {
            slope -= derivatives[place] * score
            intercept -= derivatives[place]
        }
        gradient[0] = slope
        gradient[1] = intercept
    }

    func bend(_ margins: UnsafeMutablePointer<Double>, curvature: UnsafePointer<Double>) {
        preconditionFailure("Platt scaling is fitted by lbfgs, which asks for no curvature.")
    }
}
