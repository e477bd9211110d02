import ArgumentParser
import Swiftlet

/// What both sides train and predict on, as `peers/bilstm_inputs.py` writes it: the tokens of each
/// tweet, its label and the embedding.
struct BiLSTMInputs {
    let sequences: TokenSequences
    let labels: [Int]
    let embedding: Tensor

    init(path: String, count: Int) throws {
        let file = try SafetensorsFile(from: path)
        let (tokens, offsets) = (try file.integers("tokens"), try file.integers("offsets"))
        labels = Array(try file.integers("labels").prefix(count))
        sequences = TokenSequences(labels.indices.map { tokens[offsets[$0]..<offsets[$0 + 1]] })
        embedding = try file.tensor("embedding")
    }
}

/// The network that is measured.
struct BiLSTMOptions: ParsableArguments {
    @Option(help: "The LSTM's units in each direction.")
    var units = 64

    @Option(help: "Sequences are cut to their first so many tokens.")
    var length = 50

    func validate() throws {
        if units < 1 || length < 1 {
            throw ValidationError("--units and --length take whole numbers from 1.")
        }
    }

    /// An untrained network on an embedding.
    func network(_ embedding: Tensor) throws -> BiLSTMNetwork {
        var configuration = BiLSTMNetwork.Configuration(
            vocabularySize: embedding.rows,
            embeddingSize: embedding.columns
        )
        configuration.units = units
        configuration.maximumLength = length
        return try BiLSTMNetwork(configuration, embedding: embedding, seed: 1)
    }

    /// The floating-point operations that the logits of `sequences` take at least: a product of
    /// every token with the input weights and one with the recurrent weights, in both directions,
    /// and the two layers on top of every sequence. The gates are not counted.
    func operations(_ sequences: TokenSequences, _ network: BiLSTMNetwork) -> Double {
        let configuration = network.configuration
        let tokens = (0..<sequences.count).reduce(0) {
            $0 + min(length, sequences.length(of: $1))
        }
        let perToken = 16 * units * (configuration.embeddingSize + units)
        let perSequence = 2 * configuration.denseUnits * (2 * units + 1)
        return Double(tokens * perToken + sequences.count * perSequence)
    }
}
