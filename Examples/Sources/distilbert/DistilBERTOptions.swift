import ArgumentParser
import ExampleSupport
import Swiftlet

/// The options of a DistilBERT classifier on the command line.
struct DistilBERTOptions: ParsableArguments {
    @Option(
        help: """
            The encoder to fine-tune: a directory of Hugging Face's layout, of a DistilBERT, a BERT or a \
            RoBERTa; a name alone is also looked for where fetched models lie (default: all-MiniLM-L6-v2 \
            there, else a small one is trained from nothing).
            """
    )
    var encoder: String?

    @Option(help: "Cut tweets to their first so many tokens.")
    var maxLength: Int?

    @Option(help: "How often to go through the tweets (default: 2; from nothing 8).")
    var epochs: Int?

    @Option(
        help: """
            How far a step goes at most (default: 1e-4, which suits MiniLM, where 5e-5 suits an encoder \
            of the base size; from nothing 1e-3).
            """
    )
    var learningRate: Double?

    @Option(help: "How many tweets make a batch.")
    var batchSize = Defaults.configuration.training.batchSize

    @Option(help: "How many batches' gradients make a step.")
    var accumulation = Defaults.configuration.training.gradientAccumulationSteps

    @Option(help: "How many of the first layers keep their weights; with any, the embeddings too.")
    var frozenLayers = Defaults.configuration.frozenLayers

    @Option(help: "The share of the classifier's inputs to drop.")
    var dropout = Defaults.configuration.classifierDropout

    @Option(
        help: """
            How many times the learning rate the classifier on top of the encoder learns with (default: \
            10; from nothing 1).
            """
    )
    var classifierRateFactor: Float?

    @Option(
        help: """
            The numbers that the training multiplies; bfloat16 is faster on a processor with AMX, and slower \
            on most others.
            """
    )
    var precision = Precision.float32

    enum Precision: String, ExpressibleByArgument, CaseIterable {
        case float32
        case bfloat16

        var ofTraining: TrainingPrecision {
            switch self {
            case .float32: .float32
            case .bfloat16: .bfloat16
            }
        }
    }

    @Flag(help: "Let the labels count the same in all, however many tweets they have.")
    var balanceClasses = false

    @Option(help: "Stop after so many epochs without a better validation F1, or 'all'.")
    var patience = CountOrAll.all

    @Option(help: "A file that is written after each epoch, and from which training goes on.")
    var checkpoint: String?

    /// The options by the names of the settings that they give.
    static let optionsOfSettings = [
        "maximumLength": "--max-length", "frozenLayers": "--frozen-layers",
        "classifierDropout": "--dropout", "headLearningRateMultiplier": "--classifier-rate-factor",
        "epochs": "--epochs", "learningRate": "--learning-rate", "batchSize": "--batch-size",
        "gradientAccumulationSteps": "--accumulation", "patience": "--patience",
    ]

    /// The configuration that the options describe.
    func configuration(seed: UInt64, fromNothing: Bool) -> DistilBERTClassifier.Configuration {
        var configuration = Defaults.configuration
        if let maxLength { configuration.maximumLength = maxLength }
        configuration.frozenLayers = frozenLayers
        configuration.classifierDropout = dropout
        configuration.headLearningRateMultiplier =
            classifierRateFactor ?? (fromNothing ? 1 : configuration.headLearningRateMultiplier)
        configuration.precision = precision.ofTraining
        if balanceClasses { configuration.classWeighting = .balanced }
        configuration.training.epochs =
            epochs ?? (fromNothing ? 8 : configuration.training.epochs)
        configuration.training.learningRate =
            learningRate ?? (fromNothing ? 1e-3 : configuration.training.learningRate)
        configuration.training.batchSize = batchSize
        configuration.training.gradientAccumulationSteps = accumulation
        configuration.training.patience = patience.number
        configuration.training.seed = seed
        return configuration
    }
}

private enum Defaults {
    static let configuration = DistilBERTClassifier.Configuration()
}
