import Swiftlet

/// Reads the labelled files that a run needs.
public struct TweetFiles {
    private let options: ReadingOptions
    /// The data whose classes the files must have; nil where they have their own.
    private let data: String?

    public init(_ options: TableOptions) {
        self.options = options.readingOptions
        data = nil
    }

    private init(_ options: ReadingOptions, data: String) {
        self.options = options
        self.data = data
    }

    /// The embedded corpus of the repository.
    public static let embeddedCorpus = fixture("tweets.csv")
    /// The embedded hard tweets, by category.
    public static let hardTweets = fixture("hard-tweets.csv")

    /// Reads a labelled file; what is worth knowing of it is said on standard error.
    public func read(_ path: String) throws -> LabelledTexts { try readOne(path).texts }

    /// Reads labelled texts to train on.
    ///
    /// - Returns: The texts, and the reader of the files to test on: see ``files(like:_:)``.
    /// - Throws: `ExampleError` where they are all of one class, and what `read` throws.
    public func readData(_ path: String) throws -> (texts: LabelledTexts, tests: TweetFiles) {
        let (texts, reader) = try readOne(path)
        guard texts.labels.count > 1 else {
            throw ExampleError(
                """
                \(path): all texts are of the class \(texts.labels.joined()), expected two classes or \
                more. Add texts of another class, or say with --label-column where the classes are.
                """
            )
        }
        return (texts, files(like: reader, path))
    }

    /// Files with the classes of one that was read: the same name, and for the same number the same
    /// class.
    ///
    /// Where that file has names for its classes, numbers are taken for them in rising order, which is
    /// said on standard error, if the options name the classes, and refused otherwise. Negative and
    /// positive are also 0 and 1, or 0 and 4.
    public func files(like reader: LabelledTextReader, _ path: String) -> TweetFiles {
        var options = options
        let (labels, numbers) = (reader.classes.labels, reader.namesOfNumbers)
        if options.labels == nil || !numbers.isEmpty { options.namesOfNumbers = numbers }
        if options.labels == nil, labels == ["negative", "positive"] {
            options.namesOfNumbers = ["0": "negative", "1": "positive", "4": "positive"]
        }
        options.labels = labels
        return TweetFiles(options, data: path)
    }

    private func readOne(
        _ path: String
    ) throws -> (texts: LabelledTexts, reader: LabelledTextReader) {
        let reader = try open(path, options)
        let texts = try reading { try reader.readAll() }
        note(reader, path)
        return (texts, reader)
    }

    /// Reads the embedded hard tweets, which are negative or positive.
    public func readHardTweets() throws -> LabelledTexts {
        try LabelledTexts(from: Self.hardTweets)
    }

    /// Reads the embedded hard tweets for data of these classes; nil, which is said on standard error,
    /// where the classes are others.
    public func readHardTweets(of labels: [String]) throws -> [LabelledText]? {
        if labels == ["negative", "positive"] { return try readHardTweets().examples }
        writeToStandardError(
            "The embedded hard tweets are left out: they are negative or positive, the data "
                + "\(labels.joined(separator: ", ")).\n"
        )
        return nil
    }

    /// Reads a labelled file a batch at a time, with a line of progress, as `read` does in one.
    ///
    /// - Parameter notes: Whether to say what is worth knowing of the file.
    /// - Returns: The reader at its end. Empty texts are among the rows given to `body`.
    public func stream(
        _ path: String,
        notes: Bool = true,
        _ body: ([LabelledText]) throws -> Void
    ) throws -> LabelledTextReader {
        var options = options
        options.keepsEmptyTexts = !options.isStrict
        let reader = try open(path, options)
        do {
            let progress = Progress("Reading \(fileName(path))", total: fileSize(path) ?? .max)
            defer { progress.finish() }
            while true {
                let rows = try reading { try reader.next(upTo: 16_384) }
                if rows.isEmpty { break }
                try body(rows)
                let note = counted(reader.report.rows, "tweet")
                progress.update(Double(reader.consumedBytes), note: note)
            }
        }
        if notes { note(reader, path) }
        return reader
    }

    private func open(
        _ path: String,
        _ options: ReadingOptions
    ) throws -> LabelledTextReader {
        try reading {
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
            let areNumbered = [options.labelColumn, options.textColumn].contains { column in
                column.map { Int($0) != nil } ?? false
            }
            if reader.layout == .header, areNumbered {
                say("the first row is taken for the header (put one before it if it is none)")
            }
        }
        if labels != ["negative", "positive"] {
            let classes = zip(labels, reader.classCounts).map { label, count in
                "\(label) (\(NumberFormat.count(count)))"
            }
            let areNumbers = labels.allSatisfy { Double($0) != nil }
            let count = labels.count == 1 ? "1 class" : "\(labels.count) classes"
            say(
                "\(count): " + classes.joined(separator: ", ")
                    + (areNumbers ? "; --labels gives them names, in this order" : "")
            )
            let folded = Dictionary(grouping: labels) { $0.lowercased() }
            for alike in folded.values where alike.count > 1 {
                say(alike.joined(separator: " and ") + " differ in case only, and are two classes")
            }
        }
        if data != nil, options.namesOfNumbers == nil, !reader.namesOfNumbers.isEmpty {
            let numbers = reader.namesOfNumbers.sorted {
                (Int($0.key) ?? 0, $0.key) < (Int($1.key) ?? 0, $1.key)
            }
            say(
                "the numbers are taken for the classes of --labels: "
                    + numbers.map { "\($0.key) is \($0.value)" }.joined(separator: ", ")
            )
        }
        if report.unlabelledRows > 0 {
            say(
                "left out \(counted(report.unlabelledRows, "row")) without a label (empty, NaN, None "
                    + "and the like; --labels keeps one of its names)"
            )
        }
        if report.emptyTextRows > 0 {
            say("left out \(counted(report.emptyTextRows, "row")) without a text")
        }
        if report.neutralRows > 0 {
            say(
                "left out \(counted(report.neutralRows, "neutral row")) (label 2; "
                    + (data == nil
                        ? "--labels negative,neutral,positive keeps them)" : "the data have none)")
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
    /// - Throws: `ExampleError` where a file is given twice, and what `read` throws.
    public func readTests(
        _ paths: [String]
    ) throws -> [(name: String, examples: [LabelledText])] {
        try readAll(paths).map { ($0.name, $0.texts.examples) }
    }

    /// Reads files to ask a classifier about.
    ///
    /// Classes that are called as the classifier's labels are these. Where the classifier has no better
    /// names than LABEL_0 and LABEL_1, these are the numbers 0 and 1, and as many other classes are
    /// taken for them in their order, which is said on standard error.
    ///
    /// - Parameter labels: Those of the classifier.
    /// - Throws: `ExampleError` where a file has a class that the classifier has not, or another number
    ///   of classes under other names, and what the other `readTests` throws.
    public func readTests(
        _ paths: [String],
        ofClassifierWith labels: [String]
    ) throws -> [(name: String, examples: [LabelledText])] {
        let hasNames = !labels.indices.allSatisfy { labels[$0].uppercased() == "LABEL_\($0)" }
        return try zip(paths, readAll(paths)).map { path, file in
            let classes = file.texts.labels
            func place(_ name: String) -> Int? {
                if let place = labels.firstIndex(of: name) { return place }
                let alike = labels.indices.filter { labels[$0].lowercased() == name.lowercased() }
                if alike.count == 1 { return alike[0] }
                let number = hasNames ? nil : Int(name)
                return number.flatMap { labels.indices.contains($0) ? $0 : nil }
            }
            let places = classes.compactMap(place)
            if places.count == classes.count, Set(places).count == places.count {
                return (
                    file.name,
                    file.texts.map {
                        LabelledText(text: $0.text, label: places[$0.label], category: $0.category)
                    }
                )
            }
            let found = classes.joined(separator: ", ")
            let expected = labels.joined(separator: ", ")
            let areNumbers = classes.contains { Double($0) != nil }
            guard places.isEmpty, classes.count == labels.count, !hasNames,
                !areNumbers
            else {
                throw ExampleError(
                    """
                    \(path): the classes are \(found), the labels of the classifier \(expected). Name \
                    them with --labels.
                    """
                )
            }
            writeToStandardError(
                "\(path): the classes \(found) are taken for the classifier's \(expected), in this "
                    + "order (--labels names them otherwise)\n"
            )
            return (file.name, file.texts.examples)
        }
    }

    private func readAll(
        _ paths: [String]
    ) throws -> [(name: String, texts: LabelledTexts)] {
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

    private func reading<Result>(_ read: () throws -> Result) throws -> Result {
        do {
            return try read()
        } catch let error as FormatError {
            guard let advice = advice(error) else { throw error }
            throw ExampleError("\(error)\n\(advice)")
        }
    }

    /// Which options of the command line help.
    private func advice(_ error: FormatError) -> String? {
        let helpful = error.options
        let columns = [("labelColumn", "--label-column"), ("textColumn", "--text-column")]
        let skips = helpful.contains("onBadRow: .skip") && options.onBadRow == .fail
        if let data, error.problem.hasPrefix("the label is ") {
            return
                "The classes are those of \(data): write its labels"
                + (options.namesOfNumbers == [:]
                    ? ", or name the classes of numbers in their order with --labels" : "")
                + (skips ? ", or leave such rows out with --skip-bad-rows." : ".")
        } else if helpful.contains("encoding: .utf16"), options.encoding != .utf16 {
            return "If the file is in UTF-16, read it with --encoding utf-16"
                + (skips ? "; leave other such rows out with --skip-bad-rows." : ".")
        } else if helpful == ["delimiter"] {
            return "Say what stands between columns with --delimiter."
        } else if helpful == ["labels"] {
            return "Give as many names with --labels."
        } else if helpful.contains("labels") {
            return "Give the column of the classes with --label-column, or name them with --labels."
        } else if columns.contains(where: { helpful.contains($0.0) }) {
            let names = columns.filter { helpful.contains($0.0) }.map(\.1)
            return "Say which with \(names.joined(separator: " and ")): a name or a number."
        } else if helpful.contains("encoding: .cp1252") {
            return "Read it with --encoding cp1252"
                + (helpful.contains("encoding: .latin1") ? " or --encoding latin-1" : "")
                + (skips ? ", or leave such rows out with --skip-bad-rows." : ".")
        }
        return skips ? "Leave such rows out with --skip-bad-rows." : nil
    }

    private static func fixture(_ name: String) -> String {
        // This file stands in Examples/Sources/ExampleSupport.
        let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return folders.dropLast(4).joined(separator: "/") + "/Fixtures/" + name
    }
}
