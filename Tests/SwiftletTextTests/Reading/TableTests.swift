import SwiftletBase
import SwiftletText
import TestSupport
import Testing

/// Tables as people have them.
@Suite struct TableTests {
    private struct Case: Decodable {
        struct Row: Decodable, Equatable {
            let label: Int
            let text: String

            init(_ row: LabelledText) { (label, text) = (row.label, row.text) }

            init(from decoder: any Decoder) throws {
                var fields = try decoder.unkeyedContainer()
                label = try fields.decode(Int.self)
                text = try fields.decode(String.self)
            }
        }
        let bytes: String
        let options: [String: String]
        let hasHeader: Bool
        let labels: [String]
        let rows: [Row]
        let unlabelled, empty: Int
    }

    private static let delimiters: [String: ReadingOptions.Delimiter] = [
        "comma": .comma, "semicolon": .semicolon, "tab": .tab, "pipe": .pipe,
    ]
    private static let encodings: [String: ReadingOptions.Encoding] = [
        "latin-1": .latin1, "cp1252": .cp1252, "utf-16": .utf16,
    ]

    @Test(arguments: [7, 1 << 20]) func tablesAreReadAsByPandas(chunk: Int) throws {
        let cases = try Fixtures.json("tables/tables.json", as: [Case].self)
        #expect(cases.count > 100)
        for (number, item) in cases.enumerated() {
            var options = ReadingOptions()
            options.delimiter = Self.delimiters[item.options["delimiter"] ?? ""]
            options.encoding = Self.encodings[item.options["encoding"] ?? ""] ?? .automatic
            let bytes = Fixtures.bytes(hexadecimal: item.bytes)
            do {
                let stream = ByteStream(bytes: bytes, name: "table", chunk: chunk)
                let reader = try LabelledTextReader(stream, options)
                let table = try reader.readAll()
                #expect(table.labels == item.labels, "table \(number)")
                #expect(table.map(Case.Row.init) == item.rows, "table \(number)")
                #expect(reader.layout == (item.hasHeader ? .header : .columns), "table \(number)")
                #expect(reader.report.unlabelledRows == item.unlabelled, "table \(number)")
                #expect(reader.report.emptyTextRows == item.empty, "table \(number)")
            } catch {
                Issue.record("table \(number): \(error)")
            }
        }
    }

    private func reader(
        _ text: String,
        _ options: ReadingOptions = ReadingOptions()
    ) throws -> LabelledTextReader {
        try LabelledTextReader(bytes: Array(text.utf8), name: "file", options: options)
    }

    private func problem(
        _ bytes: [UInt8],
        _ options: ReadingOptions = ReadingOptions()
    ) -> FormatError? {
        do {
            _ = try LabelledTextReader(bytes: bytes, name: "file", options: options).readAll()
            return nil
        } catch { return error as? FormatError }
    }

    private func problem(
        _ text: String,
        _ options: ReadingOptions = ReadingOptions()
    ) -> FormatError? {
        problem(Array(text.utf8), options)
    }

    // MARK: Quotes

    /// What Python's csv and pandas read of a row; see make_tables.py for many more.
    @Test(arguments: [
        (#"he said "great" flight"#, #"he said "great" flight"#),
        (#"5" seat pitch"#, #"5" seat pitch"#),
        (#""good" really"#, "good really"), (#""a"b"c""#, #"ab"c""#), (#""a""b"c""d"#, #"a"bc""d"#),
        (#"""x"#, "x"), (#""" "y""#, #" "y""#), (#""a,b" c"#, "a,b c"),
    ]) func looseQuotesAreReadAsByPythonAndCounted(field: String, text: String) throws {
        let table = "label,text\n1,first\n0,\(field)\n1,last\n"
        let reader = try reader(table)
        #expect(try reader.readAll().map(\.text) == ["first", text, "last"])
        #expect(reader.report.looselyQuotedRows == 1)
        #expect(reader.report.firstLooseQuoteLine == 3)
        let strict = ReadingOptions(isStrict: true)
        #expect(problem(table, strict) == .strayQuote(field: 2))
    }

    // MARK: Classes

    @Test func numbersAreClassesOfTheirOwn() throws {
        let table = try reader("text,label\na,1\nb,0\nc,2\n").readAll()
        #expect(table.labels == ["0", "1", "2"])
        #expect(table.map(\.label) == [1, 0, 2])
        #expect(table.classCounts == [1, 1, 1])
    }

    @Test func givenLabelsAreTheClassesInTheirOrder() throws {
        let words = "text,label\na,good\nb,BAD\nc,fair\n"
        let names = ReadingOptions(labels: ["bad", "fair", "good"])
        #expect(try reader(words, names).readAll().map(\.label) == [2, 0, 1])
        #expect(try reader(words, names).labels == ["bad", "fair", "good"])

        let numbers = try reader("text,label\na,3\nb,1\nc,2\n", names).readAll()
        #expect(numbers.map(\.label) == [2, 0, 1] && numbers.labels == ["bad", "fair", "good"])
        let two = ReadingOptions(labels: ["no", "yes"])
        let one = try reader("text,label\na,1\n", two).readAll()
        #expect(one.map(\.label) == [1] && one.labels == ["no", "yes"])
        #expect(
            problem("text,label\na,3\nb,1\n", names)
                == .labelCount(found: ["1", "3"], given: ["bad", "fair", "good"])
        )
        for policy in [ReadingOptions.RowPolicy.fail, .skip] {
            for rows in ["a,1\nb,3\nc,2\n", "a,3\nb,1\nc,2\n"] {
                let options = ReadingOptions(labels: ["no", "yes"], onBadRow: policy)
                #expect(
                    problem("text,label\n" + rows, options)
                        == .labelCount(found: ["1", "2", "3"], given: ["no", "yes"])
                )
            }
        }
        #expect(
            problem("text,label\na,good\nb,great\n", names)
                == .unknownLabel(found: "great", expected: "one of bad, fair, good")
        )
        let sentiment = ReadingOptions(labels: ["negative", "neutral", "positive"])
        let short = try reader("text,label\na,pos\nb,neu\n", sentiment).readAll()
        #expect(short.map(\.label) == [2, 1])
        let rows = [2, 0, 4].map { "\($0),1,Mon Apr 06,q,u,t\n" }.joined()
        let neutral = try reader(rows, sentiment).readAll()
        #expect(neutral.map(\.label) == [1, 0, 2])
    }

    /// Numbers are equal by value, as they are to pandas in a column of floats.
    @Test func givenNumbersAreThese() throws {
        for (numbers, labels) in [
            ("1", ["1", "2", "3"]), ("1.0", ["1", "2", "3"]), ("1", ["1.0", "2.0"]),
        ] {
            let table = try reader(
                "text,label\na,2\nb,\(numbers)\nc,2.0\n",
                ReadingOptions(labels: labels)
            )
            #expect(try table.readAll().map(\.label) == [1, 0, 1])
            #expect(table.labels == labels)
        }
        let halves = ReadingOptions(labels: ["0.5", "1.5"])
        #expect(try reader("text,label\na,1.50\nb,.5\n", halves).readAll().map(\.label) == [1, 0])
        // Whichever row comes first: 2, 3 and 4 are not taken for 1, 3 and 5.
        for rows in ["a,2\nb,3\nc,4\n", "b,3\na,2\nc,4\n"] {
            #expect(
                problem("text,label\n" + rows, ReadingOptions(labels: ["1", "3", "5"]))
                    == .unknownLabel(found: "2", expected: "one of 1, 3, 5")
            )
        }
        let model = ReadingOptions(labels: ["LABEL_0", "LABEL_1"])
        #expect(try reader("text,label\na,1\nb,0\n", model).readAll().map(\.label) == [1, 0])
    }

    /// White space of any kind around labels is none of theirs, as for Python's `strip`.
    @Test func numbersMeanTheSameInAnotherFile() throws {
        let late = String(repeating: "x,2\n", count: 70_000) + "y,0\nz,1\n"
        let first = try reader("text,label\n" + late, ReadingOptions(labels: ["a", "b", "c"]))
        #expect(try first.readAll().classCounts == [1, 1, 70_000])
        #expect(first.namesOfNumbers == ["0": "a", "1": "b", "2": "c"])
        var options = ReadingOptions()
        options.labels = first.classes.labels
        options.namesOfNumbers = first.namesOfNumbers
        let second = try reader("text,label\nx,2\ny,1\nz,b\nw,2.0\n", options).readAll()
        #expect(second.labels == ["a", "b", "c"])
        #expect(second.map(\.label) == [2, 1, 1, 2])
        #expect(
            problem("text,label\nx,3\n", options)
                == .unknownLabel(found: "3", expected: "one of 0 (a), 1 (b), 2 (c)")
        )
        let words = try reader("text,label\nx,ham\ny,spam\n")
        _ = try words.readAll()
        options.labels = words.classes.labels
        options.namesOfNumbers = words.namesOfNumbers
        #expect(options.namesOfNumbers == [:])
        #expect(
            problem("text,label\nx,0\ny,1\n", options)
                == .unknownLabel(found: "0", expected: "one of ham, spam")
        )
        options.labels = ["negative", "positive"]
        options.namesOfNumbers = ["0": "negative", "1": "positive", "4": "positive"]
        let row = ",7,Mon Apr 06 22:19:45 PDT 2009,no,user,words\n"
        let tweets = try reader("4" + row + "2" + row + "0" + row, options)
        #expect(try tweets.readAll().map(\.label) == [1, 0])
        #expect(tweets.report.neutralRows == 1)
        #expect(
            problem("text,label\nx,1\ny,4\n", options)
                == .unknownLabel(
                    found: "4",
                    expected: "one of 0 (negative), 1 (positive), 4 (positive)"
                )
        )
    }

    @Test func aDelimiterWithKnownLabelsWinsOverOneWithout() throws {
        for mark in [";", "\t"] {
            let text = ["0\(mark)Late, again", "1\(mark)Great, thanks", "0\(mark)Slow, again"]
                .joined(separator: "\n")
            let table = try reader(text, ReadingOptions(labelColumn: "1")).readAll()
            #expect(table.map(\.text) == ["Late, again", "Great, thanks", "Slow, again"])
            #expect(try reader(text).readAll().classCounts == [2, 1])
        }
    }

    @Test(arguments: ["message_body", "body_en", "sms"])
    func aNameAboveTextsIsAHeader(name: String) throws {
        let rows = "win cash now,spam\nsee you later,ham\nwin a car,spam\nlunch at two,ham\n"
        let table = try reader(name + ",spam\n" + rows)
        #expect(table.layout == .header)
        #expect(try table.readAll().classCounts == [2, 2])
        #expect(try reader("oh_dear,ham\n" + rows.replacing(" ", with: "_")).layout == .columns)
    }

    @Test func blanksAroundLabelsAreLeftOut() throws {
        let blanks = [" ", "\t", "\u{A0}", "\u{3000}", "\u{2003}", "\u{FEFF}"]
        let rows = blanks.map { "a,\($0)good\nb,good\($0)\nc,bad\($0)\($0)\n" }.joined()
        let table = try reader("text,label\n\(rows)d,\"bad\n\"\n").readAll()
        #expect(table.labels == ["bad", "good"])
        #expect(table.classCounts == [7, 12])
    }

    @Test func oneOfTwoKnownLabelsKeepsItsPlace() throws {
        for (written, label) in [("1", 1), ("4", 1), ("0", 0), ("positive", 1), ("Negative", 0)] {
            let table = try reader("text,label\na,\(written)\n").readAll()
            #expect(table.map(\.label) == [label])
            #expect(table.labels == ["negative", "positive"])
        }
    }

    @Test func aLabelThatComesLateFindsItsPlaceInTheEnd() throws {
        let many = String(repeating: "a,some text,neutral\n", count: 30_000)
        let reader = try reader("id,text,label\n\(many)b,x,negative\nc,y,positive\n")
        #expect(reader.labels == ["neutral"])
        let table = try reader.readAll()
        #expect(table.labels == ["negative", "neutral", "positive"])
        #expect(table.suffix(3).map(\.label) == [1, 0, 2])
        #expect(table.classCounts == [1, 30_000, 1])
        #expect(reader.labels == ["neutral", "negative", "positive"])
        #expect(reader.classes.places == [1, 0, 2])
    }

    @Test func rowsWithoutLabelOrTextAreCounted() throws {
        let text = "label,text\n1,a\n,b\nNaN,c\n0,\nNone,d\n0,e\n"
        let reader = try reader(text)
        #expect(try reader.readAll().map(\.text) == ["a", "e"])
        #expect(reader.report.unlabelledRows == 3)
        #expect(reader.report.emptyTextRows == 1)
        #expect(problem(text, ReadingOptions(isStrict: true)) == .missingLabel)
        #expect(problem("label,text\n1,\n", ReadingOptions(isStrict: true)) == .missingText)
        let named = ReadingOptions(labels: ["None", "0", "1"])
        #expect(try self.reader(text, named).readAll().count == 3)
        let keeping = ReadingOptions(keepsEmptyTexts: true)
        #expect(try self.reader(text, keeping).readAll().map(\.text) == ["a", "", "e"])
    }

    @Test func idsAndFreeTextAreNoClasses() {
        let ids = (0..<200).map { "text \($0),\($0)\n" }.joined()
        #expect(
            problem("text,label\n" + ids)
                == .tooManyLabels(column: "label", count: 200, rows: 200)
        )
        let many = (0..<3000).map { "text,id \($0)\n" }.joined()
        #expect(
            problem("text,label\n" + many)
                == .tooManyLabels(column: "label", count: 1001, rows: 1001)
        )
        let words = (0..<40).map { "text,word \($0 % 30)\n" }.joined()
        #expect(
            problem("text,label\n" + words)
                == .tooManyLabels(column: "label", count: 30, rows: 40)
        )
        let intents = (0..<4000).map { "text,intent \($0 % 150)\n" }.joined()
        #expect(problem("text,label\n" + intents) == nil)
    }

    // MARK: Columns

    @Test func columnsAreNamedOrNumbered() throws {
        let table = "id,mood,words,more\n1,good,a,x\n2,bad,b,y\n3,good,c,z\n"
        for (label, text) in [("mood", "words"), ("2", "3"), ("MOOD", "3"), (" mood", "words")] {
            let options = ReadingOptions(textColumn: text, labelColumn: label)
            let reader = try reader(table, options)
            #expect(try reader.readAll().map(\.text) == ["a", "b", "c"])
            #expect(reader.labels == ["bad", "good"])
            #expect(reader.labelColumn == "mood" && reader.textColumn == "words")
            #expect(reader.layout == .header)
        }
        let numbers = ReadingOptions(textColumn: "3", labelColumn: "2")
        let bare = try reader("1,good,a,x\n2,bad,b,y\n3,good,c,z\n", numbers)
        #expect(bare.layout == .columns)
        #expect(try bare.readAll().map(\.text) == ["a", "b", "c"])
        #expect(bare.labelColumn == "2")
    }

    @Test func whatCannotBeDecidedIsListed() {
        let columns = [
            ReadingProblem.Column(name: "id", example: "17"),
            ReadingProblem.Column(name: "mood", example: "good"),
            ReadingProblem.Column(name: "text", example: "a, b"),
        ]
        let table = "id,mood,text\n17,good,\"a, b\"\n"
        #expect(problem(table) == .undecidedColumns(label: true, text: false, columns: columns))
        let missing = ReadingOptions(labelColumn: "moods")
        #expect(problem(table, missing) == .noSuchColumn(name: "moods", columns: columns))
        let error = FormatError(
            file: "t.csv",
            line: 1,
            .undecidedColumns(label: true, text: false, columns: columns)
        )
        #expect(
            "\(error)" == #"""
                t.csv:1: cannot tell which column holds the labels; the columns are 1 "id" (such as \#
                "17"), 2 "mood" (such as "good"), 3 "text" (such as "a, b").
                """#
        )
        #expect(
            problem("sentiment,polarity,text\n1,1,a\n")
                == .undecidedColumns(
                    label: true,
                    text: false,
                    columns: [
                        ReadingProblem.Column(name: "sentiment", example: "1"),
                        ReadingProblem.Column(name: "polarity", example: "1"),
                        ReadingProblem.Column(name: "text", example: "a"),
                    ]
                )
        )
    }

    /// Six columns alone do not make a table Sentiment140's: the sixth would be taken for the text.
    @Test func aTableLikeSentiment140sIsAskedAbout() throws {
        for row in ["I love it,2020-01-01,us,bob,web", "17,I love it,us,bob,web"] {
            let error = try #require(problem("0,\(row)\n4,\(row)\n"))
            #expect(error.options == ["labelColumn", "textColumn"])
        }
        let options = ReadingOptions(textColumn: "2", labelColumn: "1")
        let table = try reader("0,a,2020,us,bob,web\n4,b,2020,us,bob,web\n", options).readAll()
        #expect(table.map(\.text) == ["a", "b"] && table.map(\.label) == [0, 1])
    }

    @Test func aColumnThatIsThereTwiceIsNamedByItsNumber() throws {
        let table = "label,text,label\n0,a,x\n1,b,x\n"
        for column in [nil, "label", "LABEL"] {
            let options = ReadingOptions(labelColumn: column)
            let error = try #require(problem(table, options))
            #expect(error == .repeatedColumn(name: column ?? "label"))
            #expect(error.options == ["labelColumn", "textColumn"])
        }
        let first = ReadingOptions(labelColumn: "1")
        #expect(try reader(table, first).readAll().map(\.label) == [0, 1])
    }

    /// Excel reads the line and shows none of it.
    @Test(arguments: [1, 1 << 20]) func aLineForExcelSaysTheDelimiter(chunk: Int) throws {
        for (separator, end) in [(";", "\n"), ("|", "\r\n"), ("\t", "\r"), (",", "\n")] {
            let rows = ["text,;|", "label"].joined(separator: separator)
            let text =
                "sep=\(separator)\(end)text\(separator)label\(end)\"\(rows)\"\(separator)1\(end)x"
            let stream = ByteStream(bytes: Array((text + end).utf8), name: "file", chunk: chunk)
            let reader = try LabelledTextReader(stream, ReadingOptions(onBadRow: .skip))
            let table = try reader.readAll()
            #expect(table.map(\.text) == [rows] && table.map(\.label) == [1])
            #expect(reader.report.firstErrors.map(\.place) == [.line(4)])
        }
    }

    @Test func otherFormsOfLabelledTextsAreNamed() {
        for text in [
            "{\"text\": \"a b\", \"label\": \"good\"}\n{\"text\": \"c\", \"label\": \"bad\"}\n",
            "[\n  {\"text\": \"a b\", \"label\": 1}\n]\n", "[{\"text\":\"a\",\"label\":\"b\"}]",
        ] {
            #expect(problem(text) == .otherForm(.json))
            let columns = ReadingOptions(textColumn: "1", labelColumn: "2")
            #expect(problem(text, columns) == .otherForm(.json))
        }
        for text in ["__label__good I like it\n", "__label__bad no, not this, please\n"] {
            #expect(problem(text) == .otherForm(.fastText))
        }
        let wide = (1...2000).map { "c\($0)" }.joined(separator: ",")
        #expect(problem("text,label,\(wide)\n") == .tooManyColumns(maximum: 1024))
        // The four delimiters were tried already, unless one is given.
        #expect(problem("a^b\n1^2\n")?.options == [])
        #expect(problem("a;b\n1;2\n", ReadingOptions(delimiter: .tab))?.options == ["delimiter"])
    }

    // MARK: Bytes

    /// What Python's codecs make of UTF-16 in the byte order it has.
    @Test func utf16WithoutAMarkIsRead() throws {
        let table = "text,label\nça va,good\n日本,bad\n"
        func bytes(_ text: String, isBigEndian: Bool) -> [UInt8] {
            text.utf16.flatMap {
                let (high, low) = (UInt8($0 >> 8), UInt8($0 & 0xFF))
                return isBigEndian ? [high, low] : [low, high]
            }
        }
        for isBigEndian in [false, true] {
            let plain = bytes(table, isBigEndian: isBigEndian)
            let read = try LabelledTextReader(bytes: plain).readAll()
            #expect(read.map(\.text) == ["ça va", "日本"] && read.labels == ["bad", "good"])
            // U+4E00 begins with the byte 0 in the one order, as "t" does in the other.
            let options = ReadingOptions(textColumn: "1", labelColumn: "2", encoding: .utf16)
            let other = bytes("一,感\na,good\nb,good\n", isBigEndian: isBigEndian)
            let named = try LabelledTextReader(bytes: other, options: options)
            #expect(try named.readAll().map(\.text) == ["a", "b"] && named.textColumn == "一")
        }
        let utf32: [[UInt8]] = [
            [0xFF, 0xFE, 0, 0, 0x74, 0, 0, 0], [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x74],
        ]
        for bytes in utf32 { #expect(problem(bytes) == .otherKind(.utf32)) }
    }

    @Test func filesThatAreNoTextAreNamed() {
        let lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"
        let cases: [([UInt8], FileKind)] = [
            (Array("PK\u{3}\u{4}rest".utf8), .zip),
            (Array("PK\u{3}\u{4}____[Content_Types].xml xl/workbook.xml".utf8), .excel),
            (Array("\n<!DOCTYPE html><html>,label,text".utf8), .html),
            (Array("<?xml version=\"1.0\"?>\n<html><body>label,text".utf8), .html),
            (Array(lfs.utf8), .gitLFSPointer), (Array("PAR1....".utf8), .parquet),
            ([0x28, 0xB5, 0x2F, 0xFD, 0, 0], .zstandard),
        ]
        for (bytes, kind) in cases { #expect(problem(bytes) == .otherKind(kind)) }
        #expect(
            "\(FormatError(file: "t.csv", .otherKind(.gitLFSPointer)))" == """
                t.csv: it is a Git LFS pointer, which names the file and does not hold it, expected a \
                table in CSV. Fetch the file itself: git lfs pull.
                """
        )
    }

    @Test func damagedContainersAreNamed() throws {
        let cases = try Fixtures.json("tables/tables.json", as: [Case].self)
        let gzip = try #require(cases.first { $0.bytes.hasPrefix("1f8b") })
        let bytes = Fixtures.bytes(hexadecimal: gzip.bytes)
        let cut = try #require(problem(Array(bytes.dropLast(9))))
        #expect(cut.file == "file" && cut.problem.contains("cut off"))
        let odd: [UInt8] = [0xFF, 0xFE, 0x61, 0x00, 0x00, 0xD8, 0x62, 0x00]
        #expect(
            problem(odd)
                == .damaged(reason: "not valid UTF-16: half a surrogate pair (at byte 4)")
        )
    }

    @Test func windows1252IsCalledByItsName() throws {
        let bytes = Array("label,text\n1,don".utf8) + [0x92] + Array("t\n0,b\n".utf8)
        let problem = try #require(self.problem(bytes))
        #expect(problem == .invalidUTF8(byte: 0x92, position: 4))
        #expect("\(problem)".contains("CP1252") && !"\(problem)".contains("Latin-1"))
        #expect(problem.options == ["encoding: .cp1252", "onBadRow: .skip"])
        let options = ReadingOptions(encoding: .cp1252)
        let table = try LabelledTextReader(bytes: bytes, options: options).readAll()
        #expect(table[0].text == "don\u{2019}t")
        let bad = Array("label,text\n1,a".utf8) + [0x81, 0x0A]
        #expect(self.problem(bad, options) == .invalidCP1252(byte: 0x81, position: 2))
    }

    /// Whatever the bytes and the options, there are rows or a typed error.
    @Test func mutatedTablesNeverTrap() throws {
        let cases = try Fixtures.json("tables/tables.json", as: [Case].self)
        let inputs = cases.map { Fixtures.bytes(hexadecimal: $0.bytes) }
        var mutator = Mutator(seed: 3)
        var good = 0
        Mutator.fuzz(inputs, seed: 1252) { bytes in
            var options = ReadingOptions(onBadRow: .skip, maximumRowBytes: 300)
            options.encoding = [.automatic, .utf8, .cp1252, .latin1, .utf16][mutator.below(5)]
            options.labelColumn = [nil, nil, nil, "1", "label", "9"][mutator.below(6)]
            let names = [nil, nil, ["negative", "positive"], ["a", "b", "c"]]
            options.labels = names[mutator.below(4)]
            options.isStrict = mutator.below(4) == 0
            let chunk = 1 + mutator.below(40)
            func read(chunk: Int) -> (LabelledTexts?, ReadingReport?, FormatError?) {
                let stream = ByteStream(bytes: bytes, name: "fuzz", chunk: chunk)
                do {
                    let reader = try LabelledTextReader(stream, options)
                    let table = try reader.readAll()
                    return (table, reader.report, nil)
                } catch {
                    let error = error as? FormatError
                    #expect(error?.file == "fuzz")
                    return (nil, nil, error)
                }
            }
            let whole = read(chunk: 1 << 16)
            #expect(whole == read(chunk: chunk))
            guard let table = whole.0 else { return }
            good += 1
            #expect(table.allSatisfy { table.labels.indices.contains($0.label) })
            #expect(Set(table.labels).count == table.labels.count || options.labels != nil)
            #expect(!table.isEmpty)
        }
        #expect(good > 0)
    }
}

/// Whether a file was refused for a problem, with what is to be done about it.
private func == (error: FormatError?, problem: ReadingProblem) -> Bool {
    let expected = FormatError(file: "file", problem)
    return error?.file == expected.file && error?.problem == expected.problem
        && error?.remedy == expected.remedy && error?.options == expected.options
}
