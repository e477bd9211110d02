import Swiftlet

/// Sentence embeddings, by a Universal Sentence Encoder of the published shape with random weights and
/// by an encoder of MiniLM's, and the classifier on top of them.
func registerSentencePaths() {
    hotPath("Universal Sentence Encoder, one tweet", preparing: RandomSentenceEncoder.init) {
        _ = $0.encoder.embed([Inputs.tweet])
    }
    hotPath("Universal Sentence Encoder, 256 tweets") {
        (
            encoder: try RandomSentenceEncoder().encoder,
            texts: Array(try Inputs.texts().prefix(256))
        )
    } _: {
        _ = $0.encoder.embed($0.texts)
    }
    hotPath("Sentence embedding, MiniLM's shape, int8, one tweet") {
        try TemporaryDirectory.with { directory in
            try distilBERTClassifier(.float32, miniLMShape).save(to: directory + "/model")
            return try TransformerSentenceEncoder(from: directory + "/model").quantized()
        }
    } _: {
        _ = try $0.embed([Inputs.tweet])
    }
    hotPath("Sentence-encoder classifier, one tweet") {
        var configuration = SentenceEncoderClassifier.Configuration()
        configuration.training.epochs = 1
        return try SentenceEncoderClassifier.train(
            on: Inputs.tweets(),
            encoder: RandomSentenceEncoder().encoder,
            configuration: configuration
        ).classifier
    } _: {
        _ = try $0.predict(Inputs.tweet)
    }
    gradientsPath("Dense network on embeddings, gradients of 64 texts") {
        let configuration = DenseNetwork.Configuration(inputs: 512)
        return DenseNetworkTraining(
            DenseNetwork(configuration, seed: 1),
            Inputs.normal([64, 512]),
            labels: Inputs.labels(64),
            seed: 1
        )
    }
}

/// The published shape except for the vocabulary: the tiny model of `Fixtures` cuts the texts.
struct RandomSentenceEncoder {
    let encoder: UniversalSentenceEncoder

    init() throws {
        encoder = try TemporaryDirectory.with { directory in
            try Self.write(into: directory)
            return try UniversalSentenceEncoder(from: directory)
        }
    }

    private static let (embedding, groups, branch, dimension) = (512, 17, 256, 512)
    private static let orders = [2, 3, 5]
    private static let hidden = [320, 320, 512]

    private static func write(into directory: String) throws {
        let pieces = Inputs.fixture("use/tiny/sp.model")
        try AtomicFile.write(FileReader.bytes(of: pieces), to: directory + "/sp.model")
        let rows = try UnigramTokenizer(from: pieces).vocabularySize
        let configuration: JSONValue = [
            "model_type": "universal-sentence-encoder",
            "vocab_size": .integer(rows),
            "embedding_dim": .integer(embedding),
            "embedding_groups": .integer(groups),
            "convolution_dim": .integer(branch),
            "convolution_orders": .array(orders.map { .integer($0) }),
            "convolution_left": [0, 1, 2],
            "hidden_dims": .array(hidden.map { .integer($0) }),
            "output_dim": .integer(dimension),
            "norm_eps": .number(1e-12),
        ]
        try AtomicFile.write(configuration.encoded(.pretty), to: directory + "/config.json")
        try weights(rows: rows).save(to: directory + "/model.safetensors")
    }

    private static func weights(rows: Int) -> SafetensorsWriter {
        var file = SafetensorsWriter()
        func add(_ name: String, _ shape: Int...) {
            let deviation = 1 / Float(shape[0]).squareRoot()
            file.add(name, Inputs.normal(shape, standardDeviation: deviation))
        }
        let branches = orders.count * branch
        let features = embedding + branches
        let sizes = [dimension] + hidden + [dimension]
        var generator = PCG64(seed: 3)
        file.add(
            "embedding.weight",
            bytes: (0..<rows * embedding).map { _ in UInt8(generator.below(256)) },
            shape: [rows, embedding]
        )
        add("embedding.scales", groups)
        add("embedding.offsets", groups)
        add("projection.weight", embedding, branches)
        add("projection.bias", branches)
        for (name, width) in [("projection.norm", branches), ("norm", features)] {
            add(name + ".weight", width)
            add(name + ".bias", width)
        }
        add("output.weight", features, dimension)
        add("output.bias", dimension)
        for layer in 0..<4 { add("hidden.\(layer).weight", sizes[layer], sizes[layer + 1]) }
        add("hidden.1.shortcut", dimension, hidden[1])
        add("hidden.3.shortcut", hidden[1], dimension)
        for (number, order) in orders.enumerated() {
            for layer in 0..<2 {
                let name = "branches.\(number).convolutions.\(layer)"
                add(name + ".weight", order * branch, branch)
                add(name + ".bias", branch)
            }
        }
        return file
    }
}
