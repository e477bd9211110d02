import SwiftletPlatform

/// Binary cross-entropy of logits: `-log p` for a target of 1 and `-log(1 - p)` for 0, where
/// `p = 1 / (1 + exp(-logit))`, computed so that no logit overflows.
package enum BinaryCrossEntropy {
    /// Returns the sum of the weighted losses, and writes the gradient of that sum times `scale`.
    ///
    /// - Parameters:
    ///   - targets: From 0 to 1.
    ///   - weights: The weights of targets 0 and 1; nil for 1 and 1.
    ///   - gradient: May be where the logits are.
    package static func evaluate(
        _ count: Int,
        logits: UnsafePointer<Float>,
        targets: UnsafePointer<Float>,
        weights: ClassWeights? = nil,
        scale: Float,
        gradient: UnsafeMutablePointer<Float>?
    ) -> Double {
        let (negative, positive) = weights.map { ($0.weights[0], $0.weights[1]) } ?? (1, 1)
        var total = 0.0
        for index in 0..<count {
            let (logit, target) = (Double(logits[index]), Double(targets[index]))
            let weight = Double(negative) + (Double(positive) - Double(negative)) * target
            let small = exp(-abs(logit))
            total += weight * (max(logit, 0) - logit * target + log1p(small))
            let probability = logit < 0 ? small / (1 + small) : 1 / (1 + small)
            gradient?[index] = Float((probability - target) * weight * Double(scale))
        }
        return total
    }
}
