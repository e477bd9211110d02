import ExampleSupport
import Swiftlet

/// A dense network on the embeddings of the Universal Sentence Encoder.
struct SentenceEncoderApproach: Approach {
    let name = SentenceEncoderClassifier.approach
    let title = "sentence encoder"
    let missing: String?
    let standardPerClass = 8_000
    let contenders = [Contender(name: "USE dense", published: .sentenceEncoder)]
    private let encoder: String
    private let configuration: SentenceEncoderClassifier.Configuration

    /// Embeds with the fetched encoder.
    init(_ common: CommonOptions) {
        encoder = common.modelPath("use-multilingual-v3")
        missing =
            fileExists(encoder + "/config.json")
            ? nil : "Fetch its encoder: bash Examples/fetch-models.sh use"
        var configuration = SentenceEncoderClassifier.Configuration()
        configuration.training.seed = common.seed
        self.configuration = configuration
    }

    func settings() throws -> [(String, JSONValue)] {
        [
            ("settings", try JSONValue(encoding: configuration)),
            ("encoder", .string(try DataFingerprint(from: encoder).description)),
        ]
    }

    func estimate(_ training: LabelledTexts) throws -> Double {
        let encoder = try SentenceEncoders.load(from: encoder)
        // Nearly all the time goes into the embeddings.
        return try estimatedSeconds(of: training, sample: 200) { sample in
            _ = try SentenceEncoderClassifier.embed(
                [sample.examples],
                encoder: encoder,
                cleaning: configuration.cleaning
            )
        }
    }

    func train(_ run: TrainingRun) throws -> TrainingOutcome {
        let encoder = try SentenceEncoders.load(from: encoder)
        let bar = run.progress
        let embeddingShare = 0.95
        let total = Double(run.training.count + run.validation.count)
        let parts = try SentenceEncoderClassifier.embed(
            [run.training.examples, run.validation],
            encoder: encoder,
            cleaning: configuration.cleaning,
            progress: { done in
                bar?.update(embeddingShare * Double(done) / total, note: "embedding")
            }
        )
        let trained = try SentenceEncoderClassifier.train(
            on: parts[0],
            labels: run.training.labels,
            validation: parts[1],
            encoder: encoder,
            configuration: configuration,
            checkpoint: run.checkpoint,
            progress: { try run.show($0, after: embeddingShare) }
        )
        try trained.classifier.save(to: run.directory(of: contenders[0]), profile: nil)
        return TrainingOutcome(details: trained.history.details)
    }
}
