import SwiftletBase
import SwiftletText
import TestSupport
import Testing

@Suite struct ReaderFuzzTests {
    private let files: [[UInt8]] = [
        "label,text,category\n1,good flight,plain\n0,\"bad, \"\"so\"\" bad\",sarcasm\n\n1,\"two\nlines\",x\n",
        "\u{FEFF}Text,Label\r\n\"café 😀\",positive\r\nmeh,NEGATIVE\r\n\"a\r\nb\",positive",
        "\"0\",\"1\",\"Mon Apr 06\",\"NO_QUERY\",\"ana\",\"first, text\"\n\"4\",\"2\",\"d\",\"q\",\"u\",\"x\"\n"
            + "\"2\",\"3\",\"d\",\"q\",\"u\",\"neutral\"\n",
        "label,text\n0,\"open\n1,b\n0,c\n4,d\n",
    ].map { Array($0.utf8) }

    /// Whatever the bytes: rows and typed errors, the same for every chunk size, every line at most
    /// once and in order, and an end.
    @Test func mutatedFilesNeverTrapAndReadTheSameInEveryChunk() {
        var rowsSeen = 0
        var errorsSeen = 0
        Mutator.fuzz(files, seed: 4180) { bytes in
            let whole = trace(bytes, chunk: 1 << 16)
            let split = trace(bytes, chunk: 1 + bytes.count % 5)
            #expect(whole == split, "\(bytes)")
            let lineEnds = bytes.count { $0 == 0x0A || $0 == 0x0D }
            #expect(whole.rows.count + whole.errors.count <= lineEnds + 2, "\(bytes)")
            rowsSeen += whole.rows.count
            errorsSeen += whole.errors.count

            // Skipping gives the rows that remain when errors are caught, and counts the rest.
            guard let reader = try? LabelledTextReader(bytes: bytes, options: skip) else { return }
            let skipped = try? reader.readAll()
            let places = reader.classes.places
            let rows = whole.rows.map { row in
                LabelledText(text: row.text, label: places[row.label], category: row.category)
            }
            #expect((skipped?.examples ?? []) == (whole.isRefused ? [] : rows), "\(bytes)")
        }
        #expect(rowsSeen > 0)
        #expect(errorsSeen > 0)
    }

    private let skip = ReadingOptions(onBadRow: .skip, maximumRowBytes: 100)

    private struct Trace: Equatable {
        var rows: [LabelledText] = []
        var errors: [FormatError] = []
        /// Whether what was read turned out to be no labelled texts at the end.
        var isRefused = false
    }

    private func trace(_ bytes: [UInt8], chunk: Int) -> Trace {
        var trace = Trace()
        do {
            let stream = ByteStream(bytes: bytes, name: "fuzz", chunk: chunk)
            let reader = try LabelledTextReader(stream, ReadingOptions(maximumRowBytes: 100))
            // One step a line at most: a reader that does not advance would not leave the loop.
            for _ in 0...bytes.count + 1 {
                do {
                    guard let row = try reader.next() else { return trace }
                    trace.rows.append(row)
                } catch let error as FormatError {
                    trace.errors.append(error)
                    if error.place == nil {
                        trace.isRefused = true
                        return trace
                    }
                }
            }
            Issue.record("The reader does not come to an end: \(bytes)")
        } catch let error as FormatError {
            trace.errors.append(error)
        } catch {
            Issue.record("\(error)")
        }
        return trace
    }

    @Test func mutatedLinesAreReadOrRefusedOnePerLine() {
        Mutator.fuzz(files, seed: 7) { bytes in
            let repairing = TextLineReader(
                ByteStream(bytes: bytes, name: "fuzz", chunk: 3),
                .repair,
                1 << 20
            )
            var lines = 0
            do {
                while let line = try repairing.next() {
                    lines += 1
                    #expect(!line.utf8.contains(0x0A))
                }
            } catch {
                // Another kind of file, which its first line shows.
                #expect(lines == 0 && error is FormatError)
                return
            }
            let isEnded = bytes.last == 0x0A || bytes.isEmpty || bytes == [0xEF, 0xBB, 0xBF]
            #expect(lines == bytes.count { $0 == 0x0A } + (isEnded ? 0 : 1), "\(bytes)")
        }
    }
}
