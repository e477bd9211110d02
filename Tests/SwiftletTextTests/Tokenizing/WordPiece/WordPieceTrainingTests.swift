import SwiftletText
import TestSupport
import Testing

@Suite struct WordPieceTrainingTests {
    struct Expected: Decodable {
        let counts: [String: Int]
        /// With the single characters that continue a word in order.
        let tokens: [String]
    }

    @Test func joinsThePairsThatThePeerJoins() throws {
        let expected: Expected = try Fixtures.json("wordpiece/training.json")
        let texts = expected.counts.map { String(repeating: $0.key + " ", count: $0.value) }
        let tokenizer = try WordPieceTokenizer.train(on: texts, vocabularySize: 70)
        let tokens = (0..<tokenizer.vocabularySize).map { tokenizer.token(at: $0) ?? "" }
        #expect(tokens == expected.tokens)
    }

    @Test func theSameTextsGiveTheSameVocabulary() throws {
        let texts = try Fixtures.text("tweets.csv").split(separator: "\n").prefix(300).map(
            String.init
        )
        let first = try WordPieceTokenizer.train(on: texts, vocabularySize: 600)
        let second = try WordPieceTokenizer.train(on: texts.reversed(), vocabularySize: 600)
        #expect(first.vocabularySize == 600)
        #expect(first.encode(texts) == second.encode(texts))
        // No word of the texts it was made from is unknown to it.
        #expect(!first.encode(texts).tokens.contains(Int32(first.unknownID)))
    }

    @Test func settingsAndLimitsHold() throws {
        var settings = WordPieceSettings()
        settings.lowercases = false
        // "é" as one character and as two are different ones.
        let texts = ["Aa Aa \u{E9} e\u{301}", "zzz zzz zzz"]
        let cased = try WordPieceTokenizer.train(on: texts, vocabularySize: 100, settings: settings)
        #expect(cased.id(of: "Aa") != nil)
        #expect(cased.id(of: "\u{E9}") != cased.id(of: "e\u{301}"))
        #expect(cased.id(of: "##\u{301}") != nil)
        #expect(cased.id(of: "zzz") != nil)
        let limited = try WordPieceTokenizer.train(on: texts, vocabularySize: 100, alphabetLimit: 1)
        #expect(
            (5..<limited.vocabularySize).map { limited.token(at: $0) } == ["z", "##z", "zz", "zzz"]
        )
        let empty = try WordPieceTokenizer.train(on: [], vocabularySize: 0)
        #expect(empty.vocabularySize == 5)
    }
}
