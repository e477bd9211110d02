import Swiftlet

extension TrainingHistory {
    /// Loss and F1 of every epoch, for people; of three classes or more, the macro F1.
    public var table: TextTable {
        var table = TextTable(
            title: "Epochs",
            columns: [
                .number("epoch"), .number("training loss"), .number("validation loss"),
                .number("validation F1"), .mark("best"),
            ]
        )
        for record in epochs {
            table.append([
                "\(record.epoch)",
                NumberFormat.decimal(record.trainingLoss),
                record.validation.map { NumberFormat.decimal($0.loss) } ?? "",
                record.validation.map { NumberFormat.decimal($0.score) } ?? "",
                record.epoch == bestEpoch ? NumberFormat.mark(true) : "",
            ])
        }
        return table
    }

    /// The best epoch, and loss and F1 of every one, for `metrics.json`.
    public var details: [(String, JSONValue)] {
        let records = epochs.map { record in
            JSONValue.object(
                JSONObject([
                    ("training_loss", .number(record.trainingLoss)),
                    ("validation_loss", record.validation.map { .number($0.loss) } ?? .null),
                    ("validation_f1", record.validation.map { .number($0.score) } ?? .null),
                ])
            )
        }
        return [
            ("best_epoch", bestEpoch.map { .integer($0) } ?? .null),
            ("epochs", .array(records)),
        ]
    }

    /// Adds the curves of loss and F1.
    ///
    /// - Parameters:
    ///   - report: Gets a section with two figures.
    ///   - loss: What the loss is called.
    public func addCurves(to report: inout HTMLReport, loss: String) {
        let marks = bestEpoch.map { [LineChart.Mark(x: Double($0), label: "best")] } ?? []
        report.addSection("Training")
        report.addFigure(
            LineChart(
                title: "Loss by epoch",
                x: PlotAxis("epoch"),
                y: PlotAxis(loss),
                series: [
                    .init("training", y: epochs.map(\.trainingLoss)),
                    .init("validation", y: epochs.compactMap { $0.validation?.loss }),
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
                series: [.init("validation", y: epochs.compactMap { $0.validation?.score })],
                marks: marks
            ),
            caption: "The classifier has the weights of the best epoch."
        )
    }
}

extension [String] {
    /// What the loss of a network is called that tells these classes apart by one probability of two,
    /// or one of each of more.
    public var nameOfLoss: String { count == 2 ? "binary cross-entropy" : "cross-entropy" }
}
