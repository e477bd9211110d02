import SwiftletBase
import SwiftletTensor

/// A small network that classifies vectors: dropout, a dense layer with ReLU, dropout, and
/// one logit, or one a class where there are more than two.
///
///     let network = DenseNetwork(.init(inputs: 512), seed: 42)
///     let probabilities = network.probabilities(of: embeddings)      // [embeddings, 2]
///
/// A network does not change and is safe to share; ``DenseNetworkTraining`` trains it.
public struct DenseNetwork: Sendable {
    /// The sizes of a network, and its dropout in training.
    public struct Configuration: Sendable, Equatable {
        /// How many numbers a vector has.
        public var inputs: Int
        /// The dense layer's units.
        public var units = 128
        /// How many classes there are, at least 2.
        public var classCount = 2
        /// The share of the inputs that is dropped.
        public var dropout: Float = 0.3
        /// The share of the dense layer's outputs that is dropped.
        public var denseDropout: Float = 0.3

        /// Creates a configuration for vectors of this size, with defaults for the rest.
        public init(inputs: Int) { self.inputs = inputs }
    }

    public let configuration: Configuration
    /// All weights, `[layout(of: configuration).count]`, in the order of ``layout(of:)``.
    public let weights: Tensor
    let head: DenseHead

    /// Creates a network from its weights.
    ///
    /// - Parameters:
    ///   - configuration: The sizes.
    ///   - weights: `[layout(of: configuration).count]`
    public init(_ configuration: Configuration, weights: Tensor) {
        let (head, layout) = Self.parts(configuration)
        precondition(
            weights.count == layout.count,
            "\(weights.count) weights do not fill a layout of \(layout.count)."
        )
        self.configuration = configuration
        self.weights = weights
        self.head = head
    }

    /// A network with weights drawn as Keras draws them.
    public init(_ configuration: Configuration, seed: UInt64) {
        var generator = PCG64(seed: seed)
        let arrays = DenseHead.drawWeights(
            inputs: configuration.inputs,
            units: configuration.units,
            classCount: configuration.classCount,
            using: &generator
        )
        self.init(configuration, weights: arrays)
    }

    /// A network from its arrays by name. The names and shapes must be those of `layout`.
    public init(_ configuration: Configuration, weights arrays: [String: Tensor]) {
        self.init(configuration, weights: Self.layout(of: configuration).run(of: arrays))
    }

    /// The names, shapes and places of the weights of a network of these sizes.
    public static func layout(of configuration: Configuration) -> ParameterLayout {
        parts(configuration).layout
    }

    private static func parts(
        _ configuration: Configuration
    ) -> (head: DenseHead, layout: ParameterLayout) {
        precondition(
            configuration.inputs > 0 && configuration.units > 0,
            "A size of the network is not positive: \(configuration)."
        )
        var layout = ParameterLayout()
        let head = DenseHead(
            inputs: configuration.inputs,
            units: configuration.units,
            classCount: configuration.classCount,
            dropout: configuration.dropout,
            denseDropout: configuration.denseDropout,
            appendingTo: &layout
        )
        return (head, layout)
    }

    /// The logits of each row of `vectors`, on all threads.
    ///
    /// - Parameter vectors: `[count, inputs]`
    /// - Returns: `[count, 1]` for two classes, the logit of the second one; else `[count, classes]`.
    public func logits(of vectors: Tensor) -> Tensor {
        precondition(
            vectors.shape.count == 2 && vectors.columns == configuration.inputs,
            "Vectors of shape \(vectors.shape) do not fit \(configuration.inputs) inputs."
        )
        let (count, inputs, units) = (vectors.rows, configuration.inputs, configuration.units)
        let logits = Tensor(uninitialized: [count, head.output.outputs])
        nonisolated(unsafe) let result = logits.storage.address
        Threads.split(count, minimumPart: 64) { _, range in
            let hidden = Buffer<Float>(range.count * units)
            head.forward(
                range.count,
                UnsafePointer(vectors.storage.address + range.lowerBound * inputs),
                weights: UnsafePointer(weights.storage.address),
                hidden: hidden.start,
                into: result + range.lowerBound * head.output.outputs
            )
        }
        return logits
    }

    /// The probability of each class for each row of `vectors`.
    ///
    /// - Parameter vectors: `[count, inputs]`
    /// - Returns: `[count, classes]`; a row adds up to 1.
    public func probabilities(of vectors: Tensor) -> Tensor {
        DenseHead.probabilities(of: logits(of: vectors))
    }

    /// One of the arrays of `weights` by its name, such as `dense.bias`; nil for a name that there
    /// is not.
    public func array(_ name: String) -> Tensor? {
        Self.layout(of: configuration).array(name, of: weights)
    }
}
