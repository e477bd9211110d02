import SwiftletText
import TestSupport
import Testing

@Suite struct PorterStemmerTests {
    @Test func stemsEqualNLTKs() throws {
        let lines = try Fixtures.text("cleaning/stems.tsv").split(separator: "\n")
        #expect(lines.count > 20_000)
        var wrong: [String] = []
        for line in lines {
            let fields = line.split(separator: "\t")
            let kept = try #require(Int(fields[1]))
            // Python counts scalars, not characters.
            let word = String(fields[0])
            var expected = String(String.UnicodeScalarView(word.unicodeScalars.prefix(kept)))
            if fields.count > 2 { expected += fields[2] }
            let stem = PorterStemmer.stem(word)
            if stem != expected { wrong.append("\(word): \(stem), not \(expected)") }
        }
        #expect(wrong == [])
    }

    @Test func takesUpperCaseAndTheShortest() {
        #expect(PorterStemmer.stem("FLIGHTS") == "flight")
        #expect(PorterStemmer.stem("Caf\u{C9}S") == "café")
        #expect(PorterStemmer.stem("") == "")
        #expect(PorterStemmer.stem("s") == "s")
    }

    @Test func isSafeOnAnyBytes() {
        let words = ["relational", "éclairs", "nationalizations", "yyyying"].map { Array($0.utf8) }
        Mutator.fuzz(words, seed: 4) { bytes in
            var bytes = bytes
            let count = bytes.withUnsafeMutableBufferPointer { buffer in
                buffer.baseAddress.map { PorterStemmer.stem($0, count: buffer.count) } ?? 0
            }
            #expect(count <= bytes.count)
        }
    }
}
