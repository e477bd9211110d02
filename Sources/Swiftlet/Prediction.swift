/// The prediction for a text.
public struct Prediction: Sendable, Equatable {
    /// The most probable label.
    public let label: String
    /// The probability of `label`, 0 to 1.
    public let probability: Double
    /// The probability of every label, in the order of the classifier's `labels`; their sum is 1,
    /// unless a text may have several labels.
    public let probabilities: [Double]

    /// Picks the most probable of `labels`, the first one where several are.
    ///
    /// - Parameters:
    ///   - labels: The classifier's labels, at least one.
    ///   - probabilities: A probability for each of them.
    public init(labels: [String], probabilities: [Double]) {
        precondition(
            !labels.isEmpty && labels.count == probabilities.count,
            "\(labels.count) labels and \(probabilities.count) probabilities."
        )
        var best = 0
        for index in probabilities.indices where probabilities[index] > probabilities[best] {
            best = index
        }
        label = labels[best]
        probability = probabilities[best]
        self.probabilities = probabilities
    }
}
