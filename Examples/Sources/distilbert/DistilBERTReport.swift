import ExampleSupport
import Swiftlet

extension DistilBERTCommand {
    /// The options of the run as `metrics.json` has them.
    func describe(
        _ configuration: DistilBERTClassifier.Configuration,
        encoder: String?,
        tweets: Int
    ) -> [(String, JSONValue)] {
        let training = configuration.training
        return common.described(drawn: tweets) + [
            ("encoder", encoder.map { .string($0) } ?? .null),
            ("max_length", .integer(configuration.maximumLength)),
            ("epochs", .integer(training.epochs)),
            ("learning_rate", .number(training.learningRate)),
            ("batch_size", .integer(training.batchSize)),
            ("accumulation", .integer(training.batchesPerStep)),
            ("frozen_layers", .integer(configuration.frozenLayers)),
            ("dropout", .number(Double("\(configuration.classifierDropout)") ?? 0)),
            ("patience", training.patience.map { .integer($0) } ?? .null),
        ]
    }

    /// What the training and the quantised model add to `metrics.json`.
    func details(
        _ trained: DistilBERTClassifier.TrainingResult,
        _ comparison: PrecisionComparison
    ) -> [(String, JSONValue)] {
        let epochs = trained.history.epochs.map { record in
            JSONValue.object(
                JSONObject([
                    ("training_loss", .number(record.trainingLoss)),
                    ("validation_loss", record.validation.map { .number($0.loss) } ?? .null),
                    ("validation_f1", record.validation.map { .number($0.score) } ?? .null),
                ])
            )
        }
        return [
            ("best_epoch", trained.history.bestEpoch.map { .integer($0) } ?? .null),
            ("epochs", .array(epochs)),
        ] + comparison.details
    }

    /// Loss and F1 of every epoch.
    func epochTable(_ history: TrainingHistory) -> TextTable {
        var table = TextTable(
            title: "Epochs",
            columns: [
                .number("epoch"), .number("training loss"), .number("validation loss"),
                .number("validation F1"), .mark("best"),
            ]
        )
        for record in history.epochs {
            table.append([
                "\(record.epoch)",
                NumberFormat.decimal(record.trainingLoss),
                record.validation.map { NumberFormat.decimal($0.loss) } ?? "",
                record.validation.map { NumberFormat.decimal($0.score) } ?? "",
                record.epoch == history.bestEpoch ? NumberFormat.mark(true) : "",
            ])
        }
        return table
    }

    /// The report of a run.
    func report(
        _ results: RunResults,
        _ trained: DistilBERTClassifier.TrainingResult,
        _ comparison: PrecisionComparison
    ) -> HTMLReport {
        let labels = trained.classifier.labels
        var report = results.report(
            title: "DistilBERT",
            lead: "Tweets cut into pieces of words that all look at each other.",
            classNames: labels
        )
        addTraining(trained.history, to: &report)
        results.addHardTweets(to: &report)
        addQuantized(comparison, labels, to: &report)
        results.addOptions(to: &report)
        return report
    }

    private func addTraining(_ history: TrainingHistory, to report: inout HTMLReport) {
        let marks = history.bestEpoch.map { [LineChart.Mark(x: Double($0), label: "best")] } ?? []
        report.addSection("Training")
        report.addFigure(
            LineChart(
                title: "Loss by epoch",
                x: PlotAxis("epoch"),
                y: PlotAxis("cross-entropy"),
                series: [
                    .init("training", y: history.epochs.map(\.trainingLoss)),
                    .init("validation", y: history.epochs.compactMap { $0.validation?.loss }),
                ],
                marks: marks
            ),
            caption: "The training loss is that of each batch before its step, with dropout."
        )
        report.addFigure(
            LineChart(
                title: "F1 by epoch",
                x: PlotAxis("epoch"),
                y: PlotAxis("F1"),
                series: [
                    .init("validation", y: history.epochs.compactMap { $0.validation?.score })
                ],
                marks: marks
            ),
            caption: "The classifier has the weights of the best epoch."
        )
        report.addTable(epochTable(history))
    }

    private func addQuantized(
        _ comparison: PrecisionComparison,
        _ labels: [String],
        to report: inout HTMLReport
    ) {
        let splits = comparison.int8.splits
        report.addSection("With weights of 8 bits")
        report.addTable(comparison.scoreTable)
        report.addTable(comparison.costTable)
        if let test = splits.first(where: { $0.name == "test" }) {
            report.addFigure(
                ConfusionMatrixPlot(test.scores.confusion, classNames: labels),
                caption: "Tweets of the test part, int8."
            )
        }
        report.addFigure(
            LineChart.rocCurves(splits.rocCurves),
            caption: "The nearer to the upper left corner, the better; int8."
        )
        if let hard = splits.first(where: { $0.name == "hard" }),
            let categories = hard.categoryTable
        {
            report.addTable(categories)
        }
    }
}
