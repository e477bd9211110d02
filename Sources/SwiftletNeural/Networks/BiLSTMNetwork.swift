import SwiftletBase
import SwiftletTensor

/// A text classifier's network: embedding, spatial dropout, bidirectional LSTM, dropout, dense layer
/// with ReLU, dropout, and one logit, or one a class where there are more than two.
///
///     let network = try BiLSTMNetwork(.init(vocabularySize: 20_000, embeddingSize: 50), seed: 42)
///     let probabilities = network.probabilities(of: sequences)       // [sequences, 2]
///
/// Sequences have their own lengths; none is padded. A sequence without tokens gets the logit of a
/// hidden state of zeros. A network does not change and is safe to share; ``BiLSTMTraining`` trains
/// it.
public struct BiLSTMNetwork: Sendable {
    /// The sizes of a network, and its dropout in training.
    public struct Configuration: Sendable, Equatable {
        /// The rows of the embedding; tokens are below it.
        public var vocabularySize: Int
        /// The width of the embedding.
        public var embeddingSize: Int
        /// The LSTM's units in each direction.
        public var units = 64
        /// The dense layer's units.
        public var denseUnits = 128
        /// How many classes there are, at least 2.
        public var classCount = 2
        /// The share of the embedding's channels that are dropped, for whole sequences.
        public var spatialDropout: Float = 0.2
        /// The share of the LSTM's final states that is dropped.
        public var dropout: Float = 0.3
        /// The share of the dense layer's outputs that is dropped.
        public var denseDropout: Float = 0.3
        /// Maximum number of tokens of a sequence; longer sequences are cut.
        public var maximumLength = 50

        /// Creates a configuration of these sizes, with defaults for the rest.
        public init(vocabularySize: Int, embeddingSize: Int) {
            self.vocabularySize = vocabularySize
            self.embeddingSize = embeddingSize
        }
    }

    public let configuration: Configuration
    /// `[vocabularySize, embeddingSize]`
    public let embedding: Tensor
    /// All other weights, `[layout(of: configuration).count]`, in the order of the layout.
    public let weights: Tensor
    let shape: BiLSTMShape
    /// The LSTM's weights in the form that predictions read.
    let predictionWeights = LazyValue<LSTMPredictionWeights>()
    let workspaces = WorkspacePool<BiLSTMPrediction>()

    /// Creates a network from its weights.
    ///
    /// - Parameters:
    ///   - configuration: The sizes.
    ///   - embedding: `[vocabularySize, embeddingSize]`
    ///   - weights: `[layout(of: configuration).count]`
    public init(_ configuration: Configuration, embedding: Tensor, weights: Tensor) {
        let shape = BiLSTMShape(configuration)
        precondition(
            embedding.shape == [configuration.vocabularySize, configuration.embeddingSize],
            "An embedding of shape \(embedding.shape) is not "
                + "[\(configuration.vocabularySize), \(configuration.embeddingSize)]."
        )
        precondition(
            weights.count == shape.layout.count,
            "\(weights.count) weights do not fill a layout of \(shape.layout.count)."
        )
        self.configuration = configuration
        self.embedding = embedding
        self.weights = weights
        self.shape = shape
    }

    /// A network with weights drawn as Keras draws them.
    ///
    /// - Parameters:
    ///   - configuration: The sizes.
    ///   - embedding: Word vectors, `[vocabularySize, embeddingSize]`; nil to draw them too, from
    ///     -0.05 to 0.05.
    ///   - seed: The seed of what is drawn.
    /// - Throws: `LinearAlgebraError` when memory runs out.
    public init(
        _ configuration: Configuration,
        embedding: Tensor? = nil,
        seed: UInt64
    ) throws(LinearAlgebraError) {
        var generator = PCG64(seed: seed)
        let size = configuration.embeddingSize
        let forward = try LSTMWeights(
            inputs: size,
            units: configuration.units,
            using: &generator
        )
        let backward = try LSTMWeights(
            inputs: size,
            units: configuration.units,
            using: &generator
        )
        let head = DenseHead.drawWeights(
            inputs: 2 * configuration.units,
            units: configuration.denseUnits,
            classCount: configuration.classCount,
            using: &generator
        )
        self.init(
            configuration,
            embedding: embedding
                ?? Tensor(
                    uniform: -0.05..<0.05,
                    shape: [configuration.vocabularySize, size],
                    using: &generator
                ),
            weights: [
                "lstm.weight_ih_l0": forward.input,
                "lstm.weight_ih_l0_reverse": backward.input,
                "lstm.weight_hh_l0": forward.recurrent,
                "lstm.weight_hh_l0_reverse": backward.recurrent,
                "lstm.bias_l0": forward.bias,
                "lstm.bias_l0_reverse": backward.bias,
            ].merging(head) { $1 }
        )
    }

    /// A network from its arrays by name. The names and shapes must be those of `layout`.
    public init(
        _ configuration: Configuration,
        embedding: Tensor,
        weights arrays: [String: Tensor]
    ) {
        let weights = Self.layout(of: configuration).run(of: arrays)
        self.init(configuration, embedding: embedding, weights: weights)
    }

    /// The names, shapes and places of the weights of a network of these sizes.
    public static func layout(of configuration: Configuration) -> ParameterLayout {
        BiLSTMShape(configuration).layout
    }

    /// One of the arrays of `weights` by its name, such as `dense.bias`; nil for a name that there
    /// is not.
    public func array(_ name: String) -> Tensor? {
        shape.layout.array(name, of: weights)
    }
}
