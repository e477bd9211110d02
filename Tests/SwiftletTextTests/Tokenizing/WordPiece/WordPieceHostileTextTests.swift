import SwiftletBase
import SwiftletText
import TestSupport
import Testing

@Suite struct WordPieceHostileTextTests {
    let tokenizer: WordPieceTokenizer

    init() throws {
        tokenizer = try WordPieceTokenizer(from: Fixtures.path("wordpiece/uncased"))
    }

    @Test func aLongTextWithoutBlanksIsOneUnknownWord() {
        for piece in ["a", "é", "\u{1E000}", "\u{E000}a"] {
            let text = String(repeating: piece, count: 300_000)
            let encoding = tokenizer.encoding(of: text, maximumLength: 8)
            #expect(encoding.ids == [2, 1, 3])
            #expect(encoding.offsets[1].upperBound == text.utf8.count)
        }
        let text = String(repeating: "中\u{301}", count: 300_000)
        #expect(tokenizer.encode(text, maximumLength: 8).count == 8)
    }

    @Test func aTextOfNothingThatIsKeptHasNoTokens() {
        for piece in ["\u{301}", "\u{0}", "\u{200B}", " ", "\u{FFFD}"] {
            #expect(tokenizer.encode(String(repeating: piece, count: 100_000)) == [2, 3])
        }
        #expect(tokenizer.encode([String]()).count == 0)
    }

    @Test func anyBytesGiveTheSameTokensAloneAndTogether() {
        let seeds = [
            "The flight [MASK] was\u{301} late, 中文!", "\u{1E000}\u{323}a\u{1D165}\u{1D16D}",
        ]
        var texts: [String] = []
        Mutator.fuzz(seeds.map { Array($0.utf8) }, seed: 11) {
            texts.append(String(decoding: $0, as: UTF8.self))
        }
        let batch = Threads.withCount(2) { tokenizer.encode(texts, maximumLength: 16) }
        for (index, text) in texts.enumerated() {
            let encoding = tokenizer.encoding(of: text, maximumLength: 16)
            #expect(batch[index].map { Int($0) } == encoding.ids)
            for offsets in encoding.offsets { #expect(offsets.upperBound <= text.utf8.count) }
        }
    }

    @Test func theThreadCountChangesNothing() throws {
        let texts = try Fixtures.text("tweets.csv").split(separator: "\n").map(String.init)
        let one = Threads.withCount(1) { tokenizer.encode(texts, maximumLength: 20) }
        let three = Threads.withCount(3) { tokenizer.encode(texts, maximumLength: 20) }
        #expect(one == three)
        #expect(one.tokens.count > 1_000)
    }
}
