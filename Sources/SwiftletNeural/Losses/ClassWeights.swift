/// How much an example of each class counts in a loss. The loss is the sum of the weighted losses
/// divided by the number of examples, as Keras has it.
public struct ClassWeights: Sendable, Equatable {
    /// The weight of each class.
    public let weights: [Float]

    /// Creates weights, one for each class, none negative.
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
