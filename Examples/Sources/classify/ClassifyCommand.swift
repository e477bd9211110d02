import ArgumentParser
import ExampleSupport
import Swiftlet

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@main
struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Classifies texts, one a line, with a saved classifier.",
        discussion: """
            Writes one JSON object a line, in the order of the texts, as they come: it can stand in \
            a pipe.
            """
    )

    @Option(help: "The directory of a saved classifier.")
    var model: String

    @OptionGroup var threading: ThreadOptions

    @Argument(help: "The file of texts, one a line; standard input where none is given.")
    var file: String?

    func run() throws {
        threading.apply()
        let classifier = try TextClassifiers.load(from: model)
        let reader =
            try file.map { try TextLineReader(path: $0) }
            ?? TextLineReader(descriptor: STDIN_FILENO, name: "standard input")
        let lines = PredictionLines(labels: classifier.labels, descriptor: STDOUT_FILENO)
        while true {
            let texts = try reader.nextAvailable(upTo: 4_096)
            if texts.isEmpty { break }
            try lines.write(classifier.predict(texts))
        }
    }
}
