import SwiftletBase

/// The pieces of a `tokenizer.json`'s Unigram model, with the trie that finds them in a word.
struct UnigramPieces: Sendable {
    /// The texts of the pieces, followed by those of the added tokens.
    var tokens: TokenVocabulary
    /// The score of each piece.
    let scores: [Double]
    let trie: PieceTrie
    let unknown: Int
    /// The score of a character that is no piece: 10 less than the least of all.
    let unknownScore: Double
    /// The tokens of the 256 bytes, -1 where there is none; empty where unknown characters are not
    /// cut into bytes.
    let byteIDs: [Int32]

    /// Pieces by number, each with its score.
    init(
        _ pieces: [(piece: String, score: Double)],
        unknown: Int,
        fallsBackToBytes: Bool
    ) throws(FormatError) {
        var tokens = TokenVocabulary(capacity: pieces.count)
        var bytes: [UInt8] = []
        var offsets: [Int32] = [0]
        var found: [Int32] = []
        for (id, entry) in pieces.enumerated() {
            guard entry.score.isFinite, !entry.piece.utf8.contains(0) else {
                throw FormatError(
                    place: .member("model.vocab, element \(id)"),
                    problem: "the piece \"\(entry.piece)\" has the score \(entry.score), or holds "
                        + "a zero byte",
                    remedy: "Give each piece a finite score, and leave out zero bytes"
                )
            }
            // The table checks that all bytes together have a place in 32 bits.
            try tokens.add(entry.piece, id: id)
            bytes += entry.piece.utf8
            offsets.append(Int32(bytes.count))
            if !entry.piece.isEmpty { found.append(Int32(id)) }
        }
        guard pieces.indices.contains(unknown) else {
            throw FormatError(
                place: .member("model.unk_id"),
                problem: "it is \(unknown), which is not one of the \(pieces.count) pieces",
                remedy: "Name the number of the piece for unknown characters"
            )
        }
        bytes += repeatElement(0, count: 8)
        let sorted = bytes.withUnsafeBufferPointer { bytes in
            offsets.withUnsafeBufferPointer { offsets in
                SortedPieces(
                    found,
                    in: PieceList(bytes: bytes.baseAddress!, offsets: offsets.baseAddress!)
                )
            }
        }
        // Scores of 64 bits stand beside the trie.
        guard let trie = PieceTrie(sorted, scores: [Float](repeating: 0, count: found.count)) else {
            throw FormatError(
                place: .member("model.vocab"),
                problem: "the pieces have more prefixes than the \(PieceTrie.maximumCount) that a "
                    + "trie can hold",
                remedy: "Use a smaller vocabulary"
            )
        }
        self.trie = trie
        self.tokens = tokens
        self.unknown = unknown
        scores = pieces.map(\.score)
        unknownScore = pieces.reduce(.infinity) { min($0, $1.score) } - 10
        byteIDs =
            fallsBackToBytes
            ? (0..<256).map { byte in
                let digits = String(byte, radix: 16, uppercase: true)
                let name = "<0x" + (digits.utf8.count == 1 ? "0" : "") + digits + ">"
                return tokens.id(of: name).map(Int32.init) ?? -1
            } : []
    }
}

/// Cuts words into the pieces whose scores have the greatest sum, as Hugging Face's tokenizers do.
///
/// Unlike ``UnigramSegmenter``, which follows SentencePiece, it adds scores in 64 bits, not in 32, and
/// finds every piece of the vocabulary in a text, special ones included.
///
/// It holds the memory for one word, which it uses again for the next. Not safe to share.
struct UnigramWordSegmenter: ~Copyable {
    /// The best way found to get to a place in the word.
    private struct Path: BitwiseCopyable {
        /// The sum of the scores.
        var score: Double
        /// Where the last piece begins; -1 while no way was found.
        var start: Int32
        /// The last piece.
        var id: Int32
    }

    /// A piece of the word.
    struct Piece: BitwiseCopyable {
        var id: Int32
        /// How many bytes it takes.
        var length: Int32
    }

    private let paths = Buffer<Path>()
    /// The pieces of the last word, in memory that changes with the next one.
    private let pieces = Buffer<Piece>()

    /// The pieces of `word`, valid until the next one; neighbours that are the unknown one are one.
    mutating func segment(
        _ word: UnsafeBufferPointer<UInt8>,
        with vocabulary: borrowing UnigramPieces
    ) -> UnsafeBufferPointer<Piece> {
        precondition(word.count < Int32.max, "A word of \(word.count) bytes is too long.")
        let paths = paths.reserve(word.count + 1)
        paths.update(repeating: Path(score: 0, start: -1, id: -1), count: word.count + 1)
        Self.findPaths(word, paths, vocabulary)
        // From the end backwards, so the pieces fill the memory from its end.
        let pieces = self.pieces.reserve(word.count)
        let unknown = Int32(vocabulary.unknown)
        var first = word.count
        var end = word.count
        while end > 0 {
            let path = paths[end]
            let length = Int32(end) - path.start
            if path.id == unknown, first < word.count, pieces[first].id == unknown {
                pieces[first].length += length
            } else {
                first -= 1
                pieces[first] = Piece(id: path.id, length: length)
            }
            end = Int(path.start)
        }
        return UnsafeBufferPointer(start: pieces + first, count: word.count - first)
    }

    private static func findPaths(
        _ word: UnsafeBufferPointer<UInt8>,
        _ paths: UnsafeMutablePointer<Path>,
        _ vocabulary: borrowing UnigramPieces
    ) {
        let count = word.count
        let bytes = word.baseAddress!
        let unknown = Int32(vocabulary.unknown)
        let unknownScore = vocabulary.unknownScore
        vocabulary.scores.withUnsafeBufferPointer { scores in
            vocabulary.trie.keys.withUnsafeBufferPointer { keys in
                vocabulary.trie.units.withUnsafeBufferPointer { units in
                    var start = 0
                    while start < count {
                        let score = paths[start].score
                        let length = UTF8Scalar(bytes, start, count).count
                        var hasCharacter = false
                        var unit = 0
                        var end = start
                        while end < count {
                            let byte = bytes[end]
                            unit = units[unit].base ^ Int(byte)
                            let isChild =
                                units[unit].link & 0x1FF
                                == PieceTrie.Unit.isNode | UInt32(byte)
                            if !isChild { break }
                            end += 1
                            let id = keys[unit]
                            if id < 0 { continue }
                            let candidate = scores[Int(id)] + score
                            if paths[end].start < 0 || candidate > paths[end].score {
                                paths[end] = Path(score: candidate, start: Int32(start), id: id)
                            }
                            if end == start + length { hasCharacter = true }
                        }
                        let next = start + length
                        if !hasCharacter {
                            let candidate = unknownScore + score
                            if paths[next].start < 0 || candidate > paths[next].score {
                                paths[next] = Path(
                                    score: candidate,
                                    start: Int32(start),
                                    id: unknown
                                )
                            }
                        }
                        start = next
                    }
                }
            }
        }
    }
}
