import ExampleSupport
import Swiftlet

/// An encoder fine-tuned, in single precision and then with weights of 8 bits.
struct DistilBERTApproach: Approach {
    let name = DistilBERTClassifier.approach
    let title = "DistilBERT"
    let missing: String?
    let standardPerClass = 20_000
    let contenders = [
        Contender(name: "DistilBERT", published: .distilBERT),
        Contender(name: "DistilBERT int8", model: "model-int8", published: .distilBERTInt8),
    ]
    private let encoder: String
    private let configuration: DistilBERTClassifier.Configuration

    /// Fine-tunes the named encoder, else the fetched one.
    init(encoder named: String?, _ common: CommonOptions, quick: Bool) {
        encoder = common.modelPath(named ?? "all-MiniLM-L6-v2")
        missing =
            named != nil || fileExists(encoder + "/config.json")
            ? nil : "Fetch its encoder: bash Examples/fetch-models.sh minilm"
        var configuration = DistilBERTClassifier.Configuration()
        configuration.training.seed = common.seed
        if quick { configuration.training.epochs = 1 }
        self.configuration = configuration
    }

    func settings() throws -> [(String, JSONValue)] {
        [
            ("settings", try JSONValue(encoding: configuration)),
            ("encoder", .string(try DataFingerprint(from: encoder).description)),
        ]
    }

    func estimate(_ training: LabelledTexts) throws -> Double {
        try estimatedSeconds(
            of: training,
            sample: 160,
            configuration: configuration
        ) { sample, oneEpoch in
            _ = try DistilBERTClassifier.train(
                on: sample.examples,
                labels: sample.labels,
                from: encoder,
                configuration: oneEpoch
            )
        }
    }

    func train(_ run: TrainingRun) throws -> TrainingOutcome {
        let trained = try DistilBERTClassifier.train(
            on: run.training.examples,
            labels: run.training.labels,
            validation: run.validation,
            from: encoder,
            configuration: configuration,
            checkpoint: run.checkpoint,
            progress: { try run.show($0) }
        )
        try trained.classifier.save(to: run.directory(of: contenders[0]), profile: nil)
        try trained.classifier.quantized().save(to: run.directory(of: contenders[1]), profile: nil)
        return TrainingOutcome(details: trained.history.details)
    }
}
