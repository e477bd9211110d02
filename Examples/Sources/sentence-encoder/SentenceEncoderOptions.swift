import ArgumentParser
import ExampleSupport
import Swiftlet

/// The options of a sentence-encoder classifier on the command line.
struct SentenceEncoderOptions: ParsableArguments {
    @Option(
        help: """
            The sentence encoder: use (the Universal Sentence Encoder multilingual v3), minilm \
            (all-MiniLM-L6-v2), or the directory of an encoder of either kind.
            """
    )
    var encoder = EncoderChoice.use

    @Flag(help: "Use a transformer with weights of 8 bits.")
    var int8 = false

    @Option(
        help:
            "Where embeddings are kept (default: embeddings.safetensors in the --output directory)."
    )
    var embeddings: String?

    @Option(help: "How texts are cleaned: strong, light, stemmed, minimal or none.")
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

    typealias Training = NetworkTrainingOptions<SentenceEncoderClassifier.Configuration>
    @OptionGroup var training: Training

    /// The options by the names of the settings that they give.
    static let optionsOfSettings = Training.optionsOfSettings.merging([
        "units": "--units", "dropout": "--dropout", "denseDropout": "--dense-dropout",
    ]) { $1 }

    /// The configuration that the options describe.
    func configuration(seed: UInt64) -> SentenceEncoderClassifier.Configuration {
        var configuration = Defaults.configuration
        configuration.cleaning = cleaning.cleaner
        configuration.units = units
        configuration.dropout = dropout
        configuration.denseDropout = denseDropout
        configuration.standardizes = standardize
        configuration.classWeighting = training.classWeighting
        configuration.training = training.settings(seed: seed)
        return configuration
    }
}

private enum Defaults {
    static let configuration = SentenceEncoderClassifier.Configuration()
}
