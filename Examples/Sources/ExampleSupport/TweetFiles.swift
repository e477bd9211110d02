import Swiftlet

/// Reads the labelled files that a run needs.
public struct TweetFiles {
    private let skipsBadRows: Bool

    public init(_ options: CommonOptions) { skipsBadRows = options.skipBadRows }

    public init(skipsBadRows: Bool) { self.skipsBadRows = skipsBadRows }

    /// The embedded corpus of the repository.
    public static let embeddedCorpus = fixture("tweets.csv")
    /// The embedded hard tweets, by category.
    public static let hardTweets = fixture("hard-tweets.csv")

    /// Reads a labelled file; bad rows are named on standard error where they are skipped.
    public func read(_ path: String) throws -> [LabelledText] {
        let reader = try open(path)
        let examples = try reading { () throws(ReadingError) in try reader.readAll() }
        warn(of: reader.report, path)
        return examples
    }

    /// Reads a labelled file a batch at a time, with a line of progress, as `read` does in one.
    ///
    /// - Returns: What was met besides the rows given to `body`.
    public func stream(
        _ path: String,
        _ body: ([LabelledText]) throws -> Void
    ) throws -> ReadingReport {
        let reader = try open(path)
        do {
            let progress = Progress("Reading \(fileName(path))", total: fileSize(path) ?? .max)
            defer { progress.finish() }
            while true {
                let rows = try reading { () throws(ReadingError) in try reader.next(upTo: 16_384) }
                if rows.isEmpty { break }
                try body(rows)
                let note = counted(reader.report.rows, "tweet")
                progress.update(Double(reader.consumedBytes), note: note)
            }
        }
        warn(of: reader.report, path)
        return reader.report
    }

    private func open(_ path: String) throws(ReadingError) -> LabelledTextReader {
        try LabelledTextReader(
            from: path,
            options: ReadingOptions(onBadRow: skipsBadRows ? .skip : .fail)
        )
    }

    private func warn(of report: ReadingReport, _ path: String) {
        guard report.badRows > 0 else { return }
        let rows = counted(report.badRows, "bad row")
        writeToStandardError("\(path): left out \(rows), among them\n")
        for error in report.firstErrors { writeToStandardError("  \(error)\n") }
    }

    /// Reads the files of `--test`, each under a name of its own.
    ///
    /// That is the file's name without folders, unless another file has the same or it is one of
    /// ``EvaluatedSplit/builtInNames``; then it is the path as given, with `./` before it where that
    /// is such a name, too.
    ///
    /// - Throws: `ExampleError` where a file is given twice, and what `read` throws.
    public func readTests(
        _ paths: [String]
    ) throws -> [(name: String, examples: [LabelledText])] {
        let files = paths.map(resolvedPath)
        for (index, file) in files.enumerated() where files[..<index].contains(file) {
            throw ExampleError("\(paths[index]): the file is given twice.")
        }
        let names = paths.map(fileName)
        return try zip(paths, names).map { path, name in
            let isBuiltIn = EvaluatedSplit.builtInNames.contains
            let isUnique = names.count { $0 == name } == 1 && !isBuiltIn(name)
            return (isUnique ? name : isBuiltIn(path) ? "./" + path : path, try read(path))
        }
    }

    private func reading<Result>(_ read: () throws(ReadingError) -> Result) throws -> Result {
        do {
            return try read()
        } catch {
            // Only a single bad row has a line.
            if error.line == nil || skipsBadRows { throw error }
            throw ExampleError("\(error)\nLeave such rows out with --skip-bad-rows.")
        }
    }

    private static func fixture(_ name: String) -> String {
        // This file stands in Examples/Sources/ExampleSupport.
        let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return folders.dropLast(4).joined(separator: "/") + "/Fixtures/" + name
    }
}

/// Draws the same number of tweets of each class.
///
/// - Parameters:
///   - asked: What `--per-class` says.
///   - standard: How many where it says nothing: that many, or as many as the rarer class has.
public func draw(
    _ examples: [LabelledText],
    perClass asked: CountOrAll?,
    standard: Int,
    seed: UInt64
) throws -> [LabelledText] {
    let labels = examples.map(\.label)
    let rarest = examples.classCounts().min() ?? 0
    guard rarest > 0 else {
        let found = examples.classCounts()
        throw ExampleError(
            "The data hold \(found[0]) negative and \(found[1]) positive tweets; both are needed."
        )
    }
    if case .all = asked { return examples }
    let number = asked?.number ?? min(standard, rarest)
    guard number <= rarest else {
        let found = examples.classCounts()
        throw ExampleError(
            "--per-class \(number) asks for more than the data hold: \(found[0]) negative and "
                + "\(found[1]) positive tweets."
        )
    }
    return try stratifiedDraw(labels: labels, perClass: number, seed: seed).map { examples[$0] }
}
