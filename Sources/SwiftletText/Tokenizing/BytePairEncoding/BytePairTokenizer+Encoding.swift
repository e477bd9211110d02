import SwiftletBase

extension BytePairTokenizer {
    /// The tokens of a text, with the special tokens of the model.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - maximumLength: The most tokens, special ones included, and at least as many as there are
    ///     special ones; nil for no limit. What is too long loses its end, or
    ///     its beginning where the files say so (`truncation_side`).
    public func encode(_ text: String, maximumLength: Int? = nil) -> [Int] {
        encode([text], maximumLength: maximumLength).tokens.map(Int.init)
    }

    /// The tokens of many texts, on all threads.
    ///
    /// - Parameters:
    ///   - texts: The texts.
    ///   - maximumLength: The most tokens of a text, as in `encode(_:maximumLength:)` of one.
    /// - Returns: The tokens of each text, in the order of the texts.
    public func encode(_ texts: [String], maximumLength: Int? = nil) -> TokenSequences {
        encode(source: texts, maximumLength: maximumLength)
    }

    package func encode(
        source texts: some TextSource,
        maximumLength: Int? = nil,
        addingSpecialTokens: Bool = true
    ) -> TokenSequences {
        let pieces = model.template.pieces(
            isPair: false,
            addingSpecialTokens: addingSpecialTokens
        )
        let room = TokenTemplate.room(in: pieces, maximumLength)
        let parts = Threads.map(texts.count, minimumPart: 16) { range in
            model.merges.withTable { merges in
                model.byteIDs.withUnsafeBufferPointer { byteIDs in
                    var pass = BytePairPass(
                        model,
                        merges,
                        byteIDs.baseAddress!,
                        texts: range.count
                    )
                    return pass.encode(
                        texts,
                        range,
                        in: pieces,
                        room: room,
                        truncatesStart: model.rules.truncatesStart
                    )
                }
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

    package var specialTokenCount: Int { TokenTemplate.specialCount(model.template.single) }

    // MARK: Decoding

    /// The text of tokens, without the special ones; bytes that are not UTF-8 together become
    /// U+FFFD.
    ///
    /// - Parameter ids: Numbers of tokens; those that no token has are passed over.
    public func decode(_ ids: some Sequence<Int>) -> String {
        var text: [UInt8] = []
        for id in ids where !model.added.isSpecial(id) {
            if let token = model.tokens.bytes(of: id) { text += ByteAlphabet.decoded(token) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
