import SwiftletBase

extension UnigramTokenizer {
    /// The tokens of a text, without those for its beginning and end.
    ///
    /// White space alone, or nothing, has no tokens.
    public func encode(_ text: String) -> [Int] {
        var pass = UnigramPass(self)
        var tokens: [Int32] = []
        [text].withText(at: 0) { pass.encode($0, to: &tokens) }
        return tokens.map(Int.init)
    }

    /// The tokens of each text, on all threads.
    ///
    /// - Parameters:
    ///   - texts: One text for each sequence.
    ///   - addsEnds: Whether each sequence begins and ends with the model's tokens for it, where
    ///     there are any.
    public func encode(_ texts: [String], addsEnds: Bool = false) -> TokenSequences {
        let parts = Threads.map(texts.count, minimumPart: 64) { range in
            var pass = UnigramPass(self)
            var tokens: [Int32] = []
            var ends: [Int] = []
            ends.reserveCapacity(range.count)
            for text in range {
                if addsEnds, let beginning = beginningToken { tokens.append(Int32(beginning)) }
                texts.withText(at: text) { pass.encode($0, to: &tokens) }
                if addsEnds, let end = endToken { tokens.append(Int32(end)) }
                ends.append(tokens.count)
            }
            return (tokens: tokens, ends: ends)
        }
        return TokenSequences(parts: parts)
    }
}

/// Turns texts into tokens, one after the other, in memory that it keeps. Not safe to share.
struct UnigramPass: ~Copyable {
    private let model: UnigramTokenizer.Model
    private var normalized = GrowableBuffer<UInt8>(capacity: 1_024)
    private var segmenter = UnigramSegmenter()

    init(_ tokenizer: UnigramTokenizer) { model = tokenizer.model }

    /// Writes the tokens of `text`, in UTF-8, behind those that are there.
    mutating func encode(_ text: UnsafeBufferPointer<UInt8>, to tokens: inout [Int32]) {
        normalized.count = 0
        model.normalizer.normalize(text, to: &normalized)
        let normal = UnsafeBufferPointer(start: normalized.base, count: normalized.count)
        let vocabulary = model.vocabulary
        let pieces = segmenter.segment(
            normal,
            with: vocabulary.trie,
            unknownScore: vocabulary.unknownScore
        )
        var followsUnknown = false
        var position = 0
        for piece in pieces {
            if piece.id >= 0 {
                tokens.append(piece.id)
            } else if !vocabulary.byteIDs.isEmpty {
                for index in position..<position + Int(piece.length) {
                    tokens.append(vocabulary.byteIDs[Int(normal[index])])
                }
            } else if !followsUnknown {
                tokens.append(Int32(vocabulary.unknown!))
            }
            followsUnknown = piece.id < 0
            position += Int(piece.length)
        }
    }
}
