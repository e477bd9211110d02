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
            in one pass (of three classes or more in two) and not kept: 1.6 million tweets take \
            seconds.
            """
    )

    @Option(help: "Labelled tweets: a table with a column of texts and one of labels.")
    var data: String?

    @Option(help: "Gets report.html and explore.json.")
    var output: String?

    @OptionGroup var threading: ThreadOptions

    @OptionGroup var table: TableOptions

    func work() throws {
        threading.apply()
        if let output {
            try checkOutput(output, gets: [.file("report.html"), .file("explore.json")])
        }
        var stopwatch = Stopwatch()
        let path = data ?? TweetFiles.embeddedCorpus
        let files = TweetFiles(table)
        var (explorer, reader) = try stopwatch.measure("read") { try read(path, files) }
        let (labels, places) = reader.classes
        guard (2...ClassesExplorer.maximumCount).contains(labels.count) else {
            let counts = ClassCountsOnly(data: fileName(path), labels: labels, reader: reader)
            return try counts.show(output)
        }
        let results: ExploreResults
        if labels.count == 2 {
            if !places.elementsEqual(places.indices) {
                // The class that stands first in the file is the second: read it in their order.
                try requireFile(path, labels)
                let again = files.files(like: reader, path)
                (explorer, reader) = try stopwatch.measure("read again") {
                    try read(path, again, notes: false)
                }
            }
            results = stopwatch.measure("summarise") {
                Progress.during("Summarising") {
                    ExploreResults(
                        data: fileName(path),
                        labels: labels,
                        summary: explorer.summary(),
                        reading: reader.report
                    )
                }
            }
        } else {
            // Only now is it known which classes there are.
            try requireFile(path, labels)
            let again = files.files(like: reader, path)
            var explorer = ClassesExplorer(labels: labels)
            try stopwatch.measure("read again") {
                _ = try again.stream(path, notes: false) { explorer.add($0) }
            }
            results = stopwatch.measure("summarise") {
                Progress.during("Summarising") {
                    ExploreResults(
                        data: fileName(path),
                        classes: explorer.classes,
                        duplicates: explorer.duplicates,
                        reading: reader.report
                    )
                }
            }
        }
        print(results.tables.map(\.description).joined(separator: "\n\n"))
        if let output { try results.write(to: output, stopwatch: stopwatch) }
    }

    /// Throws where what was read cannot be read again.
    private func requireFile(_ path: String, _ labels: [String]) throws {
        guard fileSize(path) == nil else { return }
        throw ExampleError(
            "\(path): the classes \(labels.joined(separator: ", ")) take two readings of the data, and a "
                + "pipe gives one. Give a file."
        )
    }

    /// Reads a file as two classes; of more, the first two are explored.
    private func read(
        _ path: String,
        _ files: TweetFiles,
        notes: Bool = true
    ) throws -> (CorpusExplorer, LabelledTextReader) {
        var explorer = CorpusExplorer()
        let reader = try files.stream(path, notes: notes) { rows in
            explorer.add(rows.allSatisfy { $0.label < 2 } ? rows : rows.filter { $0.label < 2 })
        }
        return (explorer, reader)
    }
}
