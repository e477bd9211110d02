import SwiftletBase

extension WordPieceTokenizer {
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
            let firstCount = pass.ids.count
            if let second { [second].withText(at: 0) { pass.tokenize($0, limit: .max) } }
            let secondCount = pass.ids.count - firstCount
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

extension WordPieceTokenizer {
    public func decode(_ ids: some Sequence<Int>) -> String {
        decode(ids, skippingSpecialTokens: true)
    }

    /// The text of tokens, as the peer's WordPiece decoder writes it: a blank between words, pieces
    /// that continue a word without their prefix, and, with `settings.cleansUpDecoded`, no blank
    /// before punctuation and English contractions.
    ///
    /// - Parameters:
    ///   - ids: Numbers of tokens; those that no token has are passed over.
    ///   - skippingSpecialTokens: Whether special tokens are left out.
    public func decode(_ ids: some Sequence<Int>, skippingSpecialTokens: Bool) -> String {
        var text: [UInt8] = []
        let prefix = Array(settings.continuationPrefix.utf8)
        var isFirst = true
        for id in ids where !(skippingSpecialTokens && isSpecial(id)) {
            guard let range = vocabulary.range(id) else { continue }
            var piece = Array(vocabulary.bytes[range])
            if !isFirst {
                if piece.starts(with: prefix) {
                    piece.removeFirst(prefix.count)
                } else {
                    piece.insert(UInt8(ascii: " "), at: 0)
                }
            }
            isFirst = false
            text.append(contentsOf: settings.cleansUpDecoded ? Self.cleanedUp(piece) : piece)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What the clean-up replaces in each token, in this order.
    private static let replacements: [(StaticString, StaticString)] = [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"),
        (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ]

    private static func cleanedUp(_ piece: [UInt8]) -> [UInt8] {
        // Every pattern has a blank in front.
        guard piece.contains(UInt8(ascii: " ")) else { return piece }
        var piece = piece
        for (pattern, replacement) in replacements {
            let pattern = UnsafeBufferPointer(
                start: pattern.utf8Start,
                count: pattern.utf8CodeUnitCount
            )
            let replacement = UnsafeBufferPointer(
                start: replacement.utf8Start,
                count: replacement.utf8CodeUnitCount
            )
            var position = 0
            while position + pattern.count <= piece.count {
                if piece[position...].starts(with: pattern) {
                    piece.replaceSubrange(position..<position + pattern.count, with: replacement)
                    position += replacement.count
                } else {
                    position += 1
                }
            }
        }
        return piece
    }
}
