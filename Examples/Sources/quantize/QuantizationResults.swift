import ExampleSupport
import Swiftlet

/// The results of `quantize`, printed and saved beside the classifier.
struct QuantizationResults {
    let options: [(String, JSONValue)]
    let comparison: PrecisionComparison
    /// nil where ranges are not fixed.
    let calibration: ActivationCalibration?

    func printTables() {
        if let calibration { print("\n\(calibration.table)") }
        if !comparison.float32.splits.isEmpty { print("\n\(comparison.scoreTable)") }
        print("\n\(comparison.costTable)\n\(comparison.costNote)")
    }

    /// Writes `metrics.json` and `report.html` into a directory.
    ///
    /// - Parameter run: Records what was written.
    func write(to directory: String, of run: TrackedRun) throws {
        let members: [(String, JSONValue)] =
            [
                ("approach", .string(DistilBERTClassifier.approach)),
                ("options", .object(JSONObject(options))),
                ("splits", comparison.float32.splits.json),
                ("model_bytes", .integer(comparison.float32.modelBytes)),
            ] + comparison.details + (calibration.map { [("calibration", $0.json)] } ?? [])
        let metrics = JSONObject(members)
        let json = JSONValue.object(metrics).encoded(.pretty)
        try AtomicFile.write(json + [UInt8(ascii: "\n")], to: directory + "/metrics.json")
        try report.save(to: directory + "/report.html")
        run.log(file: fileName(directory) + "/report.html")
        run.log(results: metrics)
    }

    private var report: HTMLReport {
        var report = HTMLReport(
            title: "A DistilBERT in fewer bits",
            lead: "What it says and costs, beside the one of floats that it was made of."
        )
        if !comparison.float32.splits.isEmpty {
            report.addSection("Scores")
            report.addTable(comparison.scoreTable)
        }
        report.addSection("Costs")
        report.addTable(comparison.costTable)
        report.addParagraph(comparison.costNote)
        if let calibration {
            report.addSection("Ranges")
            report.addTable(calibration.table)
        }
        report.addSection("Options")
        var table = TextTable(columns: [.text("option"), .text("value")])
        for (name, value) in options { table.append([name, "\(value)"]) }
        report.addTable(table)
        return report
    }
}

extension ActivationCalibration {
    /// The range of each layer's inputs, for people.
    var table: TextTable {
        var table = TextTable(
            title: "Ranges of the inputs: \(source.described), "
                + counted(source.textCount, "text"),
            columns: [
                .text("layer"), .number("least"), .number("greatest"), .number("beyond"),
                .number("column in 16 bits"),
            ]
        )
        for layer in layers {
            table.append([
                layer.name,
                NumberFormat.decimal(Double(layer.range.least), places: 3),
                NumberFormat.decimal(Double(layer.range.greatest), places: 3),
                NumberFormat.percent(Double(layer.range.clippedShare), places: 3),
                layer.range.outlierColumn.map { "\($0)" } ?? "",
            ])
        }
        return table
    }

    /// As `metrics.json` has it.
    var json: JSONValue {
        let layers = layers.map { layer in
            JSONValue.object(
                JSONObject([
                    ("layer", .string(layer.name)),
                    ("least", .number(Double(layer.range.least))),
                    ("greatest", .number(Double(layer.range.greatest))),
                    ("clipped", .number(Double(layer.range.clippedShare))),
                    ("outlier_column", layer.range.outlierColumn.map { .integer($0) } ?? .null),
                ])
            )
        }
        var members = JSONObject([("method", .string(source.method.name))])
        if case .percentile(let percentile) = source.method {
            members["percentile"] = .number(percentile)
        }
        members["texts"] = .integer(source.textCount)
        members["layers"] = .array(layers)
        return .object(members)
    }
}

extension ActivationCalibration.Source {
    fileprivate var described: String {
        if case .percentile(let percentile) = method { return "percentile \(percentile)" }
        return method.name
    }
}
