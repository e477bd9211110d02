import SwiftletTensor

/// The numbers of a Universal Sentence Encoder, in the mapped file where they can be.
struct UniversalSentenceEncoderWeights: Sendable {
    /// A matrix `[inputs, outputs]` and what is added to its products.
    struct Layer: Sendable {
        let weight: FloatArray
        let bias: FloatArray
    }

    /// How the second convolution of a branch takes many tokens.
    struct Filter: Sendable {
        let filter: MinimalFilter
        private let combined = LazyValue<FloatArray>()

        init?(places: Int) {
            guard let filter = MinimalFilter(places: places) else { return nil }
            self.filter = filter
        }

        /// The layer's weights combined, made when they are first asked for.
        func value(_ layer: Layer, _ width: Int) -> FloatArray {
            combined.value { FloatArray(filter.combine(layer.weight.start, size: width * width)) }
        }
    }

    let embedding: QuantizedEmbedding
    /// From an embedding to the inputs of all branches.
    let projection: Layer
    let projectionNorm: Normalization
    /// The two convolutions of each branch: `[order * width, width]`.
    let convolutions: [[Layer]]
    /// For branches whose windows are small enough.
    let filters: [Filter?]
    let norm: Normalization
    let output: Layer
    /// `[dimension, h0]`, `[h0, h1]`, `[h1, h2]` and `[h2, dimension]`.
    let hidden: [FloatArray]
    /// Around the first hidden layer, `[dimension, h1]`, and the third, `[h1, dimension]`.
    let shortcuts: [FloatArray]

    /// Maps the tensors of a directory.
    ///
    /// - Throws: `FileError`, `SafetensorsError` or ``CheckpointError`` naming file and tensor.
    init(
        directory: String,
        _ configuration: UniversalSentenceEncoderConfiguration
    ) throws {
        let checkpoint = try Checkpoint(directory: directory)
        func layer(_ name: String, _ inputs: Int, _ outputs: Int) throws -> Layer {
            Layer(
                weight: try checkpoint.array(name + ".weight", shape: [inputs, outputs]),
                bias: try checkpoint.array(name + ".bias", shape: [outputs])
            )
        }
        func norm(_ name: String, _ width: Int) throws -> Normalization {
            Normalization(
                scale: try checkpoint.array(name + ".weight", shape: [width]),
                shift: try checkpoint.array(name + ".bias", shape: [width]),
                epsilon: configuration.epsilon
            )
        }
        let (width, embeddingWidth) = (configuration.branchWidth, configuration.embeddingWidth)
        let (dimension, widths) = (configuration.dimension, configuration.hiddenWidths)
        let branchesWidth = configuration.branches.count * width
        embedding = try QuantizedEmbedding(checkpoint, configuration)
        projection = try layer("projection", embeddingWidth, branchesWidth)
        projectionNorm = try norm("projection.norm", branchesWidth)
        convolutions = try configuration.branches.enumerated().map { number, branch in
            try (0..<2).map {
                try layer("branches.\(number).convolutions.\($0)", branch.order * width, width)
            }
        }
        filters = configuration.branches.map { Filter(places: $0.order) }
        self.norm = try norm("norm", configuration.featureWidth)
        output = try layer("output", configuration.featureWidth, dimension)
        let sizes = [dimension] + widths + [dimension]
        hidden = try (0..<4).map {
            try checkpoint.array("hidden.\($0).weight", shape: [sizes[$0], sizes[$0 + 1]])
        }
        shortcuts = [
            try checkpoint.array("hidden.1.shortcut", shape: [dimension, widths[1]]),
            try checkpoint.array("hidden.3.shortcut", shape: [widths[1], dimension]),
        ]
    }
}
