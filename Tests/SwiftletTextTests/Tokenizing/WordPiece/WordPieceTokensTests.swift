import SwiftletText
import TestSupport
import Testing

/// Tokens, offsets and decoded texts against Hugging Face's tokenizers.
@Suite struct WordPieceTokensTests {
    struct Case: Decodable {
        let text: String
        let normalized: String
        let ids: [Int]
        /// Two for each token.
        let offsets: [Int]
    }

    struct PairCase: Decodable {
        let first: String
        let second: String
        let limit: Int?
        let special: Bool
        let ids: [Int]
        let types: [Int]
        let single: [Int]
    }

    struct DecodedCase: Decodable {
        let ids: [Int]
        let text: String
        let whole: String
    }

    struct Expected: Decodable {
        let uncased: [Case]
        let cased: [Case]
        let added: [Case]
        let pairs: [PairCase]
        let decoded: [DecodedCase]
    }

    let expected: Expected

    init() throws { expected = try Fixtures.json("wordpiece/tokens.json") }

    private func check(_ tokenizer: WordPieceTokenizer, _ cases: [Case]) {
        for each in cases {
            let encoding = tokenizer.encoding(of: each.text)
            let shown = Comment(rawValue: each.text.debugDescription)
            // Scalars, since `String` compares by what the letters mean.
            #expect(
                tokenizer.normalized(each.text).unicodeScalars.elementsEqual(
                    each.normalized.unicodeScalars
                ),
                shown
            )
            #expect(encoding.ids == each.ids, shown)
            #expect(tokenizer.encode(each.text) == each.ids, shown)
            #expect(
                encoding.offsets.flatMap { [$0.lowerBound, $0.upperBound] } == each.offsets,
                shown
            )
            #expect(encoding.attentionMask == each.ids.map { _ in 1 })
        }
        // All of them at once, twice, so that words are met again.
        let texts = cases.map(\.text)
        let batch = tokenizer.encode(texts + texts)
        for (index, each) in (cases + cases).enumerated() {
            #expect(batch[index].map { Int($0) } == each.ids, Comment(rawValue: each.text))
        }
        let short = tokenizer.encode(texts, maximumLength: 6)
        for (index, each) in cases.enumerated() {
            let inner = each.ids.dropFirst().dropLast().prefix(4)
            #expect(short[index].dropFirst().dropLast().map { Int($0) } == Array(inner))
        }
    }

    @Test func tokensOfUncasedText() throws {
        #expect(expected.uncased.count > 350)
        check(
            try WordPieceTokenizer(from: Fixtures.path("wordpiece/uncased")),
            expected.uncased
        )
    }

    @Test func tokensOfCasedText() throws {
        #expect(expected.cased.count > 200)
        check(try WordPieceTokenizer(from: Fixtures.path("wordpiece/cased")), expected.cased)
    }

    @Test func tokensBesideAddedOnesInTextThatIsNotCleaned() throws {
        let path = Fixtures.path("wordpiece/added/tokenizer.json")
        check(try WordPieceTokenizer(from: path), expected.added)
    }

    @Test func bothFormsOfATokenizerAreTheSame() throws {
        for name in ["uncased", "cased"] {
            let whole = try WordPieceTokenizer(from: Fixtures.path("wordpiece/\(name)"))
            let settings = whole.settings
            let lines = try WordPieceTokenizer(
                from: Fixtures.path("wordpiece/\(name)/vocab.txt"),
                settings: settings
            )
            let texts = expected.uncased.map(\.text)
            #expect(whole.encode(texts) == lines.encode(texts))
        }
    }

    @Test func tokensOfPairsAndOfShortenedTexts() throws {
        let tokenizer = try WordPieceTokenizer(from: Fixtures.path("wordpiece/uncased"))
        for each in expected.pairs {
            let shown = Comment(rawValue: "\(each.first), \(each.second), \(each.limit ?? -1)")
            let encoding = tokenizer.encoding(
                of: each.first,
                pair: each.second,
                maximumLength: each.limit,
                addingSpecialTokens: each.special
            )
            #expect(encoding.ids == each.ids, shown)
            #expect(encoding.typeIDs == each.types, shown)
            let single = tokenizer.encoding(
                of: each.first,
                maximumLength: each.limit,
                addingSpecialTokens: each.special
            )
            #expect(single.ids == each.single, shown)
            let batch = tokenizer.encode(
                [each.first],
                maximumLength: each.limit,
                addingSpecialTokens: each.special
            )
            #expect(batch[0].map { Int($0) } == each.single, shown)
        }
    }

    @Test func textsOfTokens() throws {
        let tokenizer = try WordPieceTokenizer(from: Fixtures.path("wordpiece/uncased"))
        for each in expected.decoded {
            #expect(tokenizer.decode(each.ids) == each.text)
            #expect(tokenizer.decode(each.ids, skippingSpecialTokens: false) == each.whole)
        }
        #expect(tokenizer.decode([-1, Int.max, Int.min]) == "")
    }
}
