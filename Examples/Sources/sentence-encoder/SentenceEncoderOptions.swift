import ArgumentParser
import ExampleSupport
import Swiftlet

/// The options of a sentence-encoder classifier on the command line.
struct SentenceEncoderOptions: ParsableArguments {
    @Option(
        help: """
            What embeds the tweets: use (the Universal Sentence Encoder multilingual v3), minilm \
            (all-MiniLM-L6-v2), or the directory of an encoder of either kind.
            """
    )
    var encoder = EncoderChoice.use

    @Flag(help: "Use a BERT encoder with weights of 8 bits.")
    var int8 = false

    @Option(
        help:
            "Where embeddings are kept (default: embeddings.safetensors in the --output directory)."
    )
    var embeddings: String?

    @Option(help: "How texts are cleaned: strong, light, stemmed or minimal.")
    var cleaning = Cleaning(rawValue: Cleaning.name(of: Defaults.configuration.cleaning))!

    @Option(help: "The dense layer's units.")
    var units = Defaults.configuration.units

    @Option(help: "The share of the embedding's numbers to drop.")
    var dropout = Defaults.configuration.dropout

    @Option(help: "The share of the dense layer's outputs to drop.")
    var denseDropout = Defaults.configuration.denseDropout

    @Flag(
        inversion: .prefixedNo,
        help: "Bring the embeddings' numbers to mean 0 and standard deviation 1."
    )
    var standardize = Defaults.configuration.standardizes

    @Option(help: "How far a step of Adam goes.")
    var learningRate = Defaults.configuration.training.learningRate

    @Option(help: "How the learning rate falls: constant, linear or cosine.")
    var schedule = Schedule(Defaults.configuration.training.schedule)

    @Option(help: "After how many epochs training ends at the latest.")
    var epochs = Defaults.configuration.training.epochs

    @Option(help: "Stop after so many epochs without a better validation F1, or 'all'.")
    var patience =
        Defaults.configuration.training.patience.map { CountOrAll.count($0) } ?? .all

    @Option(help: "How many tweets make a batch.")
    var batchSize = Defaults.configuration.training.batchSize

    @Flag(help: "Let both classes count the same in all, however many tweets they have.")
    var balanceClasses = false

    @Option(help: "Try so many settings drawn at random, and take those of the highest F1.")
    var search: Int?

    @Option(help: "A file that is written after each epoch, and from which training goes on.")
    var checkpoint: String?

    mutating func validate() throws {
        if let search, search < 1 {
            throw ValidationError("--search takes a whole number from 1; got \(search).")
        }
    }

    /// The configuration that the options describe.
    func configuration(seed: UInt64) -> SentenceEncoderClassifier.Configuration {
        var configuration = Defaults.configuration
        configuration.cleaning = cleaning.cleaner
        configuration.units = units
        configuration.dropout = dropout
        configuration.denseDropout = denseDropout
        configuration.standardizes = standardize
        if balanceClasses { configuration.classWeighting = .balanced }
        configuration.training.learningRate = learningRate
        configuration.training.schedule = schedule.value
        configuration.training.epochs = epochs
        configuration.training.patience = patience.number
        configuration.training.batchSize = batchSize
        configuration.training.seed = seed
        return configuration
    }
}

private enum Defaults {
    static let configuration = SentenceEncoderClassifier.Configuration()
}
