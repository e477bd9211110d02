/// Why a file of texts, or one row of it, cannot be read: the file, the line and what was expected.
///
///     tweets.csv:12: 3 fields, expected 2
public struct ReadingError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Problem: Sendable, Hashable {
        /// The file cannot be opened, for the system's reason.
        case cannotOpen(reason: String)
        /// Reading broke off, for the system's reason.
        case cannotRead(reason: String)
        /// There is not a single row: no byte, or nothing but blank lines.
        case emptyFile
        /// There is a header or there are bad or neutral rows, but no row to use.
        case noRows(badRows: Int, neutralRows: Int)
        /// The first row is neither a header that names a label and a text column nor six columns
        /// of Sentiment140.
        case unknownFormat(firstRow: String)
        /// A column name occurs twice in the header.
        case repeatedColumn(name: String)
        /// The row has more or fewer fields than the first row.
        case fieldCount(found: Int, expected: Int)
        /// A quote stands where RFC 4180 allows none, in this field (from 1) of the row.
        case strayQuote(field: Int)
        /// The quote that opens on this line is closed neither before the end of the file nor
        /// within the longest row allowed.
        case unclosedQuote
        /// The row's label is none of those that the file may have.
        case unknownLabel(found: String, expected: String)
        /// A neutral row (label 2 of Sentiment140) where the options refuse them.
        case neutralLabel
        /// This byte, at this place (from 1) of its field or line, is not UTF-8.
        case invalidUTF8(byte: UInt8, position: Int)
        /// The row holds a byte 0.
        case nulByte
        /// The row or line has more bytes than the options allow.
        case tooLong(maximum: Int)
    }

    /// The path as given, or the name of the input where it is not a file.
    public var file: String

    /// The physical line, from 1, where the row begins (for an unclosed quote: where that quote
    /// stands); nil where no single row is at fault. LF, CR and CRLF each end one line.
    public var line: Int?

    public var problem: Problem

    public init(file: String, line: Int? = nil, problem: Problem) {
        self.file = file
        self.line = line
        self.problem = problem
    }
}

extension ReadingError: CustomStringConvertible {
    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(place): \(problem)"
    }
}

extension ReadingError.Problem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cannotOpen(let reason):
            "cannot be opened: \(reason)"
        case .cannotRead(let reason):
            "cannot be read: \(reason)"
        case .emptyFile:
            "the file is empty, expected labelled texts"
        case .noRows(let badRows, let neutralRows):
            "no row to use (\(badRows) bad, \(neutralRows) neutral), expected labelled texts"
        case .unknownFormat(let firstRow):
            "the first row is \(quoted(firstRow)), expected a header with the columns label and "
                + "text, or Sentiment140's six columns (target 0, 2 or 4, id, date, flag, user, "
                + "text)"
        case .repeatedColumn(let name):
            "the header has more than one column \(quoted(name)), expected one"
        case .fieldCount(let found, let expected):
            "\(found) field\(found == 1 ? "" : "s"), expected \(expected)"
        case .strayQuote(let field):
            "a stray quote in field \(field), expected quotes around whole fields only and doubled "
                + "inside them"
        case .unclosedQuote:
            "the quote that opens on this line is never closed"
        case .unknownLabel(let found, let expected):
            "the label is \(quoted(found)), expected \(expected)"
        case .neutralLabel:
            "the label is neutral (2), expected negative (0) or positive (4)"
        case .invalidUTF8(let byte, let position):
            "byte 0x\(String(byte, radix: 16, uppercase: true)) at position \(position) is not "
                + "UTF-8, expected UTF-8 (a file in Latin-1 can be made so: iconv -f LATIN1 -t UTF-8)"
        case .nulByte:
            "a NUL byte, expected text"
        case .tooLong(let maximum):
            "longer than \(maximum) bytes, the most that is allowed"
        }
    }

    /// At most 60 characters of `text`, in quotes, with control characters shown as escapes.
    private func quoted(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(60).map { $0.escaped(asASCII: false) }.joined()
        return "\"\(shown)\(text.unicodeScalars.count > 60 ? "…" : "")\""
    }
}
