import SwiftletNeural
import SwiftletText

extension BiLSTMClassifier {
    /// How a BiLSTM classifier cleans, what its network looks like, and how it learns.
    public struct Configuration: Sendable, Equatable, Codable {
        /// How texts are cleaned before they are cut into words.
        public var cleaning = TextCleaner.light
        /// How many words have a vector of their own, the most frequent ones.
        public var vocabularySize = 20_000
        /// Texts are cut to their first so many words.
        public var maximumLength = 50
        /// The width of the embedding where the classifier learns its own; with word vectors, theirs
        /// counts.
        public var embeddingSize = 64
        /// Whether word vectors are trained further, which serves tweets better than to keep them as
        /// they are. An embedding without them is always trained, and the configuration of what comes
        /// of it says so.
        public var trainsEmbedding = true
        /// The LSTM's units in each direction.
        public var units = 128
        /// The dense layer's units.
        public var denseUnits = 128
        /// The share of the embedding's channels that are dropped, for whole texts.
        public var spatialDropout: Float = 0.3
        /// The share of the LSTM's final states that is dropped.
        public var dropout: Float = 0.4
        /// The share of the dense layer's outputs that is dropped.
        public var denseDropout: Float = 0.4
        /// How much the examples of each class count.
        public var classWeighting = ClassWeighting.equal
        /// Epochs, batches, learning rate, early stopping and the seed, which is also that of the
        /// starting weights and of dropout.
        public var training = Self.defaultTraining

        /// Adam with a rate that falls along a line, six epochs in batches of 32 tweets of like length,
        /// and early stopping after three without a better validation F1.
        public static var defaultTraining: TrainingSettings {
            var training = TrainingSettings()
            training.epochs = 6
            training.batchSize = 32
            training.bucketBatches = 8
            training.learningRate = 2e-3
            training.schedule = .linear(warmUpRatio: 0.1)
            training.maxGradientNorm = 1
            training.patience = 3
            training.seed = 42
            return training
        }

        /// The defaults.
        public init() {}
    }
}

extension BiLSTMClassifier.Configuration {
    /// Checks what may come from a file or a command line, for so many labels.
    func requireValid(labels: Int) throws(SettingError) {
        try SettingError.requireNone([
            .size("vocabularySize", vocabularySize, 1...1 << 24),
            .size("maximumLength", maximumLength, 1...1 << 20),
            .size("embeddingSize", embeddingSize, 1...1 << 14),
            .size("units", units, 1...1 << 14),
            .size("denseUnits", denseUnits, 1...1 << 14),
            .share("spatialDropout", spatialDropout),
            .share("dropout", dropout),
            .share("denseDropout", denseDropout),
            classWeighting.firstInvalid(labels: labels),
            training.firstInvalid,
        ])
    }

    /// The network for an index of `tokenCount` tokens, vectors of `embeddingSize` numbers and so many
    /// labels.
    func network(
        tokenCount: Int,
        embeddingSize: Int,
        labels: Int
    ) -> BiLSTMNetwork.Configuration {
        var network = BiLSTMNetwork.Configuration(
            vocabularySize: tokenCount,
            embeddingSize: embeddingSize
        )
        network.units = units
        network.denseUnits = denseUnits
        network.classCount = labels
        network.spatialDropout = spatialDropout
        network.dropout = dropout
        network.denseDropout = denseDropout
        network.maximumLength = maximumLength
        return network
    }
}
