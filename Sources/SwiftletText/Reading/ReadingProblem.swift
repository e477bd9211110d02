import SwiftletBase

/// Why a file of texts, or one row of it, cannot be read.
package enum ReadingProblem: Sendable, Hashable {
    /// There is no row: no byte, or nothing but blank lines.
    case emptyFile
    /// There is a header or there are rows left out, but no row to use.
    case noRows(badRows: Int, neutralRows: Int, incompleteRows: Int = 0)
    /// The first bytes are those of a file that is no text.
    case otherKind(FileKind)
    /// What the file is compressed or encoded with is damaged.
    case damaged(reason: String)
    /// The first bytes are those of labelled texts in another form.
    case otherForm(OtherForm)
    /// The first row has one column only, under every delimiter or the one that is given.
    case oneColumn(firstRow: String, isDelimiterGiven: Bool = false)
    /// The first row has more columns than a table may have.
    case tooManyColumns(maximum: Int)
    /// The first rows do not tell which column holds the labels, the texts, or both.
    case undecidedColumns(label: Bool, text: Bool, columns: [Column])
    /// A column that the options name is not in the table.
    case noSuchColumn(name: String, columns: [Column])
    /// A column name occurs twice in the header.
    case repeatedColumn(name: String)
    /// The column of the labels holds so many different ones that they are no classes.
    case tooManyLabels(column: String, count: Int, rows: Int)
    /// The file has another number of labels than the names given for them.
    case labelCount(found: [String], given: [String])
    /// The row has more or fewer fields than the first row.
    case fieldCount(found: Int, expected: Int)
    /// A quote stands where RFC 4180 allows none, in this field (from 1) of the row.
    case strayQuote(field: Int)
    /// The quote that opens on this line is closed neither before the end of the file nor
    /// within the longest row allowed.
    case unclosedQuote
    /// The row's label is none of those that the file may have.
    case unknownLabel(found: String, expected: String)
    /// The row has no label, where the options refuse that.
    case missingLabel
    /// The row has no text, where the options refuse that.
    case missingText
    /// A neutral row (label 2 of Sentiment140) where the options refuse them.
    case neutralLabel
    /// This byte, at this place (from 1) of its field or line, is not UTF-8.
    case invalidUTF8(byte: UInt8, position: Int)
    /// This byte, at this place (from 1) of its field, has no meaning in Windows-1252.
    case invalidCP1252(byte: UInt8, position: Int)
    /// The row holds a byte 0.
    case nulByte
    /// The row or line has more bytes than the options allow.
    case tooLong(maximum: Int)

    /// A column of a table and what it holds.
    package struct Column: Sendable, Hashable {
        /// Its field in the first row.
        package var name: String
        /// Its field in the second row, empty where there is none.
        package var example: String

        package init(name: String, example: String) {
            self.name = name
            self.example = example
        }
    }

    /// What to do about it, where that is not plain.
    fileprivate var remedy: String? {
        switch self {
        case .otherKind(let kind):
            kind.remedy
        case .otherForm(.json):
            "Write it as CSV: pandas.read_json(FILE).to_csv(…, index=False), with lines=True for an "
                + "object a line"
        case .otherForm(.fastText):
            #"Put a tab behind each label: sed 's/^__label__\([^ ]*\) /\1\t/' FILE"#
        case .oneColumn(_, isDelimiterGiven: false):
            "Take away lines before the header; with anything else between columns, write the table "
                + "with commas"
        case .tooManyColumns:
            "Leave out columns that hold neither labels nor texts"
        case .repeatedColumn:
            "Name the column by its number, from 1"
        case .invalidUTF8(let byte, _):
            byte & 0xE0 == 0x80
                ? "In Windows-1252 it would be a character: iconv -f CP1252 -t UTF-8 makes a file in "
                    + "that so"
                : "iconv -f CP1252 -t UTF-8 makes a file in Windows-1252 or Latin-1 so"
        default:
            nil
        }
    }

    /// The options of a `LabelledTextReader` that help.
    fileprivate var options: [String] {
        switch self {
        case .undecidedColumns(let label, let text, _):
            (label ? ["labelColumn"] : []) + (text ? ["textColumn"] : [])
        case .oneColumn(_, let isDelimiterGiven):
            isDelimiterGiven ? ["delimiter"] : []
        case .repeatedColumn:
            ["labelColumn", "textColumn"]
        case .tooManyLabels:
            ["labelColumn", "labels"]
        case .labelCount:
            ["labels"]
        case .invalidUTF8(let byte, _):
            ["encoding: .cp1252"] + (byte & 0xE0 == 0x80 ? [] : ["encoding: .latin1"])
                + ["onBadRow: .skip"]
        case .nulByte:
            ["encoding: .utf16", "onBadRow: .skip"]
        case .fieldCount, .strayQuote, .unclosedQuote, .unknownLabel, .missingLabel, .missingText,
            .invalidCP1252, .tooLong:
            ["onBadRow: .skip"]
        case .neutralLabel:
            ["onNeutralRow: .skip"]
        case .emptyFile, .noRows, .otherKind, .otherForm, .damaged, .noSuchColumn, .tooManyColumns:
            []
        }
    }
}

extension ReadingProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .emptyFile:
            "the file is empty, expected labelled texts"
        case .noRows(let badRows, let neutralRows, let incompleteRows):
            "no row to use (\(badRows) bad, \(neutralRows) neutral, \(incompleteRows) without "
                + "label or text), expected labelled texts"
        case .otherKind(let kind):
            "it is \(kind.name), expected a table in CSV"
        case .damaged(let reason):
            reason
        case .otherForm(let form):
            "it is \(form == .json ? "JSON" : "in fastText's form"), expected a table in CSV"
        case .tooManyColumns(let maximum):
            "the first row has more than \(maximum) columns, the most a table may have"
        case .oneColumn(let firstRow, _):
            "the first row is \(quoted(firstRow)), expected two columns or more, one of labels and "
                + "one of texts, with commas, tabs, semicolons or pipes between them"
        case .undecidedColumns(let label, let text, let columns):
            "cannot tell which column holds the "
                + (label && text ? "labels and which the texts" : label ? "labels" : "texts")
                + "; the columns are " + list(columns)
        case .noSuchColumn(let name, let columns):
            "there is no column \(quoted(name)); the columns are " + list(columns)
        case .repeatedColumn(let name):
            "the header has more than one column \(quoted(name)), expected one"
        case .tooManyLabels(let column, let count, let rows):
            "the column of labels, \(quoted(column)), has \(count) different ones in \(rows) "
                + "rows: it looks like ids or free text, expected the names of a few classes"
        case .labelCount(let found, let given):
            "\(given.count) names of classes are given, but the file has the \(found.count) labels "
                + found.prefix(20).map { quoted($0) }.joined(separator: ", ")
        case .fieldCount(let found, let expected):
            "\(found) field\(found == 1 ? "" : "s"), expected \(expected)"
        case .strayQuote(let field):
            "a stray quote in field \(field), expected quotes around whole fields only and doubled "
                + "inside them"
        case .unclosedQuote:
            "the quote that opens on this line is never closed"
        case .unknownLabel(let found, let expected):
            "the label is \(quoted(found)), expected \(expected)"
        case .missingLabel:
            "the row has no label"
        case .missingText:
            "the row has no text"
        case .neutralLabel:
            "the label is neutral (2), expected negative (0) or positive (4)"
        case .invalidUTF8(let byte, let position):
            "byte \(hexadecimal(byte)) at position \(position) is not UTF-8, expected UTF-8"
        case .invalidCP1252(let byte, let position):
            "byte \(hexadecimal(byte)) at position \(position) has no meaning in Windows-1252"
        case .nulByte:
            "a NUL byte, expected text"
        case .tooLong(let maximum):
            "longer than \(maximum) bytes, the most that is allowed"
        }
    }

    private func hexadecimal(_ byte: UInt8) -> String {
        "0x" + String(byte, radix: 16, uppercase: true)
    }

    /// The columns by number and name, each with an example.
    private func list(_ columns: [ReadingProblem.Column]) -> String {
        let shown = columns.prefix(20).enumerated().map { index, column in
            let example = column.example.isEmpty ? "" : " (such as \(quoted(column.example)))"
            return "\(index + 1) \(quoted(column.name))\(example)"
        }
        return shown.joined(separator: ", ") + (columns.count > 20 ? ", …" : "")
    }

    /// At most 60 characters of `text`, in quotes, with control characters shown as escapes.
    private func quoted(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(60).map { $0.escaped(asASCII: false) }.joined()
        return "\"\(shown)\(text.unicodeScalars.count > 60 ? "…" : "")\""
    }
}

extension FormatError {
    /// - Parameter line: The physical line, from 1, where the row begins (for an unclosed quote: where
    ///   that quote stands); nil where no single row is at fault. LF, CR and CRLF each end one line.
    package init(file: String, line: Int? = nil, _ problem: ReadingProblem) {
        self.init(
            file: file,
            place: line.map { .line($0) },
            problem: "\(problem)",
            remedy: problem.remedy,
            options: problem.options
        )
    }

    /// The first line of a file of one text a line shows that it is another kind of file.
    package init(file: String, textLinesExpectedOf kind: FileKind) {
        self.init(
            file: file,
            problem: "it is \(kind.name), expected one text a line in UTF-8",
            remedy: kind.remedy
        )
    }

    /// What is wrong with a line, from 1, of a file of one text a line.
    package init(file: String, textLine: Int, _ problem: ReadingProblem) {
        let isTooLong = if case .tooLong = problem { true } else { false }
        self.init(
            file: file,
            place: .line(textLine),
            problem: "\(problem)",
            remedy: problem.remedy,
            options: [isTooLong ? "maximumLineBytes" : "onBadLine: .repair"]
        )
    }
}
