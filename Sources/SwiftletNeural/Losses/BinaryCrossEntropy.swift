import SwiftletPlatform

/// How much an example of each class counts in a loss. The loss is the sum of the weighted losses
/// divided by the number of examples, as Keras has it.
public struct ClassWeights: Sendable, Equatable {
    /// The weight of each class.
    public let weights: [Float]

    /// - Parameter weights: The weight of each class, not negative.
    public init(_ weights: [Float]) {
        precondition(
            weights.allSatisfy { $0 >= 0 && $0.isFinite },
            "A class weight of \(weights) is negative or not finite."
        )
        self.weights = weights
    }

    /// Weights with which each class counts as much as any other in all:
    /// `examples / (classes * examples of the class)`; 0 for a class without examples.
    public static func balanced(_ labels: some Collection<Int>, classes: Int) -> ClassWeights {
        var counts = [Int](repeating: 0, count: classes)
        for label in labels { counts[label] += 1 }
        return ClassWeights(
            counts.map { $0 == 0 ? 0 : Float(labels.count) / Float(classes * $0) }
        )
    }
}

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

/// Stops the program unless labels are those of two classes, and so are the weights.
func requireBinary(_ labels: [Int], _ weights: ClassWeights?) {
    precondition(labels.allSatisfy { $0 == 0 || $0 == 1 }, "A label is neither 0 nor 1.")
    precondition(
        weights.map { $0.weights.count == 2 } ?? true,
        "\(weights?.weights.count ?? 0) class weights do not fit 2 classes."
    )
}
