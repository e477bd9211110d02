import SwiftletTensor

/// Embeddings of texts with their labels.
public struct EmbeddedExamples: Sendable {
    /// `[examples, dimension]`
    public let embeddings: Tensor
    /// The label of each example.
    public let labels: [Int]

    /// Creates examples from embeddings, `[examples, dimension]`, and as many labels.
    public init(_ embeddings: Tensor, labels: [Int]) {
        precondition(
            embeddings.shape.count == 2 && embeddings.rows == labels.count,
            "Embeddings of shape \(embeddings.shape) do not fit \(labels.count) labels."
        )
        self.embeddings = embeddings
        self.labels = labels
    }
}
