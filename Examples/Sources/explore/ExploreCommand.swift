import ArgumentParser
import ExampleSupport
import Swiftlet

@main
struct ExploreCommand: ExampleCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore",
        abstract: "Shows what labelled tweets are like, before anything is trained on them.",
        discussion: """
            Rows, duplicates, balance, lengths, marks, words and 2-grams by class. The file is read \
            in one pass and not kept: 1.6 million tweets take seconds.
            """
    )

    @Option(help: "Labelled tweets: CSV with a label,text header, or Sentiment140's six columns.")
    var data: String?

    @Option(help: "Gets report.html and explore.json.")
    var output: String?

    @OptionGroup var threading: ThreadOptions

    @Flag(help: "Leave out rows that cannot be read, and count them.")
    var skipBadRows = false

    func work() throws {
        threading.apply()
        if let output {
            try checkOutput(output, gets: [.file("report.html"), .file("explore.json")])
        }
        var stopwatch = Stopwatch()
        let path = data ?? TweetFiles.embeddedCorpus
        var explorer = CorpusExplorer()
        let reading = try stopwatch.measure("read") {
            try TweetFiles(skipsBadRows: skipBadRows).stream(path) { explorer.add($0) }
        }
        let summary = stopwatch.measure("summarise") {
            Progress.during("Summarising") { explorer.summary() }
        }
        let results = ExploreResults(
            data: fileName(path),
            summary: summary,
            reading: reading
        )
        print(results.tables.map(\.description).joined(separator: "\n\n"))
        if let output { try results.write(to: output, stopwatch: stopwatch) }
    }
}
