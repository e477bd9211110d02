import SwiftletBase

/// Reads labelled texts from a table, a row at a time.
///
///     let reader = try LabelledTextReader(from: "tweets.csv")
///     while let row = try reader.next() {
///         print(reader.labels[row.label], row.text)
///     }
///
/// **Tables.** A header names the columns: `label` and `text`, or other names that people use
/// (`sentiment`, `airline_sentiment`, `polarity`, `class`; `tweet`, `review`, `sentence`, `content`
/// and more), in any place and in upper or lower case. Where the header says nothing, and for a
/// table without one, ``ReadingOptions/labelColumn`` and ``ReadingOptions/textColumn`` say which
/// they are. A column `category` is read where there is one; other columns are passed over. Without
/// a header these are known, too: two columns, of which one holds labels that come again, and
/// Sentiment140's six (target 0 negative, 2 neutral or 4 positive, id, date, flag, user, text; Go,
/// Bhayani and Huang, 2009). Commas, tabs, semicolons or pipes stand between fields; which of them
/// shows in the first rows, or in a line `sep=;` before them. Gzip data are decompressed on the way.
///
/// **Classes** are the labels of the file, whatever they are: see ``labels``. A row without a
/// label, or with one that pandas takes for a missing value, and a row without a text are left out
/// and counted in ``report``.
///
/// **Quotes** are those of RFC 4180: around a field, doubled inside it; line breaks and delimiters
/// inside quotes belong to the field. Other quotes are read as Python's `csv` and pandas read them
/// and counted, unless ``ReadingOptions/isStrict`` refuses them. Lines end with LF, CRLF or CR, the
/// last one with or without; blank lines are passed over.
///
/// **Bad rows.** A row is bad that has another number of fields than the first row, a quote that is
/// never closed, a label that is none of those given, a NUL byte, or bytes in its label, text or
/// category that are not in the encoding. By default it is thrown as a `FormatError` with the
/// line where it begins; `next` may be called again and continues after it. With `onBadRow: .skip`
/// it is counted in ``report``. Reading resumes at the next row; where the quotes are broken the end
/// of the row is unknown, and reading resumes at the line after the one where the row begins. So a
/// quote that is never closed costs one row, not the rest of the file.
///
/// The file streams: what is held is one chunk of 1 MiB, or the longest row where that is longer.
public final class LabelledTextReader: Loadable {
    /// The layout of a file of labelled texts.
    public enum Layout: Sendable, Hashable {
        /// A header names the columns.
        case header
        /// No header; the options or the first rows tell the columns.
        case columns
        /// No header; Sentiment140's six columns.
        case sentiment140
    }

    /// The layout, known from the first rows.
    public let layout: Layout

    /// The columns of the labels and of the texts: their names, or their numbers, from 1, where
    /// there is no header.
    public let labelColumn: String
    public let textColumn: String

    /// What was met so far: rows given out, rows left out, and why.
    public private(set) var report = ReadingReport()

    /// The names of the classes of the rows so far: a row's label is the place of its class here.
    ///
    /// They are ``ReadingOptions/labels`` where those are given. Else 0 and 1, 0 and 4, or negative
    /// and positive are "negative" and "positive", and other labels are named as they stand in the
    /// file: numbers in ascending order; negative, neutral and positive, no and yes, false and true in
    /// that order; others sorted.
    ///
    /// The first 256 KiB of the file tell them; a label that first comes later stands last here,
    /// and in its order in ``classes`` and in what ``readAll()`` gives.
    public var labels: [String] { names.current }

    /// The names of the classes in their order, and for each label given out its class: complete
    /// once all rows are read.
    public var classes: (labels: [String], places: [Int]) { names.order }

    /// The name of the class of each number that the file has for a label, empty where its labels are
    /// the names of the classes: complete once all rows are read.
    ///
    /// Another file is read in the same sense with ``ReadingOptions/labels`` and
    /// ``ReadingOptions/namesOfNumbers`` of this one:
    ///
    ///     options.labels = reader.classes.labels
    ///     options.namesOfNumbers = reader.namesOfNumbers
    public var namesOfNumbers: [String: String] { names.namesOfNumbers }

    /// How many bytes of the input the rows so far took, to tell how far reading is.
    public var consumedBytes: Int { stream.consumedBytes }

    /// How many of the rows given out each class has, in the order of ``classes``.
    public var classCounts: [Int] {
        let (labels, places) = names.order
        var counts = [Int](repeating: 0, count: labels.count)
        for (number, place) in places.enumerated() { counts[place] += names.counts[number] }
        return counts
    }

    private let stream: ByteStream
    private let options: ReadingOptions
    private let encoding: ReadingOptions.Encoding
    private let columns: Columns
    private var names: LabelNames
    private var scanner: RowScanner
    /// The physical line of the next byte of `stream`.
    private var line: Int

    /// Opens a file and looks at its first rows.
    ///
    /// - Throws: `FileError` where the file cannot be read; `FormatError` where it is empty, is no
    ///   table, or does not tell which columns hold labels and texts.
    public convenience init(from path: String) throws {
        try self.init(from: path, options: ReadingOptions())
    }

    /// Opens a file and looks at its first rows, with the given options.
    ///
    /// - Throws: As `init(from:)`.
    public convenience init(from path: String, options: ReadingOptions) throws {
        try self.init(ByteStream(from: path), options)
    }

    /// Reads from an open descriptor, such as 0 for standard input. The caller closes it.
    ///
    /// - Parameter name: What errors call the input.
    /// - Throws: As `init(from:)`.
    public convenience init(
        descriptor: Int32,
        name: String,
        options: ReadingOptions = ReadingOptions()
    ) throws {
        try self.init(ByteStream(descriptor: descriptor, name: name), options)
    }

    /// Reads from memory.
    ///
    /// - Parameter name: What errors call the input.
    /// - Throws: `FormatError`, as `init(from:)`.
    public convenience init(
        bytes: [UInt8],
        name: String = "memory",
        options: ReadingOptions = ReadingOptions()
    ) throws {
        try self.init(ByteStream(bytes: bytes, name: name), options)
    }

    package init(_ stream: ByteStream, _ options: ReadingOptions) throws {
        self.stream = stream
        var options = options
        if try stream.decodeContainers(options.encoding) { options.encoding = .utf8 }
        line = 1
        if let separator = try stream.consumeSeparatorLine() {
            let known = ReadingOptions.Delimiter.allCases.first { $0.byte == separator }
            options.delimiter = options.delimiter ?? known
            line = 2
        }
        self.options = options

        let sample = try TableSample(stream, firstLine: line)
        let table = try TableLayout(sample, options, file: stream.name)
        layout = table.layout
        columns = table.columns
        labelColumn = table.columnNames[columns.label]
        textColumn = table.columnNames[columns.text]
        encoding =
            options.encoding == .automatic && layout != .sentiment140 ? .utf8 : options.encoding
        names = LabelNames(
            given: options.labels,
            written: options.namesOfNumbers,
            isSentiment140: layout == .sentiment140
        )
        scanner = RowScanner(
            maximumFields: columns.count,
            delimiter: table.delimiter,
            isStrict: options.isStrict
        )
        if layout == .header {
            let length = try scanner.scanFirstRow(stream, options, line: &line)
            line += scanner.lineEnds
            stream.consume(length)
        }
        var isHeader = layout == .header
        sample.scan(table.delimiter, options, maximumFields: columns.count) { scanner, stream in
            // What is wrong with a row shows when it is read.
            if !isHeader { _ = try? label(of: scanner, in: stream, line: 0) }
            isHeader = false
            return true
        }
        names.arrange()
    }

    /// The next row, nil at the end of the input.
    ///
    /// - Throws: `FormatError` for a bad row or a neutral one that the options do not skip,
    ///   where reading breaks off, and at the end where there was no row at all to give out.
    public func next() throws -> LabelledText? {
        while true {
            switch try scanner.scan(stream, maximumBytes: options.maximumRowBytes) {
            case .end:
                try checkEnd()
                return nil

            case .broken(let problem):
                let failure = error(problem, line: line + scanner.lineEnds(before: problem))
                _ = try stream.consumeLine()
                line += 1
                try reject(failure)

            case .row(let length):
                let rowLine = line
                let isBlank = scanner.isBlankLine
                // The bytes stay in place until the stream is filled again.
                let row = isBlank ? nil : Result { () throws(FormatError) in try parseRow() }
                stream.consume(length)
                line = rowLine + scanner.lineEnds
                switch row {
                case nil: continue
                case .success(.text(let row))?:
                    report.rows += 1
                    return row
                case .success(.neutral)?:
                    report.neutralRows += 1
                    if options.onNeutralRow == .fail {
                        throw error(.neutralLabel, line: rowLine)
                    }
                case .success(.unlabelled)?:
                    if options.isStrict {
                        try reject(error(.missingLabel, line: rowLine))
                    } else {
                        report.unlabelledRows += 1
                    }
                case .success(.empty)?:
                    if options.isStrict {
                        try reject(error(.missingText, line: rowLine))
                    } else {
                        report.emptyTextRows += 1
                    }
                case .failure(let failure)?:
                    // More labels than classes have is no fault of one row.
                    if failure.place == nil { throw failure }
                    try reject(failure)
                }
            }
        }
    }

    /// The next rows, at most `count`; an empty array at the end of the input.
    ///
    /// - Throws: As ``next()``.
    public func next(upTo count: Int) throws -> [LabelledText] {
        precondition(count > 0, "A batch of \(count) rows.")
        var rows: [LabelledText] = []
        while rows.count < count, let row = try next() { rows.append(row) }
        return rows
    }

    /// All rows that are left, with the names of their classes.
    ///
    /// - Throws: As ``next()``.
    public func readAll() throws -> LabelledTexts {
        var rows: [LabelledText] = []
        while let row = try next() { rows.append(row) }
        let (labels, places) = names.order
        if !places.elementsEqual(places.indices) {
            for index in rows.indices { rows[index].label = places[rows[index].label] }
        }
        return LabelledTexts(rows, labels: labels)
    }

    /// Throws where the rows that were read are no labelled texts.
    private func checkEnd() throws(FormatError) {
        if report.rows == 0 {
            throw error(
                .noRows(
                    badRows: report.badRows,
                    neutralRows: report.neutralRows,
                    incompleteRows: report.unlabelledRows + report.emptyTextRows
                ),
                line: nil
            )
        }
        switch names.fault() {
        case nil: return
        case .tooMany(let count, let rows)?:
            throw error(
                .tooManyLabels(column: labelColumn, count: count, rows: rows),
                line: nil
            )
        case .wrongCount(let found, let given)?:
            throw error(.labelCount(found: found, given: given), line: nil)
        }
    }

    private func error(_ problem: ReadingProblem, line: Int?) -> FormatError {
        FormatError(file: stream.name, line: line, problem)
    }

    /// Counts a bad row, and throws it unless it is to be skipped.
    private func reject(_ failure: FormatError) throws(FormatError) {
        report.count(failure)
        if options.onBadRow == .fail { throw failure }
    }

    /// What a good row holds.
    private enum Row {
        case text(LabelledText)
        case neutral, unlabelled, empty
    }

    /// The row just scanned.
    private func parseRow() throws(FormatError) -> Row {
        guard !scanner.hasNUL else { throw error(.nulByte, line: line) }
        guard scanner.fieldCount == columns.count else {
            throw error(
                .fieldCount(found: scanner.fieldCount, expected: columns.count),
                line: line
            )
        }
        let label: Int
        switch try self.label(of: scanner, in: stream, line: line) {
        case .label(let number): label = number
        case .neutral: return .neutral
        case .missing: return .unlabelled
        case .unknown: preconditionFailure("unreachable: an unknown label is thrown")
        }
        let textField = scanner.fields[columns.text]
        if textField.start == textField.end, !options.keepsEmptyTexts { return .empty }
        let decoder = FieldDecoder(encoding: encoding, file: stream.name, line: line)
        var isLatin1 = false
        let text = try decoder.decode(textField, of: stream.bytes, isLatin1: &isLatin1)
        var category: String?
        if let column = columns.category {
            category = try decoder.decode(
                scanner.fields[column],
                of: stream.bytes,
                isLatin1: &isLatin1
            )
        }
        names.count(label)
        if isLatin1 { report.latin1Rows += 1 }
        if scanner.hasLooseQuotes {
            report.looselyQuotedRows += 1
            report.firstLooseQuoteLine = report.firstLooseQuoteLine ?? line
        }
        return .text(LabelledText(text: text, label: label, category: category))
    }

    /// The label of the row that `scanner` has scanned.
    private func label(
        of scanner: RowScanner,
        in stream: ByteStream,
        line: Int
    ) throws(FormatError) -> LabelNames.Meaning {
        guard scanner.fieldCount == columns.count else { return .missing }
        let field = scanner.fields[columns.label]
        let bytes = UnsafeBufferPointer(rebasing: stream.bytes[field.start..<field.end])
        if !field.hasQuotes, let meaning = names.meaning(of: bytes) { return meaning }
        let decoder = FieldDecoder(encoding: encoding, file: stream.name, line: line)
        var isLatin1 = false
        let text = try decoder.decode(field, of: stream.bytes, isLatin1: &isLatin1)
        let meaning = names.read(text, bytes: field.hasQuotes ? nil : bytes)
        if meaning == .unknown {
            if names.isFull {
                throw error(
                    .tooManyLabels(
                        column: labelColumn,
                        count: LabelNames.maximumCount + 1,
                        rows: report.rows + 1
                    ),
                    line: nil
                )
            }
            if let found = names.numbers(with: text) {
                throw error(.labelCount(found: found, given: options.labels ?? []), line: nil)
            }
            throw error(
                .unknownLabel(found: text, expected: names.expectation),
                line: line
            )
        }
        return meaning
    }
}

extension [LabelledText]: Loadable {
    /// All labelled texts of a file, without the names of their classes: see ``LabelledTexts``.
    ///
    /// - Throws: `FormatError` naming the file, the line and what was expected.
    public init(from path: String) throws {
        try self.init(from: path, options: ReadingOptions())
    }

    /// All labelled texts of a file, read with the given options.
    ///
    /// - Throws: `FileError` where the file cannot be read; `FormatError` naming the file, the line and
    ///   what was expected.
    public init(from path: String, options: ReadingOptions) throws {
        self = try LabelledTexts(from: path, options: options).examples
    }
}
