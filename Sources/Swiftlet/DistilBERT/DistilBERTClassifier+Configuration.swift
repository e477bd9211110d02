import SwiftletBase
import SwiftletNeural
import SwiftletText
import SwiftletTransformers

extension DistilBERTClassifier {
    /// How a DistilBERT classifier prepares texts, and how it is fine-tuned.
    public struct Configuration: Sendable, Equatable, Codable {
        /// How texts are cleaned before they are cut into tokens; not at all by default, as encoders
        /// were trained.
        public var cleaning = TextCleaner.none
        /// Maximum number of tokens of a text, the marks of begin and end included; longer texts
        /// are cut.
        public var maximumLength = 128
        /// How many of the encoder's layers keep their weights in training, counted from the
        /// embeddings; with any, the embeddings keep theirs too.
        public var frozenLayers = 0
        /// The share of the classifier's inputs that is dropped in training.
        public var classifierDropout: Float = 0.2
        /// How many times the learning rate the classifier's own weights learn with. Those of a new
        /// classifier are drawn, and at the rate that suits an encoder they have hardly settled when a
        /// single epoch ends.
        public var headLearningRateMultiplier: Float = 10
        /// How much the examples of each label count in the loss.
        public var classWeighting = ClassWeighting.equal
        /// The numbers that linear layers multiply in training. `bfloat16` is faster on a processor with
        /// AMX, and slower on most others; see ``TrainingPrecision``. The classifier's weights are `Float`
        /// with either.
        public var precision = TrainingPrecision.float32
        /// Epochs, batches, learning rate, early stopping and the seed, which is also that of the
        /// classifier's starting weights and of dropout.
        public var training = Self.defaultTraining

        /// AdamW with a weight decay of 0.01, none on biases and normalisations; a rate of 1e-4
        /// after a warm-up over a tenth of the steps, decaying to 0; two epochs of batches of 16,
        /// two for a step.
        ///
        /// The rate suits a small encoder such as MiniLM, which learns less with 5e-5 and overshoots
        /// with 2e-4; for one of the base size begin with 5e-5.
        public static var defaultTraining: TrainingSettings {
            var training = TrainingSettings()
            training.epochs = 2
            training.batchSize = 16
            training.gradientAccumulationSteps = 2
            training.optimizer = .adamW(weightDecay: 0.01)
            training.learningRate = 1e-4
            training.schedule = .linear(warmUpRatio: 0.1)
            training.maxGradientNorm = 1
            training.seed = 42
            return training
        }

        /// The defaults.
        public init() {}

        /// The names in files are those of the first version.
        private enum CodingKeys: String, CodingKey {
            case cleaning, maximumLength, frozenLayers, classifierDropout
            case headLearningRateMultiplier = "classifierRateFactor"
            case classWeighting, precision, training
        }

        /// Reads what `save` wrote. What is not there, because it was saved before there was such a
        /// setting, does not differ from what was the rule then.
        ///
        /// - Throws: `DecodingError` that names the member.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            cleaning = try values.decode(TextCleaner.self, forKey: .cleaning)
            maximumLength = try values.decode(Int.self, forKey: .maximumLength)
            frozenLayers = try values.decode(Int.self, forKey: .frozenLayers)
            classifierDropout = try values.decode(Float.self, forKey: .classifierDropout)
            headLearningRateMultiplier =
                try values.decodeIfPresent(Float.self, forKey: .headLearningRateMultiplier) ?? 1
            classWeighting =
                try values.decodeIfPresent(ClassWeighting.self, forKey: .classWeighting) ?? .equal
            precision =
                try values.decodeIfPresent(TrainingPrecision.self, forKey: .precision) ?? .float32
            training = try values.decode(TrainingSettings.self, forKey: .training)
        }
    }
}

extension DistilBERTClassifier.Configuration {
    /// Checks what may come from a file or a command line, for an encoder with so many layers under a
    /// classifier of so many labels.
    func requireValid(layers: Int, labels: Int) throws(SettingError) {
        let wrong =
            .size("frozenLayers", frozenLayers, 0...layers)
            ?? .share("classifierDropout", classifierDropout)
            ?? .positive("headLearningRateMultiplier", Double(headLearningRateMultiplier))
            ?? classWeighting.firstInvalid(labels: labels)
            ?? training.firstInvalid
        if let wrong { throw wrong }
    }
}
