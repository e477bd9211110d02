import Swiftlet

/// Reads the labelled files that a run needs.
public struct TweetFiles {
    private let options: ReadingOptions

    public init(_ options: TableOptions) { self.options = options.readingOptions }

    /// The embedded corpus of the repository.
    public static let embeddedCorpus = fixture("tweets.csv")
    /// The embedded hard tweets, by category.
    public static let hardTweets = fixture("hard-tweets.csv")

    /// Reads a labelled file; what is worth knowing of it is said on standard error.
    ///
    /// - Parameter labels: The classes it must have; nil for those of the options or of the file.
    public func read(_ path: String, labels: [String]? = nil) throws -> LabelledTexts {
        var options = options
        if let labels { options.labels = labels }
        let reader = try open(path, options)
        let texts = try reading { () throws(ReadingError) in try reader.readAll() }
        note(reader, path)
        return texts
    }

    /// Reads the embedded hard tweets.
    public func readHardTweets() throws -> [LabelledText] {
        try [LabelledText](from: Self.hardTweets)
    }

    /// Reads a labelled file a batch at a time, with a line of progress, as `read` does in one.
    ///
    /// - Returns: The reader at its end. Empty texts are among the rows given to `body`.
    public func stream(
        _ path: String,
        _ body: ([LabelledText]) throws -> Void
    ) throws -> LabelledTextReader {
        var options = options
        options.keepsEmptyTexts = !options.isStrict
        let reader = try open(path, options)
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
        note(reader, path)
        return reader
    }

    private func open(
        _ path: String,
        _ options: ReadingOptions
    ) throws -> LabelledTextReader {
        try reading { () throws(ReadingError) in
            try LabelledTextReader(from: path, options: options)
        }
    }

    /// Says what was left out and what was recognised, where that is not plain.
    private func note(_ reader: LabelledTextReader, _ path: String) {
        let (report, labels) = (reader.report, reader.classes.labels)
        func say(_ text: String) { writeToStandardError("\(path): \(text)\n") }
        let names = [reader.labelColumn.lowercased(), reader.textColumn.lowercased()]
        if reader.layout != .sentiment140, names != ["label", "text"] {
            say(
                "labels are taken from the column \(reader.labelColumn), texts from the column "
                    + "\(reader.textColumn) (others: --label-column, --text-column)"
            )
        }
        if labels != ["negative", "positive"] {
            let classes = zip(labels, reader.classCounts).map { label, count in
                "\(label) (\(NumberFormat.count(count)))"
            }
            let areNumbers = labels.allSatisfy { Double($0) != nil }
            say(
                "\(labels.count) classes: " + classes.joined(separator: ", ")
                    + (areNumbers ? "; --labels gives them names, in this order" : "")
            )
            let folded = Dictionary(grouping: labels) { $0.lowercased() }
            for alike in folded.values where alike.count > 1 {
                say(alike.joined(separator: " and ") + " differ in case only, and are two classes")
            }
        }
        if report.unlabelledRows > 0 {
            say("left out \(counted(report.unlabelledRows, "row")) without a label (empty or NaN)")
        }
        if report.emptyTextRows > 0 {
            say("left out \(counted(report.emptyTextRows, "row")) without a text")
        }
        if report.neutralRows > 0 {
            say(
                "left out \(counted(report.neutralRows, "neutral row")) (label 2; "
                    + "--labels negative,neutral,positive keeps them)"
            )
        }
        if report.looselyQuotedRows > 0 {
            say(
                "read stray quotes in \(counted(report.looselyQuotedRows, "row")) as Python's csv "
                    + "does, first in line \(report.firstLooseQuoteLine ?? 0) (--strict refuses them)"
            )
        }
        guard report.badRows > 0 else { return }
        say("left out \(counted(report.badRows, "bad row")), among them")
        for error in report.firstErrors { writeToStandardError("  \(error)\n") }
    }

    /// Reads the files of `--test`, each under a name of its own.
    ///
    /// That is the file's name without folders, unless another file has the same or it is one of
    /// ``EvaluatedSplit/builtInNames``; then it is the path as given, with `./` before it where that
    /// is such a name, too.
    ///
    /// - Parameter labels: The classes that they must have; nil for those of each file.
    /// - Throws: `ExampleError` where a file is given twice, and what `read` throws.
    public func readTests(
        _ paths: [String],
        labels: [String]? = nil
    ) throws -> [(name: String, examples: [LabelledText])] {
        let files = paths.map(resolvedPath)
        for (index, file) in files.enumerated() where files[..<index].contains(file) {
            throw ExampleError("\(paths[index]): the file is given twice.")
        }
        let names = paths.map(fileName)
        return try zip(paths, names).map { path, name in
            let isBuiltIn = EvaluatedSplit.builtInNames.contains
            let isUnique = names.count { $0 == name } == 1 && !isBuiltIn(name)
            let examples = try read(path, labels: labels).examples
            return (isUnique ? name : isBuiltIn(path) ? "./" + path : path, examples)
        }
    }

    private func reading<Result>(_ read: () throws(ReadingError) -> Result) throws -> Result {
        do {
            return try read()
        } catch {
            guard let advice = advice(error) else { throw error }
            throw ExampleError("\(error)\n\(advice)")
        }
    }

    /// Which options help.
    private func advice(_ error: ReadingError) -> String? {
        switch error.problem {
        case .undecidedColumns(let label, let text, _):
            let options = (label ? ["--label-column"] : []) + (text ? ["--text-column"] : [])
            return "Say which with \(options.joined(separator: " and ")): a name or a number."
        case .oneColumn:
            return "Say what stands between columns with --delimiter."
        case .tooManyLabels:
            return "Give the column of the classes with --label-column, or name them with --labels."
        case .labelCount:
            return "Give as many names with --labels."
        case .invalidUTF8(let byte, _):
            let name = byte & 0xE0 == 0x80 ? "cp1252" : "cp1252 or --encoding latin-1"
            let skip = options.onBadRow == .fail ? ", or leave such rows out: --skip-bad-rows" : ""
            return "Read it with --encoding \(name)\(skip)."
        case .repeatedColumn, .noSuchColumn, .emptyFile, .otherKind:
            return nil
        default:
            // Only a single bad row has a line.
            if error.line == nil || options.onBadRow == .skip { return nil }
            return "Leave such rows out with --skip-bad-rows."
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
    _ data: LabelledTexts,
    perClass asked: CountOrAll?,
    standard: Int,
    seed: UInt64
) throws -> [LabelledText] {
    let counts = data.classCounts
    let rarest = counts.min() ?? 0
    let found = zip(counts, data.labels).map { "\($0) \($1)" }.joined(separator: " and ")
    guard rarest > 0 else {
        throw ExampleError("The data hold \(found) tweets; both are needed.")
    }
    if case .all = asked { return data.examples }
    let number = asked?.number ?? min(standard, rarest)
    guard number <= rarest else {
        throw ExampleError(
            "--per-class \(number) asks for more than the data hold: \(found) tweets."
        )
    }
    return try stratifiedDraw(labels: data.map(\.label), perClass: number, seed: seed).map {
        data[$0]
    }
}

extension LabelledTexts {
    /// Refuses other than two classes, for programs that tell two apart.
    public func requireTwoClasses(_ path: String) throws {
        guard labels.count == 2 else {
            throw ExampleError(
                """
                \(path): the classes are \(labels.joined(separator: ", ")); this program tells two apart. Choose two with \
                --labels and leave the other rows out with --skip-bad-rows.
                """
            )
        }
        if labels != ["negative", "positive"] {
            writeToStandardError(
                "\(path): \(labels[0]) counts as negative and \(labels[1]) as positive\n"
            )
        }
    }
}
