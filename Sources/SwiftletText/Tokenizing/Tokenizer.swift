import SwiftletBase

/// What cuts texts into numbered tokens, and puts them together again.
///
///     let tokenizer: any Tokenizer = try WordPieceTokenizer(from: "all-MiniLM-L6-v2")
///     let ids = tokenizer.encode("Great flight!")                 // [101, 2307, 3462, 999, 102]
///     tokenizer.decode(ids)                                       // "great flight!"
///     let batch = tokenizer.encode(tweets, maximumLength: 128)    // on all threads
///
/// A token's number is called its id. A tokenizer is cheap to copy, and safe to share between tasks.
public protocol Tokenizer: Sendable {
    /// The tokens of a text, special ones included.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - maximumLength: The most tokens, special ones included, for which there must be room; what
    ///     is too long loses its end, or its beginning where the tokenizer's files say so. Nil for no
    ///     limit.
    func encode(_ text: String, maximumLength: Int?) -> [Int]

    /// The tokens of each text, special ones included, in the order of the texts and on all threads.
    ///
    /// - Parameters:
    ///   - texts: The texts.
    ///   - maximumLength: The most tokens of a text, as for one text.
    func encode(_ texts: [String], maximumLength: Int?) -> TokenSequences

    /// The text that tokens stand for, special ones left out.
    ///
    /// - Parameter ids: Each from 0 to ``vocabularySize`` - 1.
    func decode(_ ids: some Sequence<Int>) -> String

    /// The number of a token; nil where there is no such token.
    func id(of token: String) -> Int?

    /// The token of a number; nil where the number has none.
    func token(at id: Int) -> String?

    /// One more than the greatest number of a token: the rows that an embedding needs.
    var vocabularySize: Int { get }

    /// The most tokens that the model takes of a text, as the tokenizer's files say; nil where they do
    /// not. `encode` is told by its caller.
    var maximumLength: Int? { get }
}

extension Tokenizer {
    /// The tokens of a whole text, special ones included.
    public func encode(_ text: String) -> [Int] { encode(text, maximumLength: nil) }

    /// The tokens of each whole text, special ones included, on all threads.
    public func encode(_ texts: [String]) -> TokenSequences { encode(texts, maximumLength: nil) }
}

/// A tokenizer that reads texts where they lie.
package protocol SourceTokenizer: Tokenizer, Loadable {
    /// The tokenizer of a directory whose `tokenizer.json` is read already.
    ///
    /// - Throws: What `init(from:)` throws.
    init(directory: String, tokenizerFile value: JSONValue) throws

    /// The tokens of each text, on all threads.
    func encode(
        source texts: some TextSource,
        maximumLength: Int?,
        addingSpecialTokens: Bool
    ) -> TokenSequences

    /// What the model sees of each text, on all threads.
    ///
    /// - Parameter maximumLength: The most tokens of a text, special ones included; nil for no limit.
    func inspect(source texts: some TextSource, maximumLength: Int?) -> [TextInspection]

    /// How many special tokens are added to a text.
    var specialTokenCount: Int { get }

    /// Whether a token is a special one.
    func isSpecial(_ id: Int) -> Bool

    /// Whether texts are written in lower case.
    var lowercases: Bool { get }

    /// The tokenizer with texts written in lower case before everything else.
    func lowercased() throws -> Self
}
