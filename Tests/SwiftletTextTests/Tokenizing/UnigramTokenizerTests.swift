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
            let (beginning, end) = (tokenizer.beginningID, tokenizer.endID)
            for item in expected.texts {
                let whole = [beginning].compactMap(\.self) + item.tokens + [end].compactMap(\.self)
                let shown = Comment(
                    rawValue: "\(expected.model): \(item.text.debugDescription)"
                )
                #expect(tokenizer.encode(item.text) == whole, shown)
                let inner = tokenizer.encode([item.text], addingSpecialTokens: false)[0]
                #expect(inner.map { Int($0) } == item.tokens, shown)
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
            #expect(expected.pieces.indices.map { tokenizer.token(at: $0) } == expected.pieces)
            for (id, piece) in expected.pieces.enumerated() where piece.count > 1 {
                #expect(tokenizer.id(of: piece) == id)
            }
            #expect(tokenizer.token(at: -1) == nil && tokenizer.token(at: expected.size) == nil)
            #expect(tokenizer.id(of: "no such piece") == nil)
            #expect(
                [
                    tokenizer.unknownID, tokenizer.beginningID, tokenizer.endID,
                    tokenizer.paddingID,
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
                    tokenizer.encode(texts.map(\.text), addingSpecialTokens: false)
                        == TokenSequences(texts.map(\.tokens))
                )
                #expect(
                    tokenizer.encode(texts.map(\.text))
                        == TokenSequences(texts.map { [1] + $0.tokens + [2] })
                )
                #expect(
                    tokenizer.encode(texts.map(\.text), maximumLength: 4)
                        == TokenSequences(texts.map { [1] + $0.tokens.prefix(2) + [2] })
                )
            }
        }
        #expect(tokenizer.encode([String]()).count == 0)
    }
}
