import ExampleSupport
import Swiftlet

extension SentenceEncoderCommand {
    /// The options of the run as `metrics.json` has them.
    func describe(
        _ classifier: SentenceEncoderClassifier,
        tweets: Int
    ) -> [(String, JSONValue)] {
        let configuration = classifier.configuration
        let training = configuration.training
        return common.described(drawn: tweets) + [
            ("encoder", .string("\(options.encoder)")),
            ("int8", .bool(options.int8)),
            ("dimension", .integer(classifier.encoder.dimension)),
            ("cleaning", .string(Cleaning.name(of: configuration.cleaning))),
            ("units", .integer(configuration.units)),
            ("dropout", .number(rounded(configuration.dropout))),
            ("dense_dropout", .number(rounded(configuration.denseDropout))),
            ("standardize", .bool(configuration.standardizes)),
            ("learning_rate", .number(training.learningRate)),
            ("schedule", .string(Schedule(training.schedule).rawValue)),
            ("batch_size", .integer(training.batchSize)),
            ("epochs", .integer(training.epochs)),
            ("patience", training.patience.map { .integer($0) } ?? .null),
            ("balance_classes", .bool(configuration.classWeighting == .balanced)),
            ("search", options.search.map { .integer($0) } ?? .null),
        ]
    }

    /// The trials of a search, best first.
    func searchTable(_ trials: [SentenceEncoderClassifier.SearchTrial]) -> TextTable {
        var table = TextTable(
            title: "The best of \(trials.count) settings by validation F1",
            columns: [
                .number("units"), .number("dropout"), .number("dense dropout"),
                .number("learning rate"), .number("batch"), .number("epoch"), .number("loss"),
                .number("F1"),
            ]
        )
        for trial in trials.prefix(20) {
            let configuration = trial.configuration
            table.append([
                "\(configuration.units)",
                NumberFormat.decimal(Double(configuration.dropout), places: 2),
                NumberFormat.decimal(Double(configuration.denseDropout), places: 2),
                NumberFormat.decimal(configuration.training.learningRate, places: 5),
                "\(configuration.training.batchSize)",
                "\(trial.bestEpoch) of \(trial.epochs)",
                trial.loss.map { NumberFormat.decimal($0) } ?? "",
                NumberFormat.decimal(trial.f1, places: 4),
            ])
        }
        return table
    }

    /// The report of a run.
    func report(
        _ results: RunResults,
        _ trained: SentenceEncoderClassifier.TrainingResult,
        _ trials: [SentenceEncoderClassifier.SearchTrial]
    ) -> HTMLReport {
        var report = results.report(
            title: "Sentence encoder",
            lead: "A dense network on the embeddings of whole tweets.",
            classNames: trained.classifier.labels
        )
        trained.history.addCurves(to: &report, loss: "binary cross-entropy")
        report.addTable(trained.history.table)
        results.addHardTweets(to: &report)
        if !trials.isEmpty {
            report.addSection("Search")
            report.addTable(searchTable(trials))
        }
        results.addOptions(to: &report)
        return report
    }
}
