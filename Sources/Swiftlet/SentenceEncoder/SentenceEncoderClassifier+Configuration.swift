import SwiftletNeural
import SwiftletText

extension SentenceEncoderClassifier {
    /// How a sentence-encoder classifier cleans, what its network looks like, and how it learns.
    public struct Configuration: Sendable, Equatable, Codable {
        /// How texts are cleaned before they are embedded.
        public var cleaning = TextCleaner.light
        /// The dense layer's units.
        public var units = 128
        /// The share of the embedding's numbers that is dropped.
        public var dropout: Float = 0.3
        /// The share of the dense layer's outputs that is dropped.
        public var denseDropout: Float = 0.3
        /// Whether training begins with embeddings each number of which is brought to mean 0 and
        /// standard deviation 1 over the training texts. What that takes becomes part of the dense
        /// layer in the end, so the network stays the same.
        public var standardizes = true
        /// How much the examples of each class count.
        public var classWeighting = ClassWeighting.equal
        /// Epochs, batches, learning rate, early stopping and the seed, which is also that of the
        /// starting weights and of dropout.
        public var training = Self.defaultTraining

        /// Adam with a linearly decaying rate, batches of 64, and early stopping after five
        /// epochs without a better validation F1.
        public static var defaultTraining: TrainingSettings {
            var training = TrainingSettings()
            training.epochs = 20
            training.batchSize = 64
            training.learningRate = 1e-3
            training.schedule = .linear(warmUpRatio: 0.1)
            training.patience = 5
            training.seed = 42
            return training
        }

        /// The defaults.
        public init() {}
    }
}

extension SentenceEncoderClassifier.Configuration {
    /// Checks what may come from a file or a command line, for so many labels.
    func requireValid(labels: Int) throws(SettingError) {
        try SettingError.requireNone([
            .size("units", units, 1...1 << 14),
            .share("dropout", dropout),
            .share("denseDropout", denseDropout),
            classWeighting.firstInvalid(labels: labels),
            training.firstInvalid,
        ])
    }

    /// The network for embeddings of `dimension` numbers and so many labels.
    func network(dimension: Int, labels: Int) -> DenseNetwork.Configuration {
        var network = DenseNetwork.Configuration(inputs: dimension)
        network.units = units
        network.classCount = labels
        network.dropout = dropout
        network.denseDropout = denseDropout
        return network
    }
}
