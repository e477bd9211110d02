import SwiftletBase

extension WordPieceTokenizer {
    public func encode(_ text: String, maximumLength: Int?) -> [Int] {
        encode(source: [text], maximumLength: maximumLength)[0].map(Int.init)
    }

    public func encode(_ texts: [String], maximumLength: Int?) -> TokenSequences {
        encode(source: texts, maximumLength: maximumLength)
    }

    /// The tokens of a text, or of a pair of texts, with the type of each and its place in the text.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - second: The second text of a pair.
    ///   - maximumLength: The most tokens, special ones included, and at least as many as there are
    ///     special ones; nil for no limit. What is too long loses its end, or its beginning
    ///     where `settings.truncatesStart` is set; of a pair first the longer text, then both
    ///     (`longest_first`).
    ///   - addingSpecialTokens: Whether the template's special tokens are added.
    public func encoding(
        of text: String,
        pair second: String? = nil,
        maximumLength: Int? = nil,
        addingSpecialTokens: Bool = true
    ) -> WordPieceEncoding {
        let pieces = template.pieces(
            isPair: second != nil,
            addingSpecialTokens: addingSpecialTokens
        )
        let room = TokenTemplate.room(in: pieces, maximumLength)
        var encoding = WordPieceEncoding()
        vocabulary.withTable { table in
            var pass = WordPiecePass(self, table, texts: 1, tracksOrigins: true)
            // Which text of a pair is the longer one shows only where both are whole.
            let isCutAtOnce = second == nil && !settings.truncatesStart
            [text].withText(at: 0) { pass.tokenize($0, limit: isCutAtOnce ? room : .max) }
            let firstCount = pass.count
            if let second { [second].withText(at: 0) { pass.tokenize($0, limit: .max) } }
            let secondCount = pass.count - firstCount
            let kept = Self.longestFirst(firstCount, secondCount, room: room)
            for piece in pieces {
                switch piece {
                case .special(let ids, let typeID):
                    for id in ids { encoding.append(Int(id), typeID: typeID, 0..<0) }
                case .text(let isSecond, let typeID):
                    let count = isSecond ? kept.1 : kept.0
                    var start = isSecond ? firstCount : 0
                    if settings.truncatesStart {
                        start += (isSecond ? secondCount : firstCount) - count
                    }
                    for index in start..<start + count {
                        encoding.append(Int(pass.ids[index]), typeID: typeID, pass.origins[index])
                    }
                }
            }
        }
        return encoding
    }

    /// The tokens of many texts, on all threads.
    ///
    /// - Parameters:
    ///   - texts: The texts.
    ///   - maximumLength: The most tokens of a text, special ones included; nil for no limit.
    ///   - addingSpecialTokens: Whether the template's special tokens are added.
    /// - Returns: The tokens of each text, in the order of the texts.
    public func encode(
        _ texts: [String],
        maximumLength: Int? = nil,
        addingSpecialTokens: Bool
    ) -> TokenSequences {
        encode(
            source: texts,
            maximumLength: maximumLength,
            addingSpecialTokens: addingSpecialTokens
        )
    }

    package func encode(
        source texts: some TextSource,
        maximumLength: Int? = nil,
        addingSpecialTokens: Bool = true
    ) -> TokenSequences {
        let pieces = template.pieces(isPair: false, addingSpecialTokens: addingSpecialTokens)
        let room = TokenTemplate.room(in: pieces, maximumLength)
        let parts = Threads.map(texts.count, minimumPart: 16) { range in
            vocabulary.withTable { table in
                var pass = WordPiecePass(self, table, texts: range.count, tracksOrigins: false)
                return pass.encode(
                    texts,
                    range,
                    in: pieces,
                    room: room,
                    truncatesStart: settings.truncatesStart
                )
            }
        }
        return TokenSequences(parts: parts)
    }

    package func inspect(
        source texts: some TextSource,
        maximumLength: Int? = nil
    ) -> [TextInspection] {
        encode(source: texts, addingSpecialTokens: false).inspections(
            unknown: unknownID,
            maximum: maximumLength.map { $0 - specialTokenCount }
        )
    }

    package var specialTokenCount: Int {
        TokenTemplate.specialCount(template.pieces(isPair: false, addingSpecialTokens: true))
    }

    /// How many tokens of two texts are kept where there is room for `room`.
    private static func longestFirst(_ first: Int, _ second: Int, room: Int) -> (Int, Int) {
        let shorter = min(first, second)
        if first + second <= room { return (first, second) }
        // The shorter one whole, unless the longer would keep fewer; then half each.
        let kept =
            shorter > room - shorter ? (room / 2, room - room / 2) : (shorter, room - shorter)
        return first > second ? (kept.1, kept.0) : kept
    }
}

extension WordPieceEncoding {
    fileprivate mutating func append(_ id: Int, typeID: Int, _ offsets: Range<Int>) {
        ids.append(id)
        typeIDs.append(typeID)
        self.offsets.append(offsets)
    }
}

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
