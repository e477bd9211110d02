import SwiftletBase
import SwiftletLinear
import Testing

@Suite struct HostileTextTests {
    @Test func aLongTextAndALongWord() throws {
        let word = String(repeating: "long", count: 250_000)
        let text = String(repeating: "so many words ", count: 70_000)
        var vectorizer = CountVectorizer(.init(ngramRange: 1...2))
        let matrix = try vectorizer.fitTransform([word, text, "so long"])
        #expect(
            Array(vectorizer.vocabulary) == [
                "long", word, "many", "many words", "so", "so long", "so many", "words",
                "words so",
            ]
        )
        #expect(matrix.rowOffsets == [0, 1, 7, 10])
        #expect(
            matrix.values == [1, 70_000, 70_000, 70_000, 70_000, 70_000, 69_999, 1, 1, 1]
        )
        #expect(vectorizer.transform([word, text, "so long"]) == matrix)
    }

    @Test func noTexts() throws {
        var vectorizer = TFIDFVectorizer()
        try vectorizer.fit(["one two"])
        let none = vectorizer.transform([])
        #expect(none.rows == 0 && none.columns == 2 && none.rowOffsets == [0])
        let empty = vectorizer.transform(["", "three", "one"])
        #expect(empty.rowOffsets == [0, 0, 0, 1] && empty.values == [1])
    }

    /// A byte that is not UTF-8 counts as U+FFFD, as `String(decoding:as:)` would have it for
    /// bytes that cannot start a character.
    @Test func bytesThatAreNotUTF8() throws {
        let broken: [[UInt8]] = [
            [0x80], [0xFF, 0x61, 0x62], [0x61, 0x62, 0xC3], [0x61, 0xE2, 0x82], [0xF8, 0x88, 0x80],
            [0xC0, 0xAF], [0x61, 0xF0, 0x9F, 0x98], Array("héllo".utf8) + [0xC3, 0x28],
        ]
        var texts = FlatTexts()
        for bytes in broken { texts.append(bytes) }
        let analyzers: [CountVectorizer.Analyzer] = [.word, .character, .characterWithinWords]
        for analyzer in analyzers {
            for lowercase in [true, false] {
                var vectorizer = CountVectorizer(
                    .init(analyzer: analyzer, ngramRange: 1...2, lowercase: lowercase)
                )
                let matrix = try vectorizer.fitTransform(texts)
                #expect(vectorizer.transform(texts) == matrix)
                // Every term is well-formed.
                _ = try Vocabulary(
                    utf8: vectorizer.vocabulary.utf8,
                    offsets: vectorizer.vocabulary.offsets
                )
                if analyzer == .word {
                    #expect(Array(vectorizer.vocabulary) == ["ab", "héllo"])
                }
            }
        }
    }

    /// Runs of word characters that end at, before and behind every edge of a block of 64 bytes.
    @Test func wordsAtEveryPlace() throws {
        for before in 0..<140 {
            for length in [1, 2, 3, 31, 63, 64, 65, 130] {
                let gap = String(repeating: ".", count: before)
                let word = String(repeating: "w", count: length)
                let text = gap + word + "-" + word + gap
                var vectorizer = CountVectorizer(.init(tokenPattern: .words(minimumLength: 1)))
                let matrix = try vectorizer.fitTransform([text])
                #expect(Array(vectorizer.vocabulary) == [word] && matrix.values == [2])
            }
        }
    }

    @Test func everyASCIICharacterBetweenWords() throws {
        // The fast way for ASCII against the way for all of Unicode, which "é" switches to.
        let texts = (0..<128).map { "ab\(Character(Unicode.Scalar(UInt8($0))))CD" }
        for pattern in [
            CountVectorizer.TokenPattern.words(minimumLength: 2), .whitespaceSeparated,
        ] {
            for lowercase in [true, false] {
                let settings = CountVectorizer.Settings(
                    tokenPattern: pattern,
                    lowercase: lowercase
                )
                var fast = CountVectorizer(settings)
                var slow = CountVectorizer(settings)
                try fast.fit(texts.map { $0 + " zz" })
                try slow.fit(texts.map { $0 + " zz \u{e9}\u{e9}" })
                #expect(Array(slow.vocabulary) == Array(fast.vocabulary) + ["\u{e9}\u{e9}"])
            }
        }
    }
}
