import SwiftletBase

extension UnigramTokenizer {
    public func encode(_ texts: [String], maximumLength: Int?) -> TokenSequences {
        encode(texts, maximumLength: maximumLength, addingSpecialTokens: true)
    }

    /// The tokens of each text, on all threads.
    ///
    /// White space alone, or nothing, has no tokens but special ones.
    ///
    /// - Parameters:
    ///   - texts: One text for each sequence.
    ///   - maximumLength: The most tokens of a text, special ones included; nil for no limit.
    ///   - addingSpecialTokens: Whether each sequence begins and ends with the model's tokens for it,
    ///     where there are any.
    public func encode(
        _ texts: [String],
        maximumLength: Int? = nil,
        addingSpecialTokens: Bool
    ) -> TokenSequences {
        let beginning = addingSpecialTokens ? beginningID.map { Int32($0) } : nil
        let end = addingSpecialTokens ? endID.map { Int32($0) } : nil
        let special = (beginning == nil ? 0 : 1) + (end == nil ? 0 : 1)
        precondition(
            maximumLength ?? special >= special,
            "A maximum of \(maximumLength ?? 0) tokens has no room for the \(special) special ones."
        )
        let room = maximumLength.map { $0 - special } ?? .max
        let parts = Threads.map(texts.count, minimumPart: 64) { range in
            var pass = UnigramPass(self)
            var tokens: [Int32] = []
            var ends: [Int] = []
            ends.reserveCapacity(range.count)
            for text in range {
                if let beginning { tokens.append(beginning) }
                let start = tokens.count
                texts.withText(at: text) { pass.encode($0, to: &tokens) }
                if tokens.count - start > room { tokens.removeLast(tokens.count - start - room) }
                if let end { tokens.append(end) }
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

/// Cuts normalised text into the pieces whose scores have the greatest sum, by Viterbi's algorithm.
///
/// It holds the memory for one text, which it uses again for the next. Not safe to share.
///
/// Scores are added in the order, and in the 32 bits, of SentencePiece's own, so that what is a tie
/// there is one here.
///
/// Reference: Kudo, "Subword regularization", ACL 2018, <https://arxiv.org/abs/1804.10959>.
struct UnigramSegmenter: ~Copyable {
    /// The best way found to get to a place in the text.
    private struct Path: BitwiseCopyable {
        /// The sum of the scores.
        var score: Float
        /// Where the last piece begins; -1 while no way was found.
        var start: Int32
        /// The trie's unit of the last piece; -1 for an unknown character.
        var unit: Int32
    }

    /// A piece of the text.
    struct Piece: BitwiseCopyable {
        /// The piece's number; -1 for an unknown character.
        var id: Int32
        /// How many bytes it takes.
        var length: Int32
    }

    private let paths = Buffer<Path>()
    /// The pieces of the last text, in memory that changes with the next one.
    private let pieces = Buffer<Piece>()

    /// The pieces of `text`, valid until the next text.
    ///
    /// - Parameter unknownScore: The score of a character that is no piece.
    mutating func segment(
        _ text: UnsafeBufferPointer<UInt8>,
        with trie: borrowing PieceTrie,
        unknownScore: Float
    ) -> UnsafeBufferPointer<Piece> {
        precondition(text.count < Int32.max, "A text of \(text.count) bytes is too long.")
        let paths = paths.reserve(text.count + 1)
        paths.update(repeating: Path(score: 0, start: -1, unit: -1), count: text.count + 1)
        trie.units.withUnsafeBufferPointer {
            Self.findPaths(text, paths, $0.baseAddress!, unknownScore)
        }
        return trie.keys.withUnsafeBufferPointer { keys in
            // From the end backwards, so the pieces fill the memory from its end.
            let pieces = self.pieces.reserve(text.count)
            var first = text.count
            var end = text.count
            while end > 0 {
                let path = paths[end]
                first -= 1
                pieces[first] = Piece(
                    id: path.unit < 0 ? -1 : keys[Int(path.unit)],
                    length: Int32(end) - path.start
                )
                end = Int(path.start)
            }
            return UnsafeBufferPointer(start: pieces + first, count: text.count - first)
        }
    }

    private static func findPaths(
        _ text: UnsafeBufferPointer<UInt8>,
        _ paths: UnsafeMutablePointer<Path>,
        _ units: UnsafePointer<PieceTrie.Unit>,
        _ unknownScore: Float
    ) {
        let count = text.count
        let bytes = text.baseAddress!
        let root = units[0].base
        // The greatest sum, so that long texts lose no precision: beyond it, all start from zero.
        let greatest: Float = 100_000
        var start = 0
        while start < count {
            var score = paths[start].score
            if score < -greatest || score > greatest {
                // No piece that began before reaches further.
                for place in start...min(count, start + PieceChecker.maximumLength)
                where place == start || paths[place].start >= 0 {
                    paths[place].score -= score
                }
                score = 0
            }
            let length = min(characterLength(bytes[start]), count - start)
            var hasCharacter = false
            var base = root
            var end = start
            while end < count {
                let byte = bytes[end]
                let place = base ^ Int(byte)
                let unit = units[place]
                if unit.link & 0x1FF != PieceTrie.Unit.isNode | UInt32(byte) { break }
                base = unit.base
                end += 1
                if unit.score.isNaN { continue }
                let candidate = unit.score + score
                if paths[end].start < 0 || candidate > paths[end].score {
                    paths[end] = Path(score: candidate, start: Int32(start), unit: Int32(place))
                }
                if end == start + length { hasCharacter = true }
            }
            let next = start + length
            if !hasCharacter {
                let candidate = unknownScore + score
                if paths[next].start < 0 || candidate > paths[next].score {
                    paths[next] = Path(score: candidate, start: Int32(start), unit: -1)
                }
            }
            start = next
        }
    }

    /// The length of a character in UTF-8 by its first byte; 1 for one that begins none.
    @inline(__always)
    private static func characterLength(_ byte: UInt8) -> Int {
        byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    }
}
