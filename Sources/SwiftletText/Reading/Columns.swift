/// Where a file of labelled texts keeps what is read of each row.
struct Columns: Equatable {
    var count: Int
    var label: Int
    var text: Int
    var category: Int?

    /// The most columns a file may have.
    static let maximumCount = 1024

    /// target, id, date, flag, user, text.
    static let sentiment140 = Columns(count: 6, label: 0, text: 5, category: nil)
}

extension Columns {
    /// The columns that `header` names, nil where it names no label or no text.
    init?(header: [String], file: String, line: Int) throws(ReadingError) {
        let names = header.map { $0.asciiTrimmedAndLowercased() }
        guard let label = names.firstIndex(of: "label"), let text = names.firstIndex(of: "text"),
            names.count <= Self.maximumCount
        else { return nil }
        for name in ["label", "text", "category"]
        where names.firstIndex(of: name) != names.lastIndex(of: name) {
            throw ReadingError(file: file, line: line, problem: .repeatedColumn(name: name))
        }
        self.init(
            count: names.count,
            label: label,
            text: text,
            category: names.firstIndex(of: "category")
        )
    }

    /// Whether a file's first row is one of Sentiment140's.
    static func isSentiment140(_ row: [String]) -> Bool {
        row.count == sentiment140.count && ["0", "2", "4"].contains(row[0])
    }

    /// The fields of a file's first row as text. Nothing is known of the file yet, so bytes that
    /// are not UTF-8 are taken for Latin-1 unless the options demand UTF-8.
    static func decode(
        _ scanner: RowScanner,
        _ stream: ByteStream,
        length: Int,
        _ encoding: ReadingOptions.Encoding,
        line: Int
    ) throws(ReadingError) -> [String] {
        let decoder = FieldDecoder(encoding: encoding, file: stream.name, line: line)
        // Decoding joins doubled quotes in place, and the row may yet be read as data.
        let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: length)
        defer { bytes.deallocate() }
        _ = bytes.initialize(from: stream.bytes[..<length])
        var isLatin1 = false
        var fields: [String] = []
        for field in scanner.fields {
            fields.append(try decoder.decode(field, of: bytes, isLatin1: &isLatin1))
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
    func lineEnds(before problem: ReadingError.Problem) -> Int {
        problem == .unclosedQuote ? lineEndsBeforeQuote : 0
    }

    /// Scans the first row that is not a blank line and returns its length, without consuming it.
    mutating func scanFirstRow(
        _ stream: ByteStream,
        _ options: ReadingOptions,
        line: inout Int
    ) throws(ReadingError) -> Int {
        while true {
            switch try scan(stream, maximumBytes: options.maximumRowBytes) {
            case .end:
                throw ReadingError(file: stream.name, problem: .emptyFile)
            case .broken(let problem):
                throw ReadingError(
                    file: stream.name,
                    line: line + lineEnds(before: problem),
                    problem: problem
                )
            case .row(let length):
                if isBlankLine {
                    stream.consume(length)
                    line += lineEnds
                } else if hasNUL {
                    throw ReadingError(file: stream.name, line: line, problem: .nulByte)
                } else {
                    return length
                }
            }
        }
    }
}
