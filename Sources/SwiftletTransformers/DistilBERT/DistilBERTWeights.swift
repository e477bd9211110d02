import SwiftletNeural
import SwiftletTensor

/// A DistilBERT's numbers by Transformers' names, each in the shape that its checkpoints have.
struct DistilBERTWeights {
    private(set) var arrays: [String: FloatArray]

    /// The array called `name`, which must be there.
    subscript(name: String) -> FloatArray {
        get { arrays[name]! }
        set { arrays[name] = newValue }
    }

    init(_ arrays: [String: FloatArray]) { self.arrays = arrays }

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
