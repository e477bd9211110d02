import SwiftletBase

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
    ) throws(FormatError) {
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
                Result { () throws(FormatError) in
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
    ) throws(FormatError) -> (PieceTrie, PieceTrie?) {
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

    /// The number of a piece; that of one that no text holds goes first, as in SentencePiece.
    func id(of piece: String) -> Int? {
        let bytes = Array(piece.utf8)
        let ids = types.indices.filter { self.piece($0).elementsEqual(bytes) }
        return ids.first { !types[$0].isFoundInText } ?? ids.first
    }

    /// The control piece of this name.
    func control(_ name: [UInt8]) -> Int? {
        types.indices.first { types[$0] == .control && piece($0).elementsEqual(name) }
    }
}

/// Checks the pieces of a model as SentencePiece does when it loads one.
struct PieceChecker {
    private let model: SentencePieceModel
    private let file: UnsafeRawBufferPointer
    private let path: String
    /// The pieces of the 256 bytes; empty where the model does without.
    let byteIDs: [Int32]

    /// Pieces are shorter than this many bytes.
    static let maximumLength = 8_000

    init(_ model: SentencePieceModel, _ file: UnsafeRawBufferPointer, path: String) {
        self.model = model
        self.file = file
        self.path = path
        var byteIDs: [Int32] = []
        if model.fallsBackToBytes {
            byteIDs = [Int32](repeating: -1, count: 256)
            for (id, piece) in model.pieces.enumerated() where piece.type == .byte {
                if let byte = Self.byte(file[piece.range]) { byteIDs[Int(byte)] = Int32(id) }
            }
        }
        self.byteIDs = byteIDs
    }

    /// The pieces of some types in the order of their bytes; throws where two are the same.
    func sorted(
        _ list: PieceList,
        _ isIncluded: (SentencePieceModel.PieceType) -> Bool
    ) throws(FormatError) -> SortedPieces {
        var ids: [Int32] = []
        for (id, piece) in model.pieces.enumerated() where isIncluded(piece.type) {
            if !isIgnored(piece) { ids.append(Int32(id)) }
        }
        let sorted = SortedPieces(ids, in: list)
        if let (second, first) = sorted.duplicate {
            throw invalid(second, "is the same as piece \(first)")
        }
        return sorted
    }

    /// Throws where a piece is not as it must be, or one is missing.
    func check() throws(FormatError) {
        guard model.pieces.count < Int32.max, file.count < Int32.max else {
            throw tooLarge()
        }
        var unknown: Int?
        for (id, piece) in model.pieces.enumerated() {
            guard piece.score.isFinite else {
                throw invalid(Int32(id), "has the score \(piece.score), expected a finite one")
            }
            if isIgnored(piece) { continue }
            try checkBytes(Int32(id), piece.range)
            switch piece.type {
            case .unknown:
                if let unknown {
                    throw invalid(Int32(id), "is of type unknown, as piece \(unknown) is")
                }
                unknown = id
            case .byte:
                guard model.fallsBackToBytes else {
                    throw invalid(Int32(id), "is of type byte in a model that does without them")
                }
                guard Self.byte(file[piece.range]) != nil else {
                    throw invalid(Int32(id), "is of type byte, expected <0x00> to <0xFF>")
                }
            default: break
            }
        }
        if let byte = byteIDs.firstIndex(of: -1) {
            throw missing("there is no piece for the byte \(byte), expected all 256")
        }
        if unknown == nil && !model.fallsBackToBytes {
            throw missing("there is no piece of type unknown")
        }
    }

    private func checkBytes(_ id: Int32, _ range: Range<Int>) throws(FormatError) {
        guard !range.isEmpty, range.count < Self.maximumLength else {
            throw invalid(
                id,
                "has \(range.count) bytes, expected 1 to \(Self.maximumLength - 1)"
            )
        }
        let bytes = file.baseAddress!.assumingMemoryBound(to: UInt8.self)
        var position = range.lowerBound
        while position < range.upperBound {
            if bytes[position] == 0 { throw invalid(id, "holds a zero byte") }
            let scalar = UTF8Scalar(bytes, position, range.upperBound)
            guard scalar.isValid else { throw invalid(id, "is not UTF-8") }
            position += scalar.count
        }
    }

    /// Whether a piece is one that some converters write by mistake, and that SentencePiece passes
    /// over: a zero byte, unused, or beside the pieces of all bytes.
    private func isIgnored(_ piece: SentencePieceModel.Piece) -> Bool {
        piece.range.count == 1 && file[piece.range.lowerBound] == 0
            && (piece.type == .unused || model.fallsBackToBytes)
    }

    /// The byte that a piece such as `<0x0A>` names.
    static func byte(_ piece: some Collection<UInt8>) -> UInt8? {
        let text = Array(piece)
        guard text.count == 6, text.starts(with: "<0x".utf8), text[5] == UInt8(ascii: ">") else {
            return nil
        }
        var value: UInt8 = 0
        for digit in text[3...4] {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | (digit - 0x30)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | (digit - 0x37)
            default: return nil
            }
        }
        return value
    }

    private func invalid(_ id: Int32, _ message: String) -> FormatError {
        FormatError(
            file: path,
            place: .byte(model.pieces[Int(id)].byte),
            problem: "piece \(id) \(message)"
        )
    }

    func missing(_ message: String) -> FormatError {
        FormatError(file: path, problem: message)
    }

    func tooLarge() -> FormatError {
        FormatError(
            file: path,
            problem: "the file has more bytes than 2^31 - 1, or its pieces more prefixes than the "
                + "\(PieceTrie.maximumCount) that a trie can hold"
        )
    }
}
