import SwiftletBase
import SwiftletText
import TestSupport
import Testing

@Suite struct UnigramTokenizerTests {
    struct Expected: Decodable {
        let model: String
        let size: Int
        let pieces: [String]
        /// The tokens for the unknown, beginnings, ends and padding, -1 for none.
        let special: [Int]
        let texts: [Case]
        let sequences: [Sequence]

        struct Case: Decodable {
            let text: String
            let tokens: [Int]
            let decoded: String
        }

        struct Sequence: Decodable {
            let tokens: [Int]
            let decoded: String
        }
    }

    private static func load(_ expected: Expected) throws -> UnigramTokenizer {
        try UnigramTokenizer(from: Fixtures.path("unigram/\(expected.model).model"))
    }

    @Test func tokensAreThoseOfSentencePiece() throws {
        for expected in try Fixtures.json("unigram/expected.json", as: [Expected].self) {
            let tokenizer = try Self.load(expected)
            for item in expected.texts {
                #expect(
                    tokenizer.encode(item.text) == item.tokens,
                    "\(expected.model): \(item.text.debugDescription)"
                )
            }
        }
    }

    @Test func decodedTextsAreThoseOfSentencePiece() throws {
        for expected in try Fixtures.json("unigram/expected.json", as: [Expected].self) {
            let tokenizer = try Self.load(expected)
            for item in expected.texts {
                #expect(Array(tokenizer.decode(item.tokens).utf8) == Array(item.decoded.utf8))
            }
            for item in expected.sequences {
                #expect(
                    Array(tokenizer.decode(item.tokens).utf8) == Array(item.decoded.utf8),
                    "\(expected.model): \(item.tokens)"
                )
            }
        }
    }

    @Test func piecesAndSpecialTokensAreThoseOfSentencePiece() throws {
        for expected in try Fixtures.json("unigram/expected.json", as: [Expected].self) {
            let tokenizer = try Self.load(expected)
            #expect(tokenizer.vocabularySize == expected.size)
            #expect(expected.pieces.indices.map(tokenizer.piece) == expected.pieces)
            #expect(
                [
                    tokenizer.unknownToken, tokenizer.beginningToken, tokenizer.endToken,
                    tokenizer.paddingToken,
                ].map { $0 ?? -1 } == expected.special
            )
        }
    }

    @Test func aBatchGivesWhatEachTextGives() throws {
        let expected = try Fixtures.json("unigram/expected.json", as: [Expected].self)[0]
        let tokenizer = try Self.load(expected)
        let texts = expected.texts + expected.texts
        for threads in [1, 3] {
            Threads.withCount(threads) {
                #expect(
                    tokenizer.encode(texts.map(\.text)) == TokenSequences(texts.map(\.tokens))
                )
                #expect(
                    tokenizer.encode(texts.map(\.text), addsEnds: true)
                        == TokenSequences(texts.map { [1] + $0.tokens + [2] })
                )
            }
        }
        #expect(tokenizer.encode([String]()).count == 0)
    }
}
