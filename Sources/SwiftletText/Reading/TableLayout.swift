import SwiftletBase

/// How a table is written, found out from its first rows.
struct TableLayout {
    let layout: LabelledTextReader.Layout
    let delimiter: UInt8
    let columns: Columns
    /// What the columns are called: by their names, or by their numbers where there is no header.
    let columnNames: [String]

    /// How many bytes of a file are looked at in advance.
    static let sampleSize = 1 << 18
    /// How many rows tell delimiter and columns apart.
    private static let rowCount = 100

    init(
        _ sample: TableSample,
        _ options: ReadingOptions,
        file: String
    ) throws {
        let delimiters = options.delimiter.map { [$0] } ?? ReadingOptions.Delimiter.allCases
        var tables: [(delimiter: UInt8, rows: [[String]])] = []
        var line = sample.firstLine
        var firstError: (any Error)?
        for delimiter in delimiters {
            // A row that is broken under one delimiter may be good under another.
            do {
                let first = try sample.firstRow(delimiter.byte, options, file: file, line: &line)
                if case .columns(let columns, .named) = ColumnChoice(first, [], options) {
                    self.init(.header, delimiter.byte, columns, first)
                    return
                }
                if delimiter == .comma, options.labelColumn == nil, options.textColumn == nil,
                    Columns.isSentiment140(first)
                {
                    self.init(.sentiment140, delimiter.byte, .sentiment140, nil)
                    return
                }
                tables.append((delimiter.byte, []))
            } catch {
                firstError = firstError ?? error
            }
        }
        if tables.isEmpty, let firstError { throw firstError }

        for index in tables.indices {
            tables[index].rows = sample.rows(
                tables[index].delimiter,
                options,
                limit: Self.rowCount
            )
        }
        // The delimiter under which there are known labels, and most rows have as many fields as the
        // first.
        let candidates = tables.filter { ($0.rows.first?.count ?? 0) > 1 }.map { table in
            let width = table.rows[0].count
            let alike = Double(table.rows.count { $0.count == width }) / Double(table.rows.count)
            let isKnown = alike > 0.5 && Self.hasKnownLabels(table.rows, options)
            return (table: table, isKnown: isKnown ? 1 : 0, alike: alike)
        }
        let sorted = candidates.indices.sorted {
            let (one, other) = (candidates[$0], candidates[$1])
            return (other.isKnown, other.alike, $0) < (one.isKnown, one.alike, $1)
        }.map { candidates[$0].table }
        var problem: ReadingProblem?
        let form = OtherForm(sample.bytes)
        // Columns by number are there in JSON, too.
        for (delimiter, rows) in sorted where form != .json {
            let rest = Self.rest(rows)
            switch ColumnChoice(rows[0], rest, options) {
            case .columns(let columns, .absent):
                self.init(.columns, delimiter, columns, nil)
                return
            case .columns(let columns, _):
                self.init(.header, delimiter, columns, rows[0])
                return
            case .missing(let name):
                problem =
                    problem ?? .noSuchColumn(name: name, columns: Self.described(rows))
            case .repeated(let name):
                problem = problem ?? .repeatedColumn(name: name)
            case .tooMany:
                problem = problem ?? .tooManyColumns(maximum: Columns.maximumCount)
            case .undecided(let label, let text):
                problem =
                    problem
                    ?? .undecidedColumns(
                        label: label,
                        text: text,
                        columns: Self.described(rows)
                    )
            }
        }
        if let form {
            throw FormatError(file: file, line: line, .otherForm(form))
        }
        if problem == nil, let firstError { throw firstError }
        let oneColumn = ReadingProblem.oneColumn(
            firstRow: tables[0].rows.first?.first ?? "",
            isDelimiterGiven: options.delimiter != nil
        )
        throw FormatError(file: file, line: line, problem ?? oneColumn)
    }

    private init(
        _ layout: LabelledTextReader.Layout,
        _ delimiter: UInt8,
        _ columns: Columns,
        _ header: [String]?
    ) {
        self.layout = layout
        self.delimiter = delimiter
        self.columns = columns
        columnNames = header ?? (1...columns.count).map { "\($0)" }
    }

    /// Whether the column of the labels has known ones only, such as 0 and 1 or neg and pos.
    private static func hasKnownLabels(_ rows: [[String]], _ options: ReadingOptions) -> Bool {
        let rest = rest(rows)
        guard case .columns(let columns, let header) = ColumnChoice(rows[0], rest, options) else {
            return false
        }
        return ColumnChoice.areKnown(
            (header == .absent ? [rows[0]] + rest : rest).map { $0[columns.label] }
        )
    }

    /// The rows after the first that have as many fields.
    private static func rest(_ rows: [[String]]) -> [[String]] {
        rows.dropFirst().filter { $0.count == rows[0].count }
    }

    private static func described(_ rows: [[String]]) -> [ReadingProblem.Column] {
        let example = rest(rows).first
        return rows[0].indices.prefix(Columns.maximumCount).map { index in
            ReadingProblem.Column(name: rows[0][index], example: example?[index] ?? "")
        }
    }
}

/// The bytes at the start of a table.
struct TableSample {
    let bytes: [UInt8]
    /// Whether they are the whole table.
    let isWhole: Bool
    /// The physical line of the first of them.
    let firstLine: Int

    init(_ stream: ByteStream, firstLine: Int) throws {
        self.firstLine = firstLine
        let isLonger = try stream.fill(upTo: TableLayout.sampleSize + 1)
        bytes = Array(stream.bytes.prefix(TableLayout.sampleSize))
        isWhole = !isLonger
    }

    /// The first row that is not blank.
    func firstRow(
        _ delimiter: UInt8,
        _ options: ReadingOptions,
        file: String,
        line: inout Int
    ) throws -> [String] {
        let stream = ByteStream(bytes: bytes, name: file)
        var scanner = RowScanner(
            maximumFields: Columns.maximumCount,
            delimiter: delimiter,
            isStrict: options.isStrict
        )
        line = firstLine
        _ = try scanner.scanFirstRow(stream, options, line: &line)
        return decode(scanner, stream, options.encoding)
    }

    /// The first rows; those that are broken, and lines that are blank, are left out.
    func rows(_ delimiter: UInt8, _ options: ReadingOptions, limit: Int) -> [[String]] {
        var rows: [[String]] = []
        scan(delimiter, options, maximumFields: Columns.maximumCount) { scanner, stream in
            rows.append(decode(scanner, stream, options.encoding))
            return rows.count < limit
        }
        return rows
    }

    /// Calls `body` with every good row, until it says false.
    func scan(
        _ delimiter: UInt8,
        _ options: ReadingOptions,
        maximumFields: Int,
        _ body: (RowScanner, ByteStream) -> Bool
    ) {
        let stream = ByteStream(bytes: bytes, name: "sample")
        var scanner = RowScanner(
            maximumFields: maximumFields,
            delimiter: delimiter,
            isStrict: options.isStrict
        )
        while let outcome = try? scanner.scan(stream, maximumBytes: options.maximumRowBytes) {
            switch outcome {
            case .end:
                return
            case .broken:
                guard let isLine = try? stream.consumeLine(), isLine else { return }
            case .row(let length):
                // The last row may be cut off.
                if !isWhole, length == stream.bytes.count { return }
                let isGood = !scanner.isBlankLine && !scanner.hasNUL
                if isGood, !body(scanner, stream) { return }
                stream.consume(length)
            }
        }
    }

    /// The fields of a row as text. Nothing is known of the table yet: bytes that are not what the
    /// options say are taken for Latin-1.
    private func decode(
        _ scanner: RowScanner,
        _ stream: ByteStream,
        _ encoding: ReadingOptions.Encoding
    ) -> [String] {
        // Decoding moves bytes, and the row may yet be read again.
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: stream.bytes.count)
        defer { copy.deallocate() }
        let end = scanner.fields.last?.end ?? 0
        _ = copy.initialize(from: stream.bytes[..<end])
        var isLatin1 = false
        var fields: [String] = []
        for field in scanner.fields {
            let decoder = FieldDecoder(
                encoding: encoding == .cp1252 || encoding == .latin1 ? encoding : .automatic,
                file: stream.name,
                line: 0
            )
            let text = try? decoder.decode(field, of: copy, isLatin1: &isLatin1)
            fields.append(text ?? String(latin1: copy[field.start..<field.end]))
        }
        // The caller judges by the number of fields: those past the maximum count too.
        fields += repeatElement("", count: min(1, scanner.fieldCount - scanner.fields.count))
        return fields
    }
}

extension RowScanner {
    /// Whether the row has no byte but its line end.
    var isBlankLine: Bool { fieldCount == 1 && fields[0].start == 0 && fields[0].end == 0 }

    /// How many line ends of a broken row stand before the line to name: that of the quote for one
    /// that is never closed, else the row's first.
    func lineEnds(before problem: ReadingProblem) -> Int {
        problem == .unclosedQuote ? lineEndsBeforeQuote : 0
    }

    /// Scans the first row that is not a blank line and returns its length, without consuming it.
    mutating func scanFirstRow(
        _ stream: ByteStream,
        _ options: ReadingOptions,
        line: inout Int
    ) throws -> Int {
        while true {
            switch try scan(stream, maximumBytes: options.maximumRowBytes) {
            case .end:
                throw FormatError(file: stream.name, .emptyFile)
            case .broken(let problem):
                throw FormatError(
                    file: stream.name,
                    line: line + lineEnds(before: problem),
                    problem
                )
            case .row(let length):
                if isBlankLine {
                    stream.consume(length)
                    line += lineEnds
                } else if hasNUL {
                    throw FormatError(file: stream.name, line: line, .nulByte)
                } else {
                    return length
                }
            }
        }
    }
}

/// A form of labelled texts that is no table.
package enum OtherForm: Sendable, Hashable {
    case json, fastText

    /// What the first bytes of a file that does not read as a table look like.
    init?(_ bytes: [UInt8]) {
        let head = String(decoding: bytes.prefix(64), as: UTF8.self).filter { !$0.isWhitespace }
        if head.hasPrefix("{\"") || head.hasPrefix("[{") {
            self = .json
        } else if head.hasPrefix("__label__") {
            self = .fastText
        } else {
            return nil
        }
    }
}
