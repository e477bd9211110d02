import ArgumentParser
import Swiftlet

struct LogisticCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logistic",
        abstract: "Times a logistic regression (lbfgs, l2, C = 1) on TF-IDF of raw tweets."
    )

    @OptionGroup var timing: TimingOptions

    @Option(help: "Labelled tweets.")
    var data: String

    @Option(help: "Gets the coefficients and the intercept, as safetensors.")
    var export: String?

    func run() throws {
        let features = try TFIDFFeatures(path: data)
        let matrix = try features.fit().matrix
        var model = LogisticRegression()
        let report = try model.fit(matrix, features.labels)
        if let export {
            var file = SafetensorsWriter()
            file.add("coefficients", model.coefficients[0], shape: [model.featureCount])
            file.add("intercept", model.intercepts, shape: [1])
            try file.save(to: export)
        }
        let times = try timing.measure {
            var model = LogisticRegression()
            _ = try model.fit(matrix, features.labels)
        }
        let fields: JSONValue = [
            "seconds": ["fit": .numbers(times)],
            "iterations": .integer(report.iterations),
            "converged": .bool(report.converged),
            "matrix_bytes": .integer(matrix.storedBytes),
        ]
        print(fields)
    }
}
