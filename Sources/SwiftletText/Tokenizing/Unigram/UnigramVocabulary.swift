/// The pieces of a Unigram model, checked, with the trie that finds them in a text.
struct UnigramVocabulary: Sendable {
    typealias PieceType = SentencePieceModel.PieceType

    /// The bytes of all pieces, one after the other, and eight more.
    private let bytes: [UInt8]
    /// Where each piece begins in `bytes`, and where the last one ends.
    private let offsets: [Int32]
    private let types: [PieceType]
    let trie: PieceTrie
    /// The pieces that the normaliser leaves alone; nil where the user has defined none.
    let userDefined: PieceTrie?
    /// The score of a character that is no piece: 10 less than the least of all normal pieces.
    let unknownScore: Float
    let unknown: Int?
    /// The pieces of the 256 bytes; empty where unknown characters are not cut into bytes.
    let byteIDs: [Int32]

    init(
        _ model: SentencePieceModel,
        _ file: UnsafeRawBufferPointer,
        path: String
    ) throws(UnigramError) {
        let checker = PieceChecker(model, file, path: path)
        try checker.check()
        var bytes: [UInt8] = []
        var offsets: [Int32] = [0]
        bytes.reserveCapacity(model.pieces.reduce(8) { $0 + $1.range.count })
        offsets.reserveCapacity(model.pieces.count + 1)
        var least = Float.greatestFiniteMagnitude
        for piece in model.pieces {
            bytes += UnsafeRawBufferPointer(rebasing: file[piece.range])
            offsets.append(Int32(bytes.count))
            if piece.type == .normal { least = min(least, piece.score) }
        }
        bytes += repeatElement(0, count: 8)
        (trie, userDefined) = try bytes.withUnsafeBufferPointer { bytes in
            offsets.withUnsafeBufferPointer { offsets in
                Result { () throws(UnigramError) in
                    let list = PieceList(
                        bytes: bytes.baseAddress!,
                        offsets: offsets.baseAddress!
                    )
                    return try Self.tries(model, list, checker)
                }
            }
        }.get()
        unknownScore = least - 10
        self.bytes = bytes
        self.offsets = offsets
        types = model.pieces.map(\.type)
        unknown = types.firstIndex(of: .unknown)
        byteIDs = checker.byteIDs
    }

    /// The tries of all pieces that a text can hold, and of those that the user has defined.
    private static func tries(
        _ model: SentencePieceModel,
        _ list: PieceList,
        _ checker: PieceChecker
    ) throws(UnigramError) -> (PieceTrie, PieceTrie?) {
        let found = try checker.sorted(list) { type in type.isFoundInText }
        _ = try checker.sorted(list) { type in !type.isFoundInText }
        let defined = try checker.sorted(list) { type in type == .userDefined }
        guard !found.indices.isEmpty else {
            throw checker.missing("there is no piece to find in a text")
        }
        let scores = found.indices.map { id in
            let piece = model.pieces[Int(id)]
            return switch piece.type {
            case .unused: Float.nan
            case .userDefined: Float(0.1 * Double(piece.range.count - 1))
            default: piece.score
            }
        }
        guard let trie = PieceTrie(found, scores: scores) else { throw checker.tooLarge() }
        guard !defined.indices.isEmpty else { return (trie, nil) }
        // It has fewer units than the one of all.
        return (trie, PieceTrie(defined, scores: defined.indices.map { _ in 0 }))
    }

    var count: Int { types.count }

    func type(of id: Int) -> PieceType { types[id] }

    func piece(_ id: Int) -> ArraySlice<UInt8> { bytes[Int(offsets[id])..<Int(offsets[id + 1])] }

    /// The control piece of this name.
    func control(_ name: [UInt8]) -> Int? {
        types.indices.first { types[$0] == .control && piece($0).elementsEqual(name) }
    }
}
