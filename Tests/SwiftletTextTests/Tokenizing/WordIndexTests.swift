import SwiftletBase
import SwiftletText
import TestSupport
import Testing

/// Compares with Keras' Tokenizer: Fixtures/wordindex/make_word_index.py.
@Suite struct WordIndexTests {
    struct Case: Decodable {
        let training: [String]
        let unseen: [String]
        let maximumWords: Int
        let words: [String]
        let counts: [Int]
        /// The tokens of each text, of the training texts and then of the unseen ones; in the last
        /// case their number and the sum of each times its place from 1.
        let tokens: [[Int]]
    }

    static let cases = Result { try Fixtures.json("wordindex/cases.json", as: [Case].self) }

    @Test(arguments: [1, 2, 3]) func wordsCountsAndTokensAreThoseOfKeras(threads: Int) throws {
        let cases = try Self.cases.get()
        for (number, expected) in cases.enumerated() {
            try Threads.withCount(threads) {
                let (index, counts) = WordIndex.fit(
                    expected.training,
                    maximumWords: expected.maximumWords
                )
                #expect(index.words == expected.words)
                #expect(counts == expected.counts)
                let texts = expected.training + expected.unseen
                let sequences = index.encode(texts)
                try #require(sequences.count == expected.tokens.count)
                for (text, tokens) in expected.tokens.enumerated() {
                    let found = sequences[text].map { Int($0) }
                    if number == cases.count - 1 {
                        let sum = found.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element }
                        #expect([found.count, sum] == tokens)
                    } else {
                        #expect(found == tokens)
                    }
                }
            }
        }
    }

    @Test func textsAreCut() {
        let index = WordIndex(words: ["a", "b"])
        let texts = ["a b c a", "b", ""]
        #expect(index.encode(texts) == TokenSequences([[1, 2, 0, 1], [2], []]))
        let cut = index.encode(texts, maximumLength: 2)
        #expect(cut == TokenSequences([[1, 2], [2], []]))
        let nothing = index.encode(texts, maximumLength: 0)
        #expect(nothing == TokenSequences([[], [], []] as [[Int]]))
        #expect(index.encode([String]()).count == 0)
    }

    @Test func anyWhiteSpacePartsWords() {
        let (index, counts) = WordIndex.fit([" b\ta\r\nb \u{B}\u{C} b", "\t \n"])
        #expect(index.words == ["b", "a"])
        #expect(counts == [3, 1])
        #expect(index.vocabularySize == 3)
    }

    @Test func tokensOfWords() {
        let index = WordIndex(words: ["late", "früh", "late", ""])
        #expect(index.wordCount == 3)
        #expect(index.id(of: "früh") == 2)
        #expect(index.id(of: "fru\u{308}h") == nil)
        #expect(index.id(of: "Late") == nil)
        #expect((-1...4).map { index.token(at: $0) } == [nil, nil, "late", "früh", "", nil])
        #expect(index.encode("früh Late late") == [2, WordIndex.unknownID, 1])
        #expect(index.decode([2, 0, 1]) == "früh late")
    }

    @Test func ofNothingTheIndexIsEmpty() {
        for texts in [[], ["", "  "]] {
            let (index, counts) = WordIndex.fit(texts)
            #expect(index.wordCount == 0 && counts.isEmpty)
            #expect(index.encode(["a b"]) == TokenSequences([[0, 0]]))
        }
        #expect(WordIndex.fit(["a a b"], maximumWords: 0).index.wordCount == 0)
    }

    @Test func aWordOfAMegabyteAndManyWords() {
        let long = String(repeating: "x", count: 1 << 20)
        let many = (0..<5_000).map { "w\($0)" }.joined(separator: " ")
        let (index, _) = WordIndex.fit([long, many, long], maximumWords: 5_001)
        #expect(index.wordCount == 5_001)
        #expect(index.id(of: long) == 1)
        #expect(index.id(of: "w4999") == 5_001)
    }
}
