import SwiftletBase
import SwiftletText
import TestSupport
import Testing

@Suite struct LabelledTextReaderTests {
    private struct Case: Decodable {
        struct Row: Decodable {
            let label: Int
            let text: String
            let category: String?
        }
        let bytes: String
        let encoding: String
        let layout: String
        let rows: [Row]
    }

    /// Chunks so small that every boundary falls somewhere, and the usual one.
    static let chunks = [1, 2, 7, 64, 1 << 20]

    @Test(arguments: chunks) func wellFormedFilesReadAsInPython(chunk: Int) throws {
        let cases = try Fixtures.json("readers/csv.json", as: [Case].self)
        #expect(cases.count >= 200)
        for item in cases {
            let encodings: [String: ReadingOptions.Encoding] = [
                "utf-8": .automatic, "latin-1": .latin1, "automatic": .automatic,
            ]
            let options = ReadingOptions(
                encoding: try #require(encodings[item.encoding]),
                keepsEmptyTexts: true
            )
            let stream = ByteStream(bytes: bytes(hex: item.bytes), name: "case", chunk: chunk)
            let reader = try LabelledTextReader(stream, options)
            #expect(reader.layout == (item.layout == "header" ? .header : .sentiment140))
            let expected = item.rows.map {
                LabelledText(text: $0.text, label: $0.label, category: $0.category)
            }
            let rows = try reader.readAll()
            // Strings that are canonically equal may differ in bytes.
            #expect(rows.map { Array($0.text.utf8) } == expected.map { Array($0.text.utf8) })
            #expect(rows.examples == expected, "\(item.bytes)")
            #expect(rows.labels == ["negative", "positive"])
        }
    }

    private func bytes(hex: String) -> [UInt8] {
        let digits = hex.utf8.map { UInt8($0 < 0x3A ? $0 - 0x30 : $0 - 0x57) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private func reader(
        _ text: String,
        _ options: ReadingOptions = ReadingOptions()
    ) throws -> LabelledTextReader {
        try LabelledTextReader(bytes: Array(text.utf8), name: "file", options: options)
    }

    private let skip = ReadingOptions(onBadRow: .skip)

    @Test func rowsComeFromAFileOneByOneAndInBatches() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/tweets.csv"
            try write("id,Text,LABEL\n1,good,1\n2,bad,0\n3,\"so, so\",1\n", to: path)
            let expected = [
                LabelledText(text: "good", label: 1), LabelledText(text: "bad", label: 0),
                LabelledText(text: "so, so", label: 1),
            ]
            #expect(try [LabelledText](from: path) == expected)
            let reader = try LabelledTextReader(from: path)
            #expect(try reader.next(upTo: 2) == Array(expected[..<2]))
            #expect(try reader.next(upTo: 2) == Array(expected[2...]))
            #expect(try reader.next(upTo: 2) == [])
            #expect(reader.report.rows == 3)
            #expect(expected.classCounts() == [1, 2])
            #expect(expected.filter { $0.label == 0 }.classCounts() == [1, 0])
        }
    }

    // MARK: Bad rows

    /// A bad row in line 3 of a file with a header, with the problem it is.
    static let badRows: [(String, ReadingProblem)] = [
        ("0", .fieldCount(found: 1, expected: 2)),
        ("0,a,b", .fieldCount(found: 3, expected: 2)),
        ("0,a\u{0}b", .nulByte),
        ("0,\"a\u{0}b\"", .nulByte),
    ]

    @Test(arguments: badRows) func aBadRowIsNamedByItsLine(
        row: String,
        problem: ReadingProblem
    ) throws {
        let expected = FormatError(file: "file", line: 3, problem)
        let text = "label,text\n1,first\n\(row)\n0,last\n"
        let failing = try reader(text)
        #expect(try failing.next()?.text == "first")
        #expect(throws: expected) { try failing.next() }
        #expect(try failing.next()?.text == "last", "reading goes on behind a bad row")

        let skipping = try reader(text, skip)
        #expect(try skipping.readAll().map(\.text) == ["first", "last"])
        #expect(skipping.report.badRows == 1)
        #expect(skipping.report.firstErrors == [expected])
    }

    @Test func bytesThatAreNotUTF8AreNamedWithTheirPlace() throws {
        let bytes = Array("label,text\n1,caf".utf8) + [0xE9] + Array(" au lait\n0,b\n".utf8)
        let reader = try LabelledTextReader(bytes: bytes, name: "file")
        let expected = FormatError(
            file: "file",
            line: 2,
            .invalidUTF8(byte: 0xE9, position: 4)
        )
        #expect(throws: expected) { try reader.next() }
        #expect(try reader.next()?.text == "b")

        let latin1 = ReadingOptions(encoding: .latin1)
        let rows = try LabelledTextReader(bytes: bytes, options: latin1).readAll()
        #expect(rows.map(\.text) == ["café au lait", "b"])
    }

    @Test func linesAreCountedThroughQuotedBreaksAndBlankLines() throws {
        let text = "\r\nlabel,text\r\n1,\"a\r\nb\n\rc\"\r\n\r\n1,x,y\r\n0,\"d\n\n\ne\"\n7"
        let lines = try reader(text, skip)
        #expect(try lines.readAll().map(\.text) == ["a\r\nb\n\rc", "d\n\n\ne"])
        #expect(lines.report.firstErrors.map(\.place) == [.line(8), .line(13)])
    }

    @Test func aQuoteNeverClosedCostsOneRow() throws {
        let good = (0..<1000).map { "0,row \($0)\n" }.joined()
        let text = "label,text\n1,first\n1,\"oops\n\(good)"
        let failing = try reader(text)
        #expect(try failing.next()?.text == "first")
        let expected = FormatError(file: "file", line: 3, .unclosedQuote)
        #expect(throws: expected) { try failing.next() }

        let skipping = try reader(text, skip)
        #expect(try skipping.readAll().count == 1001)
        #expect(skipping.report.firstErrors == [expected])
    }

    @Test func anUnclosedQuoteIsNamedByTheLineWhereItOpensAndAStrayOneByItsRow() throws {
        let text = "text,label\n\"a\nb\",\"1\n\"c\",0\n"
        #expect(throws: FormatError(file: "file", line: 2, .strayQuote(field: 2))) {
            try reader(text).next()
        }
        let unclosed = "text,label\n\"a\nb\",\"1\nc,0\n"
        #expect(throws: FormatError(file: "file", line: 3, .unclosedQuote)) {
            try reader(unclosed).next()
        }
    }

    @Test func aQuoteThatSwallowsTheNextRowGivesItBack() throws {
        let text = "label,text\n1,\"oops\n0,\"next row\"\n1,last\n"
        let reader = try reader(text, skip)
        #expect(try reader.readAll().map(\.text) == ["next row", "last"])
        #expect(reader.report.firstErrors.map(\.place) == [.line(2)])
    }

    @Test(arguments: chunks) func aRowIsAtMostAsLongAsAllowed(chunk: Int) throws {
        let options = ReadingOptions(onBadRow: .skip, maximumRowBytes: 20)
        func text(_ problem: ReadingProblem) -> String { "\(problem)" }
        func read(_ row: String) throws -> ([String], [String]) {
            let bytes = Array("label,text\n\(row)\n0,last\n".utf8)
            let stream = ByteStream(bytes: bytes, name: "file", chunk: chunk)
            let reader = try LabelledTextReader(stream, options)
            let texts = try reader.readAll().map(\.text)
            return (texts, reader.report.firstErrors.map(\.problem))
        }
        let fits = String(repeating: "x", count: 17)
        #expect(try read("0,\(fits)") == ([fits, "last"], []))
        #expect(try read("0,\(fits)y") == (["last"], [text(.tooLong(maximum: 20))]))
        let long = String(repeating: "x", count: 3000)
        #expect(try read("0,\(long)") == (["last"], [text(.tooLong(maximum: 20))]))
        #expect(try read("0,\"\(long)\"") == (["last"], [text(.unclosedQuote)]))
        #expect(try read("0,\"\(long)") == (["last"], [text(.unclosedQuote)]))
    }

    @Test func onlyTheFirstErrorsAreKept() throws {
        let text = "label,text\n1,good\n" + String(repeating: "bad\n", count: 50)
        let reader = try reader(text, skip)
        #expect(try reader.readAll().count == 1)
        #expect(reader.report.badRows == 50)
        #expect(reader.report.firstErrors.map(\.place) == (3...12).map { .line($0) })
    }

    // MARK: Layouts and labels

    @Test func neutralRowsAreCountedOrRefused() throws {
        let text = "\"2\",\"1\",\"d\",\"q\",\"u\",\"meh\"\n\"4\",\"2\",\"d\",\"q\",\"u\",\"yes\"\n"
        let skipping = try reader(text)
        #expect(try skipping.readAll().examples == [LabelledText(text: "yes", label: 1)])
        #expect(skipping.report.neutralRows == 1)
        #expect(skipping.report.badRows == 0)
        let refusing = try reader(text, ReadingOptions(onNeutralRow: .fail))
        #expect(throws: FormatError(file: "file", line: 1, .neutralLabel)) {
            try refusing.next()
        }
        #expect(try refusing.next()?.text == "yes")
    }

    @Test func sentiment140RowsAreUTF8OrLatin1EachForItself() throws {
        let row = Array("0,1,Mon Apr 06,q,u,caf".utf8)
        let bytes = row + [0xE9, 0x0A] + row + [0xC3, 0xA9, 0x0A] + row + [0x65, 0x0A]
        let reader = try LabelledTextReader(bytes: bytes)
        #expect(try reader.readAll().map(\.text) == ["café", "café", "cafe"])
        #expect(reader.report.latin1Rows == 1)
        let strict = ReadingOptions(encoding: .utf8)
        #expect(throws: FormatError.self) {
            try LabelledTextReader(bytes: bytes, options: strict).next()
        }
    }

    @Test(arguments: [
        ("", ReadingProblem.emptyFile, nil),
        ("\u{FEFF}", .emptyFile, nil),
        ("\n\r\n\n", .emptyFile, nil),
        ("hello world\n", .oneColumn(firstRow: "hello world"), 1),
        ("label,text,Text\n", .repeatedColumn(name: "text"), 1),
        ("label,\"text\n0,a\n", .unclosedQuote, 1),
        ("label,text\u{0}\n", .nulByte, 1),
    ])
    func aFileWithoutALayoutIsRefused(
        text: String,
        problem: ReadingProblem,
        line: Int?
    ) {
        let expected = FormatError(file: "file", line: line, problem)
        #expect(throws: expected) { try reader(text) }
        #expect(throws: expected) { try reader(text, skip) }
    }

    @Test func aHeaderOfTooManyColumnsIsRefused() throws {
        let many = "label,text" + String(repeating: ",x", count: 2000)
        #expect(throws: FormatError.self) { try reader(many) }
    }

    @Test func noRowToUseIsAnError() throws {
        for text in ["label,text", "label,text\n", "label,text\n\n\n"] {
            let empty = ReadingProblem.noRows(badRows: 0, neutralRows: 0)
            #expect(throws: FormatError(file: "file", empty)) {
                try reader(text).readAll()
            }
        }
        let allBad = ReadingProblem.noRows(badRows: 2, neutralRows: 0, incompleteRows: 3)
        #expect(throws: FormatError(file: "file", allBad)) {
            try reader("label,text\n9\n8,b,c\n1,\n,d\nNaN,e\n", skip).readAll()
        }
        let allNeutral = ReadingProblem.noRows(badRows: 0, neutralRows: 1)
        #expect(throws: FormatError(file: "file", allNeutral)) {
            try reader("2,1,Mon Apr 06,q,u,t\n").readAll()
        }
    }

    @Test func aFileThatCannotBeReadIsNamed() throws {
        try withTemporaryDirectory { directory in
            let missing = directory + "/none.csv"
            let expected = FileError(operation: "open", path: missing, reason: .missing)
            #expect(throws: expected) { try LabelledTextReader(from: missing) }
            let isDirectory = FileError(
                operation: "read",
                path: directory,
                reason: .isDirectory
            )
            #expect(throws: isDirectory) { try LabelledTextReader(from: directory) }
        }
    }

    @Test func anErrorReadsAsASentence() {
        let error = FormatError(
            file: "tweets.csv",
            line: 12,
            .fieldCount(found: 3, expected: 2)
        )
        #expect("\(error)" == "tweets.csv:12: 3 fields, expected 2.")
        let label = ReadingProblem.unknownLabel(
            found: "\u{1B}[31m" + String(repeating: "a", count: 100),
            expected: "0 or 1"
        )
        #expect(!"\(label)".unicodeScalars.contains("\u{1B}"))
        #expect("\(label)".count < 120)
    }
}
