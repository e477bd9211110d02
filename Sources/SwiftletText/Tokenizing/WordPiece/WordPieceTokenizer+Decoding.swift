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
