import SwiftletBase
import SwiftletText
import TestSupport
import Testing

/// Made-up tweets, whose cleanings a script computed with NLTK, regular expressions and Unicode's
/// own list of names.
@Suite struct SentenceTests {
    @Test func lightAndStrongAreAsComputed() throws {
        let cases: [[String]] = try Fixtures.json("cleaning/sentences.json")
        #expect(cases.count == 800)
        let texts = cases.map { $0[0] }
        #expect(TextCleaner.light(texts) == cases.map { $0[1] })
        #expect(Threads.withCount(3) { TextCleaner.strong(texts) } == cases.map { $0[2] })
        for sentence in cases {
            #expect(TextCleaner.light(sentence[0]) == sentence[1], "\(sentence[0])")
            #expect(TextCleaner.strong(sentence[0]) == sentence[2], "\(sentence[0])")
        }
    }

    /// Cutting a text anywhere, changing its bytes or its escapes: never a trap, and UTF-8 stays
    /// UTF-8.
    @Test func anyBytesAreSafe() throws {
        let cases: [[String]] = try Fixtures.json("cleaning/sentences.json")
        let texts = cases.prefix(200).map { Array($0[0].utf8) }
        var options = TextCleaner.Options.light
        options.stems = true
        options.expandsContractions = true
        options.punctuation = .keep
        let cleaners = [TextCleaner.strong, .light, .minimal, TextCleaner(options)]
        Mutator.fuzz(texts, seed: 7) { bytes in
            let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
            for cleaner in cleaners {
                var output: [UInt8] = [UInt8(ascii: "|")]
                bytes.withUnsafeBufferPointer { cleaner.clean($0, into: &output) }
                #expect(output.first == UInt8(ascii: "|"))
                if isUTF8 { #expect(String(validating: output, as: UTF8.self) != nil) }
            }
        }
    }

    @Test func longRunsOfAnythingAreSafe() {
        let pieces = [
            "a", "'s", "é", "&amp;", "1.", ":)", "#", "@", "http://", "a.", "-", "y", "👩\u{200D}",
            "😀", "\u{200D}", "\u{301}", "a'd", "İ", "<", "\u{FEFF}", "1\u{20E3}", "x_", "🇫",
        ]
        for piece in pieces {
            let text = String(repeating: piece, count: 20_000)
            for cleaner in [TextCleaner.strong, .light, .minimal] {
                let cleaned = cleaner(text)
                #expect(cleaned.utf8.first != UInt8(ascii: " "))
                #expect(cleaned.utf8.last != UInt8(ascii: " "))
            }
        }
    }
}
