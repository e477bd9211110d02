import SwiftletBase

/// Cuts words into the pieces whose scores have the greatest sum, as Hugging Face's tokenizers do.
///
/// Scores are added in 64 bits, where SentencePiece, whose ``UnigramSegmenter`` is, takes 32, and
/// every piece of the vocabulary is found in a text, the special ones too.
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
