import SwiftletNeural
import SwiftletTensor

/// A DistilBERT's numbers by Transformers' names, each in the shape that its checkpoints have.
struct DistilBERTWeights {
    let arrays: [String: FloatArray]

    subscript(name: String) -> FloatArray { arrays[name]! }

    init(_ arrays: [String: FloatArray]) { self.arrays = arrays }

    /// The numbers in a run that `layout` describes, and a table of word embeddings.
    init(_ run: FloatArray, _ layout: DistilBERTLayout, wordEmbeddings: FloatArray) {
        var arrays = [DistilBERTLayout.wordEmbeddings: wordEmbeddings]
        for entry in layout.parameters.entries {
            arrays[entry.name] = run[entry.offset..<entry.offset + entry.count]
        }
        self.arrays = arrays
    }

    /// Numbers drawn as Transformers draws them: normal ones for matrices, 0 for biases and shifts,
    /// 1 for scales, 0 for the padding token.
    static func drawn(
        _ entry: ParameterLayout.Entry,
        _ configuration: DistilBERTConfiguration,
        using generator: inout PCG64
    ) -> Tensor {
        if entry.shape.count == 2 {
            return Tensor(
                normalWithMean: 0,
                standardDeviation: configuration.initializerRange,
                shape: entry.shape,
                using: &generator
            )
        }
        return Tensor(
            repeating: entry.name.hasSuffix("norm.weight")
                || entry.name.hasSuffix("LayerNorm.weight") ? 1 : 0,
            shape: entry.shape
        )
    }
}
