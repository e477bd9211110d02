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
    public func encode(_ text: String, maximumLength: Int?) -> [Int] {
        encode([text], maximumLength: maximumLength)[0].map(Int.init)
    }

    /// The tokens of a whole text, special ones included.
    public func encode(_ text: String) -> [Int] { encode(text, maximumLength: nil) }

    /// The tokens of each whole text, special ones included, on all threads.
    public func encode(_ texts: [String]) -> TokenSequences { encode(texts, maximumLength: nil) }
}
