import SwiftletBase

/// The pieces of a `tokenizer.json`'s Unigram model, with the trie that finds them in a word.
struct UnigramPieces: Sendable {
    /// The texts of the pieces, and behind them of the tokens that were added.
    var tokens: TokenTable
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
        var tokens = TokenTable(capacity: pieces.count)
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
