import SwiftletBase
import SwiftletText
import TestSupport
import Testing

@Suite struct TextLineReaderTests {
    private func lines(
        _ bytes: [UInt8],
        chunk: Int,
        onBadLine: TextLineReader.LinePolicy = .fail
    ) throws -> [String] {
        let reader = TextLineReader(
            ByteStream(bytes: bytes, name: "file", chunk: chunk),
            onBadLine,
            1 << 20
        )
        var lines: [String] = []
        while let line = try reader.next() { lines.append(line) }
        #expect(reader.line == lines.count)
        return lines
    }

    @Test(arguments: [1, 2, 5, 1 << 20]) func everyLineIsAText(chunk: Int) throws {
        func read(_ text: String) throws -> [String] { try lines(Array(text.utf8), chunk: chunk) }
        #expect(try read("") == [])
        #expect(try read("\n") == [""])
        #expect(try read("a\n\nb") == ["a", "", "b"])
        #expect(try read("a\r\nb\rc\r\n") == ["a", "b\rc"])
        #expect(try read("\u{FEFF}été, \"q\"\n😀\n") == ["été, \"q\"", "😀"])
        #expect(try read("\u{FEFF}") == [])
        #expect(try read("a\n\u{FEFF}b") == ["a", "\u{FEFF}b"])
    }

    @Test func aLineOfMegabytesIsRead() throws {
        let long = String(repeating: "é", count: 2_000_000)
        let reader = TextLineReader(bytes: Array("\(long)\nnext".utf8))
        #expect(try reader.next() == long)
        #expect(try reader.next() == "next")
        #expect(try reader.next() == nil)
    }

    @Test func aLineThatIsTooLongIsRefusedAndPassedOver() throws {
        for chunk in [1, 3, 1 << 10] {
            let text = "abcde\nabcdef\n" + String(repeating: "x", count: 999) + "\nok"
            let reader = TextLineReader(
                ByteStream(bytes: Array(text.utf8), name: "file", chunk: chunk),
                .fail,
                5
            )
            #expect(try reader.next() == "abcde")
            for line in 2...3 {
                let expected = FormatError(
                    file: "file",
                    textLine: line,
                    .tooLong(maximum: 5)
                )
                #expect(throws: expected) { try reader.next() }
            }
            #expect(try reader.next() == "ok")
            #expect(try reader.next() == nil)
        }
    }

    @Test func aBadLineIsNamedOrRepaired() throws {
        let bytes: [UInt8] = [0x61, 0x0A, 0x62, 0xC3, 0x28, 0x0A, 0x63, 0x00, 0x65, 0x0A, 0x64]
        let reader = TextLineReader(bytes: bytes, name: "file")
        #expect(try reader.next() == "a")
        let invalid = ReadingProblem.invalidUTF8(byte: 0xC3, position: 2)
        #expect(throws: FormatError(file: "file", textLine: 2, invalid)) {
            try reader.next()
        }
        #expect(throws: FormatError(file: "file", textLine: 3, .nulByte)) {
            try reader.next()
        }
        #expect(try reader.next() == "d")
        #expect(
            try lines(bytes, chunk: 4, onBadLine: .repair) == ["a", "b\u{FFFD}(", "c e", "d"]
        )
    }

    /// Repaired, the bytes of such files would be texts that nobody wrote.
    @Test(arguments: [TextLineReader.LinePolicy.fail, .repair])
    func aFileOfAnotherKindIsNamed(_ policy: TextLineReader.LinePolicy) throws {
        let utf16: [UInt8] = [0x61, 0, 0x62, 0, 0x0A, 0]
        let files: [([UInt8], FileKind)] = [
            ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], .gzip), ([0xFF, 0xFE] + utf16, .utf16),
            (utf16, .utf16), (Array("PK\u{3}\u{4}\u{14}\u{0}\n".utf8), .zip),
        ]
        for (bytes, kind) in files {
            for chunk in [1, 1 << 10] {
                let error = try #require(throws: FormatError.self) {
                    _ = try lines(bytes, chunk: chunk, onBadLine: policy)
                }
                #expect(error == FormatError(file: "file", textLinesExpectedOf: kind))
            }
        }
        // Only the first line tells, and only where it is no text.
        #expect(try lines(Array("PK\n".utf8) + utf16, chunk: 9, onBadLine: .repair).count == 3)
    }

    @Test func aLineComesOutOfAPipeBeforeTheNextIsWritten() throws {
        let pipe = Pipe()
        let reader = TextLineReader(descriptor: pipe.readEnd, name: "pipe")
        pipe.write("first\nsec")
        #expect(try reader.next() == "first")
        pipe.write("ond\n")
        #expect(try reader.next() == "second")
        pipe.closeWriteEnd()
        #expect(try reader.next() == nil)
    }

    @Test func linesThatHaveArrivedComeTogether() throws {
        let reader = TextLineReader(bytes: Array("a\nb\nc\nd".utf8))
        #expect(try reader.nextAvailable(upTo: 2) == ["a", "b"])
        #expect(try reader.nextAvailable(upTo: 9) == ["c"])
        #expect(try reader.nextAvailable(upTo: 9) == ["d"])
        #expect(try reader.nextAvailable(upTo: 9) == [])
    }

    @Test func goodLinesComeBeforeTheErrorBehindThem() throws {
        let reader = TextLineReader(bytes: Array("a\nb\n".utf8) + [0xFF, 0x0A] + Array("c\n".utf8))
        #expect(try reader.nextAvailable(upTo: 9) == ["a", "b"])
        let problem = ReadingProblem.invalidUTF8(byte: 0xFF, position: 1)
        #expect(throws: FormatError(file: "memory", textLine: 3, problem)) {
            try reader.nextAvailable(upTo: 9)
        }
        #expect(try reader.nextAvailable(upTo: 9) == ["c"])
    }
}
