import SwiftletBase

/// Reads labelled texts from a CSV file, a row at a time.
///
///     let reader = try LabelledTextReader(from: "tweets.csv")
///     while let row = try reader.next() {
///         print(row.label, row.text)
///     }
///
/// Two layouts are known and told apart by the first row:
///
/// - **A header** that names a column `label` and a column `text`, in any place and in upper or
///   lower case. A column `category` is read where there is one; other columns are passed over.
///   Labels are 0 and 1, 0 and 4, or negative and positive; a file keeps to one of these.
/// - **Sentiment140's six columns** without a header: target (0 negative, 2 neutral, 4 positive),
///   id, date, flag, user, text (Go, Bhayani and Huang, 2009).
///
/// Fields are quoted as in RFC 4180: quotes around a field, doubled inside it; line breaks and
/// commas inside quotes belong to the field. Lines end with LF, CRLF or CR, the last one with or
/// without; blank lines are passed over. Bytes are decoded as ``ReadingOptions/Encoding`` says.
///
/// **Bad rows.** A row is bad that has another number of fields than the first row, a quote where
/// none may stand, a label nobody knows, a NUL byte, or bytes in its label, text or category that
/// are not UTF-8. By default it is thrown as a ``ReadingError`` with the line where it begins;
/// `next` may be called again and goes on behind it. With `onBadRow: .skip` it is counted in
/// ``report``. Reading resumes at the next row; where the quotes are broken the end of the row is
/// unknown, and reading resumes at the line behind the one where the row begins. So a quote that is
/// never closed costs one row, not the rest of the file. The first row must be good: it tells the
/// layout.
///
/// The file streams: what is held is one chunk of 1 MiB, or the longest row where that is longer.
public final class LabelledTextReader: Loadable {
    /// The layout of a file of labelled texts.
    public enum Layout: Sendable, Hashable {
        case header
        case sentiment140
    }

    /// The layout, known from the first row.
    public let layout: Layout

    /// What was met so far: rows given out, bad rows, neutral rows.
    public private(set) var report = ReadingReport()

    /// How many bytes of the input the rows so far took, to tell how far reading is.
    public var consumedBytes: Int { stream.consumedBytes }

    private let stream: ByteStream
    private let options: ReadingOptions
    private let encoding: ReadingOptions.Encoding
    private let columns: Columns
    private var scheme: LabelScheme
    private var scanner: RowScanner
    /// The physical line of the next byte of `stream`.
    private var line: Int

    /// Opens a file and reads its first row.
    ///
    /// - Throws: ``ReadingError`` where the file cannot be read, is empty or has neither layout.
    public convenience init(from path: String) throws {
        try self.init(from: path, options: ReadingOptions())
    }

    /// Opens a file and reads its first row, under options of one's own.
    ///
    /// - Throws: ``ReadingError`` where the file cannot be read, is empty or has neither layout.
    public convenience init(from path: String, options: ReadingOptions) throws(ReadingError) {
        try self.init(ByteStream(from: path), options)
    }

    /// Reads from an open descriptor, such as 0 for standard input. The caller closes it.
    ///
    /// - Parameter name: What errors call the input.
    public convenience init(
        descriptor: Int32,
        name: String,
        options: ReadingOptions = ReadingOptions()
    ) throws(ReadingError) {
        try self.init(ByteStream(descriptor: descriptor, name: name), options)
    }

    /// Reads from memory.
    ///
    /// - Parameter name: What errors call the input.
    public convenience init(
        bytes: [UInt8],
        name: String = "memory",
        options: ReadingOptions = ReadingOptions()
    ) throws(ReadingError) {
        try self.init(ByteStream(bytes: bytes, name: name), options)
    }

    package init(_ stream: ByteStream, _ options: ReadingOptions) throws(ReadingError) {
        self.stream = stream
        self.options = options
        let hasMark = try stream.consumeByteOrderMark()
        let encoding = hasMark ? .utf8 : options.encoding

        var line = 1
        var scanner = RowScanner(maximumFields: Columns.maximumCount)
        let length = try scanner.scanFirstRow(stream, options, line: &line)
        let first = try Columns.decode(scanner, stream, length: length, encoding, line: line)

        if let columns = try Columns(header: first, file: stream.name, line: line) {
            self.layout = .header
            self.columns = columns
            self.scheme = .undecided(sawZero: false)
            line += scanner.lineEnds
            stream.consume(length)
        } else if Columns.isSentiment140(first) {
            self.layout = .sentiment140
            self.columns = .sentiment140
            self.scheme = .sentiment140
        } else {
            throw ReadingError(
                file: stream.name,
                line: line,
                problem: .unknownFormat(firstRow: first.joined(separator: ","))
            )
        }
        self.encoding = encoding == .automatic && layout == .header ? .utf8 : encoding
        self.line = line
        scanner.maximumFields = columns.count
        self.scanner = scanner
    }

    /// The next row, nil at the end of the input.
    ///
    /// - Throws: ``ReadingError`` for a bad row or a neutral one that the options do not skip,
    ///   where reading breaks off, and at the end where there was no row at all to give out.
    public func next() throws(ReadingError) -> LabelledText? {
        while true {
            switch try scanner.scan(stream, maximumBytes: options.maximumRowBytes) {
            case .end:
                if report.rows == 0 {
                    throw error(
                        .noRows(badRows: report.badRows, neutralRows: report.neutralRows),
                        line: nil
                    )
                }
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
                let row = isBlank ? nil : Result { () throws(ReadingError) in try parseRow() }
                stream.consume(length)
                line = rowLine + scanner.lineEnds
                switch row {
                case nil: continue
                case .success(let row?):
                    report.rows += 1
                    return row
                case .success(nil):
                    report.neutralRows += 1
                    if options.onNeutralRow == .fail {
                        throw error(.neutralLabel, line: rowLine)
                    }
                case .failure(let failure):
                    try reject(failure)
                }
            }
        }
    }

    /// The next rows, at most `count`; an empty array at the end of the input.
    public func next(upTo count: Int) throws(ReadingError) -> [LabelledText] {
        precondition(count > 0, "A batch of \(count) rows.")
        var rows: [LabelledText] = []
        while rows.count < count, let row = try next() { rows.append(row) }
        return rows
    }

    /// All rows that are left.
    public func readAll() throws(ReadingError) -> [LabelledText] {
        var rows: [LabelledText] = []
        while let row = try next() { rows.append(row) }
        return rows
    }

    private func error(_ problem: ReadingError.Problem, line: Int?) -> ReadingError {
        ReadingError(file: stream.name, line: line, problem: problem)
    }

    /// Counts a bad row, and throws it unless it is to be skipped.
    private func reject(_ failure: ReadingError) throws(ReadingError) {
        report.count(failure)
        if options.onBadRow == .fail { throw failure }
    }

    /// The row just scanned, nil where it is neutral.
    private func parseRow() throws(ReadingError) -> LabelledText? {
        guard !scanner.hasNUL else { throw error(.nulByte, line: line) }
        guard scanner.fieldCount == columns.count else {
            throw error(
                .fieldCount(found: scanner.fieldCount, expected: columns.count),
                line: line
            )
        }
        let decoder = FieldDecoder(encoding: encoding, file: stream.name, line: line)
        var isLatin1 = false
        func field(_ column: Int) throws(ReadingError) -> String {
            try decoder.decode(scanner.fields[column], of: stream.bytes, isLatin1: &isLatin1)
        }
        let written = try field(columns.label)
        let text = try field(columns.text)
        var category: String?
        if let column = columns.category { category = try field(column) }
        let expectation = scheme.expectation
        switch scheme.read(written) {
        case .label(let label):
            if isLatin1 { report.latin1Rows += 1 }
            return LabelledText(text: text, label: label, category: category)
        case .neutral:
            return nil
        case .unknown:
            throw error(.unknownLabel(found: written, expected: expectation), line: line)
        }
    }
}

extension [LabelledText]: Loadable {
    /// All labelled texts of a file. See ``LabelledTextReader`` for the layouts it may have, and for
    /// a way to stream it and to learn how many rows were skipped.
    ///
    ///     let tweets = try [LabelledText](from: "tweets.csv")
    ///
    /// - Throws: ``ReadingError`` naming the file, the line and what was expected.
    public init(from path: String) throws {
        try self.init(from: path, options: ReadingOptions())
    }

    /// All labelled texts of a file, read under options of one's own.
    ///
    /// - Throws: ``ReadingError`` naming the file, the line and what was expected.
    public init(from path: String, options: ReadingOptions) throws(ReadingError) {
        self = try LabelledTextReader(from: path, options: options).readAll()
    }
}
