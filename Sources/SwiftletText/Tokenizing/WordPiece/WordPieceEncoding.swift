/// The tokens of one text, or of a pair of texts.
public struct WordPieceEncoding: Sendable, Equatable {
    /// The number of each token.
    public internal(set) var ids: [Int] = []
    /// 1 for every token: there is no padding.
    public var attentionMask: [Int] { Array(repeating: 1, count: ids.count) }
    /// 0 for the first text and its special tokens, 1 for the second, where the template says so.
    public internal(set) var typeIDs: [Int] = []
    /// For each token, the UTF-8 bytes of its own text that it comes from; `0..<0` for the special
    /// tokens of the template.
    ///
    ///     let word = String(decoding: Array(text.utf8)[encoding.offsets[3]], as: UTF8.self)
    public internal(set) var offsets: [Range<Int>] = []
}
