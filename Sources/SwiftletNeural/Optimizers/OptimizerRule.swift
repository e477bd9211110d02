import SwiftletPlatform

/// An optimiser's formula for one step, with everything computed that is the same for every
/// parameter.
struct OptimizerRule {
    private let optimizer: Optimizer
    private var rate: Float
    /// Clipping's factor for the gradients.
    private let gradientFactor: Float
    /// Adam's rate over the first moment's correction, and the root of the second's.
    private var correctedRate: Float
    private let secondRoot: Float

    /// - Parameter step: The step's number, from 1.
    init(_ optimizer: Optimizer, step: Int, rate: Double, gradientFactor: Float) {
        self.optimizer = optimizer
        self.rate = Float(rate)
        self.gradientFactor = gradientFactor
        switch optimizer {
        case .sgd:
            (correctedRate, secondRoot) = (0, 0)
        case .adam(let beta1, let beta2, _, _), .adamW(let beta1, let beta2, _, _):
            correctedRate = Float(rate / (1 - pow(Double(beta1), Double(step))))
            secondRoot = Float((1 - pow(Double(beta2), Double(step))).squareRoot())
        }
    }

    /// The rule for parameters with a learning rate that is `factor` times as high.
    func withRate(times factor: Float) -> OptimizerRule {
        var rule = self
        rule.rate *= factor
        rule.correctedRate *= factor
        return rule
    }

    /// Changes `count` parameters, and sets their gradients back to zero. `first` and `second` are
    /// what the optimiser keeps of them; those it does not keep are not touched.
    func apply(
        _ count: Int,
        values: UnsafeMutablePointer<Float>,
        gradients: UnsafeMutablePointer<Float>,
        first: UnsafeMutablePointer<Float>,
        second: UnsafeMutablePointer<Float>,
        isDecayed: Bool
    ) {
        switch optimizer {
        case .sgd(let momentum, let weightDecay, let isNesterov):
            let decay = isDecayed ? weightDecay : 0
            for index in 0..<count {
                var step = gradients[index] * gradientFactor + decay * values[index]
                if momentum != 0 {
                    first[index] = momentum * first[index] + step
                    step = isNesterov ? step + momentum * first[index] : first[index]
                }
                values[index] -= rate * step
                gradients[index] = 0
            }
        case .adam(let beta1, let beta2, let epsilon, let weightDecay),
            .adamW(let beta1, let beta2, let epsilon, let weightDecay):
            let addedDecay = isDecayed && !decaysApart ? weightDecay : 0
            let kept = isDecayed ? keptShare : 1
            let (correctedRate, inverseRoot, gradientFactor) = (
                correctedRate, 1 / secondRoot, gradientFactor
            )
            for index in stride(from: 0, to: count, by: 8) {
                let rest = count - index
                let value = loadEight(values + index, rest)
                let gradient =
                    loadEight(gradients + index, rest) * gradientFactor + addedDecay * value
                let oldMean = loadEight(first + index, rest)
                let mean = oldMean + (1 - beta1) * (gradient - oldMean)
                let square =
                    beta2 * loadEight(second + index, rest) + (1 - beta2) * gradient * gradient
                storeEight(mean, first + index, rest)
                storeEight(square, second + index, rest)
                let root = square.squareRoot() * inverseRoot + epsilon
                storeEight(kept * value - correctedRate * mean / root, values + index, rest)
                storeEight(.zero, gradients + index, rest)
            }
        }
    }

    /// Whether weight decay stays out of the gradient.
    private var decaysApart: Bool {
        if case .adamW = optimizer { true } else { false }
    }

    /// What a step leaves of a parameter where weight decay stays out of the gradient.
    private var keptShare: Float {
        if case .adamW(_, _, _, let weightDecay) = optimizer { 1 - rate * weightDecay } else { 1 }
    }

    /// Changes `count` parameters as weight decay alone does, where gradients and moments are zero
    /// or negligible.
    func decay(_ count: Int, values: UnsafeMutablePointer<Float>) {
        let kept = keptShare
        if kept == 1 { return }
        for index in 0..<count { values[index] *= kept }
    }
}
