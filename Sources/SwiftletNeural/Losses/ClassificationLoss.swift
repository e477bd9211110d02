import SwiftletBase

/// The loss of a network that ends in a ``DenseHead``: the binary cross-entropy of the one logit of
/// two classes, the categorical cross-entropy of a logit a class where there are more.
struct ClassificationLoss: Sendable {
    private let classCount: Int
    private let labels: [Int32]
    private let classWeights: ClassWeights?

    /// - Parameters:
    ///   - labels: The class of each example, from 0 to below `classCount`.
    ///   - classCount: At least 2.
    ///   - classWeights: How much each class counts; nil for the same.
    init(labels: [Int], classCount: Int, classWeights: ClassWeights?) {
        precondition(
            labels.allSatisfy { 0..<classCount ~= $0 },
            "A label is not one of \(classCount) classes."
        )
        precondition(
            classWeights.map { $0.weights.count == classCount } ?? true,
            "\(classWeights?.weights.count ?? 0) class weights do not fit \(classCount) classes."
        )
        self.classCount = classCount
        self.labels = labels.map { Int32($0) }
        self.classWeights = classWeights
    }

    /// How many examples have a label.
    var exampleCount: Int { labels.count }

    /// Returns the sum of the weighted losses of some examples, and writes the gradient of that sum
    /// times `scale`.
    ///
    /// - Parameters:
    ///   - examples: The numbers of the examples, in the order of the logits' rows.
    ///   - logits: `[examples, logits]`
    ///   - gradient: May be where the logits are.
    func evaluate(
        _ examples: some Collection<Int32>,
        logits: UnsafePointer<Float>,
        scale: Float,
        gradient: UnsafeMutablePointer<Float>
    ) -> Double {
        let count = examples.count
        if classCount == 2 {
            return withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { targets in
                for (row, example) in examples.enumerated() {
                    targets[row] = Float(labels[Int(example)])
                }
                return BinaryCrossEntropy.evaluate(
                    count,
                    logits: logits,
                    targets: targets.baseAddress!,
                    weights: classWeights,
                    scale: scale,
                    gradient: gradient
                )
            }
        }
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { classes in
            for (row, example) in examples.enumerated() { classes[row] = labels[Int(example)] }
            return CategoricalCrossEntropy.evaluate(
                count,
                classes: classCount,
                logits: logits,
                labels: classes.baseAddress!,
                weights: classWeights,
                scale: scale,
                gradient: gradient
            )
        }
    }
}
