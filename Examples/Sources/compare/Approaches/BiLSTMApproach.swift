import ExampleSupport
import Swiftlet

/// A BiLSTM that begins with the word vectors of a file.
struct BiLSTMApproach: Approach {
    let name: String
    let title: String
    let missing: String?
    let standardPerClass = 8_000
    let contenders: [Contender]
    private let vectors: String
    private let configuration: BiLSTMClassifier.Configuration

    /// Begins with GloVe's vectors: those of `file`, else the fetched ones.
    init(glove file: String?, _ common: CommonOptions) {
        name = "bilstm-glove"
        title = "BiLSTM with GloVe"
        contenders = [Contender(name: "BiLSTM GloVe", published: .glove)]
        vectors = common.modelPath(file ?? "glove.6B.50d.txt")
        missing =
            file != nil || fileExists(vectors)
            ? nil : "Fetch its word vectors: bash Examples/fetch-models.sh glove"
        configuration = Self.configuration(common, maximumLength: nil)
    }

    /// Begins with the vectors of a file in word2vec's form, if there is one.
    init(word2vec file: String?, _ common: CommonOptions) {
        name = "bilstm-word2vec"
        title = "BiLSTM with Word2Vec"
        contenders = [Contender(name: "BiLSTM Word2Vec", published: .word2vec)]
        vectors = common.modelPath(file ?? "")
        missing = file == nil ? "Name a file in word2vec's form: --word2vec FILE" : nil
        configuration = Self.configuration(common, maximumLength: 80)
    }

    private static func configuration(
        _ common: CommonOptions,
        maximumLength: Int?
    ) -> BiLSTMClassifier.Configuration {
        var configuration = BiLSTMClassifier.Configuration()
        if let maximumLength { configuration.maximumLength = maximumLength }
        configuration.training.seed = common.seed
        return configuration
    }

    func settings() throws -> [(String, JSONValue)] {
        [
            ("settings", try JSONValue(encoding: configuration)),
            ("word_vectors", .string(try DataFingerprint(from: vectors).description)),
        ]
    }

    func estimate(_ training: LabelledTexts) throws -> Double {
        let vectors = try WordVectors(from: vectors)
        return try estimatedSeconds(
            of: training,
            sample: 640,
            configuration: configuration
        ) { sample, oneEpoch in
            _ = try BiLSTMClassifier.train(
                on: sample.examples,
                labels: sample.labels,
                embeddings: vectors,
                configuration: oneEpoch
            )
        }
    }

    func train(_ run: TrainingRun) throws -> TrainingOutcome {
        let trained = try BiLSTMClassifier.train(
            on: run.training.examples,
            labels: run.training.labels,
            validation: run.validation,
            embeddings: WordVectors(from: vectors),
            configuration: configuration,
            checkpoint: run.checkpoint,
            progress: { try run.show($0) }
        )
        try trained.classifier.save(to: run.directory(of: contenders[0]), profile: nil)
        let coverage = trained.coverage.map { JSONValue.number($0.shareOfVocabulary) }
        return TrainingOutcome(
            details: [
                ("words", .integer(trained.classifier.index.wordCount)),
                ("words_with_vectors", coverage ?? .null),
            ] + trained.history.details
        )
    }
}
