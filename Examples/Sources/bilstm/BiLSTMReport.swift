import ExampleSupport
import Swiftlet

extension BiLSTMCommand {
    /// The options of the run as `metrics.json` has them.
    func describe(
        _ configuration: BiLSTMClassifier.Configuration,
        tweets: Int
    ) -> [(String, JSONValue)] {
        common.described(drawn: tweets) + [
            ("embeddings", options.embeddings.map { .string($0) } ?? .null),
            ("trainable_embeddings", .bool(configuration.trainsEmbedding)),
            ("embedding_size", .integer(configuration.embeddingSize)),
            ("cleaning", .string(Cleaning.name(of: configuration.cleaning))),
            ("vocabulary", .integer(configuration.vocabularySize)),
            ("max_length", .integer(configuration.maximumLength)),
            ("units", .integer(configuration.units)),
            ("dense_units", .integer(configuration.denseUnits)),
            ("spatial_dropout", .number(rounded(configuration.spatialDropout))),
            ("dropout", .number(rounded(configuration.dropout))),
            ("dense_dropout", .number(rounded(configuration.denseDropout))),
        ] + options.training.described(configuration.training) + search.described
    }

    /// What the training adds to `metrics.json`.
    func details(_ trained: TrainingResult<BiLSTMClassifier, TrainingHistory>) -> [(
        String, JSONValue
    )] {
        let coverage = trained.coverage.map { coverage in
            JSONValue.object(
                JSONObject([
                    ("words", .number(coverage.shareOfVocabulary)),
                    ("running_words", coverage.shareOfRunningWords.map { .number($0) } ?? .null),
                ])
            )
        }
        return [
            ("words", .integer(trained.classifier.index.wordCount)),
            ("coverage", coverage ?? .null),
        ] + trained.history.details
    }

    /// The report of a run.
    func report(
        _ results: RunResults,
        _ trained: TrainingResult<BiLSTMClassifier, TrainingHistory>
    ) -> HTMLReport {
        results.report(
            title: "Bidirectional LSTM",
            lead: "Tweets read word by word, forward and backward.",
            addTraining: { addTraining(trained, to: &$0) }
        )
    }

    private func addTraining(
        _ trained: TrainingResult<BiLSTMClassifier, TrainingHistory>,
        to report: inout HTMLReport
    ) {
        trained.history.addCurves(to: &report, loss: trained.classifier.labels.nameOfLoss)
        if let coverage = trained.coverage {
            report.addParagraph("Words with a vector of their own or a substitute: \(coverage).")
            let missing = coverage.missing.prefix(40).joined(separator: " ")
            if !missing.isEmpty { report.addParagraph("The most frequent without: \(missing)") }
        }
        report.addTable(trained.history.table)
    }
}
