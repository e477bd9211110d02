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
            a pipe. A line that is not UTF-8 or holds a NUL byte ends it, once the lines before are \
            answered, unless --repair is given. --version names the kernels in use.
            """,
        version: kernelReport(onRequestOf: "--version")
    )

    @Option(help: "The directory of a saved classifier.")
    var model: String

    @OptionGroup var threading: ThreadOptions

    @Flag(
        help: """
            Answer a line that is not UTF-8 or holds a NUL byte like any other: what is not UTF-8 is \
            read as U+FFFD, NUL as a space.
            """
    )
    var repair = false

    @Argument(help: "The file of texts, one a line; standard input where none is given.")
    var file: String?

    func run() throws {
        threading.apply()
        let classifier = try TextClassifiers.load(from: model)
        let policy: TextLineReader.LinePolicy = repair ? .repair : .fail
        let reader =
            try file.map { try TextLineReader(from: $0, onBadLine: policy) }
            ?? TextLineReader(
                descriptor: STDIN_FILENO,
                name: "standard input",
                onBadLine: policy
            )
        let lines = PredictionLines(labels: classifier.labels, descriptor: STDOUT_FILENO)
        while true {
            let texts = try nextTexts(of: reader)
            if texts.isEmpty { break }
            try lines.write(classifier.predict(texts))
        }
    }

    /// The texts that have arrived; an error that `--repair` avoids says so.
    private func nextTexts(of reader: TextLineReader) throws -> [String] {
        do {
            return try reader.nextAvailable(upTo: 4_096)
        } catch {
            switch error.problem {
            case .invalidUTF8, .nulByte:
                throw ExampleError("\(error)\nAnswer such lines like any other with --repair.")
            default: throw error
            }
        }
    }
}
