import ArgumentParser
import ExampleSupport
import Swiftlet

@main
struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Classifies texts, one a line, with a saved classifier.",
        discussion: """
            Writes one JSON object a line, in the order of the texts, as they come: it can stand in \
            a pipe. A line that is not UTF-8 or holds a NUL byte ends it, once the lines before are \
            answered, unless --repair is given. A regression gives {"value": …}, or {"values": …} by \
            name where it has several numbers. --version names the kernels in use.
            """,
        version: kernelReport(onRequestOf: "--version")
    )

    @Option(help: "The directory of a saved classifier.")
    var model: String

    @OptionGroup var threading: ThreadOptions

    @OptionGroup var lines: TextLineOptions

    func run() throws {
        threading.apply()
        let directory = TextClassifiers.modelDirectory(at: model)
        if DistilBERTRegressor.isSaved(in: directory) {
            let regressor = try DistilBERTRegressor(from: directory)
            let output = NumberLines(labels: regressor.labels)
            return try lines.forEachBatch(upTo: 4_096) { try output.write(regressor.predict($0)) }
        }
        let classifier = try TextClassifiers.load(from: directory)
        let output = PredictionLines(labels: classifier.labels)
        try lines.forEachBatch(upTo: 4_096) { try output.write(classifier.predict($0)) }
    }
}
