import ExampleSupport
import Swiftlet

extension SentenceEncoderCommand {
    /// The options of the run as `metrics.json` has them.
    func describe(
        _ configuration: SentenceEncoderClassifier.Configuration,
        _ encoder: any SentenceEncoder,
        tweets: Int
    ) -> [(String, JSONValue)] {
        common.described(drawn: tweets) + [
            ("encoder", .string("\(options.encoder)")),
            ("int8", .bool(options.int8)),
            ("embeddings", options.embeddings.map { .string($0) } ?? .null),
            ("dimension", .integer(encoder.dimension)),
            ("cleaning", .string(Cleaning.name(of: configuration.cleaning))),
            ("units", .integer(configuration.units)),
            ("dropout", .number(rounded(configuration.dropout))),
            ("dense_dropout", .number(rounded(configuration.denseDropout))),
            ("standardize", .bool(configuration.standardizes)),
        ] + options.training.described(configuration.training) + search.described
    }

    /// The report of a run.
    func report(
        _ results: RunResults,
        _ trained: TrainingResult<SentenceEncoderClassifier, TrainingHistory>
    ) -> HTMLReport {
        results.report(
            title: "Sentence encoder",
            lead: "A dense network on the embeddings of whole tweets.",
            addTraining: { report in
                trained.history.addCurves(to: &report, loss: trained.classifier.labels.nameOfLoss)
                report.addTable(trained.history.table)
            }
        )
    }
}
