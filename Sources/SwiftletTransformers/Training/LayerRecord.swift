import SwiftletTensor

/// What a layer computed on the way forward and needs on the way back, in memory that is used again.
final class LayerRecord {
    /// Queries, or queries, keys and values beside each other.
    let queries = Buffer<Float>()
    /// Keys and values beside each other, where queries are apart.
    let keysAndValues = Buffer<Float>()
    /// The layer's inputs at first tokens, where it computes those alone.
    let firstInputs = Buffer<Float>()
    /// By sequence, head, query and token.
    let probabilities = Buffer<Float>()
    /// What the heads give, beside each other.
    let context = Buffer<Float>()
    /// The attention's output and the layer's input added up, and their moments.
    let attentionSum = Buffer<Float>()
    let attentionMoments = Buffer<Float>()
    /// The sum, normalised.
    let attended = Buffer<Float>()
    /// The wide linear layer's outputs before the activation, and after it.
    let expanded = Buffer<Float>()
    let activated = Buffer<Float>()
    /// The block's output and `attended` added up, and their moments.
    let outputSum = Buffer<Float>()
    let outputMoments = Buffer<Float>()
    /// The sum, normalised: the layer's output.
    let output = Buffer<Float>()
    /// Dropout's factors of the probabilities and of the block's outputs, where it drops any.
    let probabilityMask = Buffer<Float>()
    let outputMask = Buffer<Float>()
}
