import SwiftletTensor

/// A model that turns a text into numbers of which texts of like meaning have like ones.
public protocol SentenceEncoder: Sendable {
    /// How many numbers a text becomes.
    var dimension: Int { get }

    /// What tells this encoder's embeddings from those of others: embeddings that were kept under
    /// the same identity can be used again.
    var identity: String { get }

    /// The embeddings of texts, `[texts, dimension]`, each of length 1.
    func embed(_ texts: [String]) throws -> Tensor
}
