import Swiftlet

extension TrainingHistory {
    /// Losses and scores of every epoch, for people; of three classes or more, the macro averages.
    public var table: TextTable {
        var table = TextTable(
            title: "Epochs",
            columns: [
                .number("epoch"), .number("training loss"), .number("validation loss"),
                .number("accuracy"), .number("precision"), .number("recall"), .number("F1"),
                .mark("best"),
            ]
        )
        for record in epochs {
            let scores = record.scores.map { $0.value.map { NumberFormat.decimal($0) } ?? "" }
            table.append(
                [
                    "\(record.epoch)",
                    NumberFormat.decimal(record.trainingLoss),
                    record.validation.map { NumberFormat.decimal($0.loss) } ?? "",
                ] + scores + [record.epoch == bestEpoch ? NumberFormat.mark(true) : ""]
            )
        }
        return table
    }

    /// The best epoch, and losses and scores of every one, for `metrics.json`.
    public var details: [(String, JSONValue)] {
        let records = epochs.map { record in
            let losses: [(String, JSONValue)] = [
                ("training_loss", .number(record.trainingLoss)),
                ("validation_loss", record.validation.map { .number($0.loss) } ?? .null),
            ]
            let scores = record.scores.map {
                ("validation_\($0.name)", $0.value.map { JSONValue.number($0) } ?? .null)
            }
            return JSONValue.object(JSONObject(losses + scores))
        }
        return [
            ("best_epoch", bestEpoch.map { .integer($0) } ?? .null),
            ("epochs", .array(records)),
        ]
    }

    /// Adds the curves of losses and scores.
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
                title: "Validation scores by epoch",
                x: PlotAxis("epoch"),
                y: PlotAxis("score"),
                series: EpochRecord.scoreNames.enumerated().map { index, name in
                    .init(
                        name == "f1" ? "F1" : name,
                        points: epochs.compactMap { record in
                            record.scores[index].value.map {
                                PlotPoint(x: Double(record.epoch), y: $0)
                            }
                        }
                    )
                },
                marks: marks
            ),
            caption: "The classifier has the weights of the best epoch."
        )
    }
}

extension EpochRecord {
    /// What `metrics.json` and MLflow call the scores of an epoch.
    fileprivate static let scoreNames = ["accuracy", "precision", "recall", "f1"]

    /// The scores of the validation by name; of three classes or more, the macro averages.
    var scores: [(name: String, value: Double?)] {
        let values = [
            validation?.accuracy, validation?.precision, validation?.recall, validation?.score,
        ]
        return zip(Self.scoreNames, values).map { ($0, $1) }
    }
}

extension [String] {
    /// What the loss of a network is called that tells these classes apart by one probability of two,
    /// or one of each of more.
    public var nameOfLoss: String { count == 2 ? "binary cross-entropy" : "cross-entropy" }
}
