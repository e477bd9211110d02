import ArgumentParser
import ExampleSupport
import Swiftlet

/// The options of a BiLSTM classifier on the command line.
struct BiLSTMOptions: ParsableArguments {
    @Option(
        help: """
            Word vectors to begin with: GloVe's text, word2vec's text or binary, or saved by \
            Swiftlet; a name alone is also looked for among the fetched models (default: the \
            embedding is learned from the tweets).
            """
    )
    var embeddings: String?

    @Option(
        help: """
            Format of --embeddings: text, word2vec (binary) or saved (default: recognised).
            """
    )
    var format: VectorFormat?

    enum VectorFormat: String, ExpressibleByArgument, CaseIterable {
        case text, word2vec, saved

        var format: WordVectorFormat {
            switch self {
            case .text: .text
            case .word2vec: .word2vecBinary
            case .saved: .saved
            }
        }
    }

    @Flag(
        inversion: .prefixedNo,
        help: "Train the word vectors of --embeddings further."
    )
    var trainableEmbeddings = Defaults.configuration.trainsEmbedding

    @Option(help: "How texts are cleaned: strong, light, stemmed, minimal or none.")
    var cleaning = Cleaning.light

    @Option(help: "Vocabulary size: the most frequent words have a vector.")
    var vocabulary = Defaults.configuration.vocabularySize

    @Option(help: "Cut tweets to their first so many words.")
    var maxLength = Defaults.configuration.maximumLength

    @Option(help: "The width of an embedding without --embeddings.")
    var embeddingSize = Defaults.configuration.embeddingSize

    @Option(help: "The LSTM's units in each direction.")
    var units = Defaults.configuration.units

    @Option(help: "The dense layer's units.")
    var denseUnits = Defaults.configuration.denseUnits

    @Option(help: "The share of the embedding's channels to drop, for whole tweets.")
    var spatialDropout = Defaults.configuration.spatialDropout

    @Option(help: "The share of the LSTM's states to drop, and of the dense layer's outputs.")
    var dropout: Float?

    typealias Training = NetworkTrainingOptions<BiLSTMClassifier.Configuration>
    @OptionGroup var training: Training

    /// The options by the names of the settings that they give.
    static let optionsOfSettings = Training.optionsOfSettings.merging([
        "vocabularySize": "--vocabulary", "maximumLength": "--max-length",
        "embeddingSize": "--embedding-size", "units": "--units", "denseUnits": "--dense-units",
        "spatialDropout": "--spatial-dropout", "dropout": "--dropout", "denseDropout": "--dropout",
    ]) { $1 }

    /// The configuration that the options describe.
    func configuration(seed: UInt64) -> BiLSTMClassifier.Configuration {
        var configuration = Defaults.configuration
        configuration.cleaning = cleaning.cleaner
        configuration.vocabularySize = vocabulary
        configuration.maximumLength = maxLength
        configuration.embeddingSize = embeddingSize
        configuration.trainsEmbedding = trainableEmbeddings
        configuration.units = units
        configuration.denseUnits = denseUnits
        configuration.spatialDropout = spatialDropout
        if let dropout {
            configuration.dropout = dropout
            configuration.denseDropout = dropout
        }
        configuration.classWeighting = training.classWeighting
        configuration.training = training.settings(seed: seed)
        return configuration
    }
}

private enum Defaults {
    static let configuration = BiLSTMClassifier.Configuration()
}
