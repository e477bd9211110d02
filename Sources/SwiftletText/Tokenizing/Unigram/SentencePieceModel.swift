/// What a SentencePiece model file says, of which a Unigram tokenizer is made.
///
/// Reference: `sentencepiece_model.proto` of SentencePiece.
struct SentencePieceModel {
    enum PieceType: UInt8 {
        case normal = 1
        case unknown
        case control
        case userDefined
        case unused
        case byte

        /// Whether such pieces can be found in a text.
        var isFoundInText: Bool { self == .normal || self == .userDefined || self == .unused }
    }

    struct Piece {
        /// The piece's bytes in the file.
        var range = 0..<0
        var score: Float = 0
        var type = PieceType.normal
        /// Where the piece's field stands in the file.
        var byte = 0
    }

    /// How a text is normalised.
    struct Normalization {
        var characterMap = 0..<0
        var addsDummyPrefix = true
        var removesExtraWhitespace = true
        var escapesWhitespace = true
    }

    var pieces: [Piece] = []
    var normalization = Normalization()
    var denormalization = Normalization()
    var treatsWhitespaceAsSuffix = false
    var fallsBackToBytes = false
    var unknownName = [UInt8]("<unk>".utf8)
    var beginningName = [UInt8]("<s>".utf8)
    var endName = [UInt8]("</s>".utf8)
    var paddingName = [UInt8]("<pad>".utf8)
    /// What an unknown token is decoded as.
    var unknownSurface = [UInt8](" \u{2047} ".utf8)

    /// Reads a whole file's bytes.
    init(_ bytes: UnsafeRawBufferPointer, file: String) throws(UnigramError) {
        // A piece takes about 20 bytes.
        pieces.reserveCapacity(bytes.count / 20)
        var reader = ProtobufReader(bytes, 0..<bytes.count, file: file)
        while let field = try reader.next() {
            guard case .bytes(let range) = field.value else { continue }
            let message = ProtobufReader(bytes, range, file: file)
            switch field.number {
            case 1: pieces.append(try Self.piece(message, field.byte))
            case 2: try readTrainer(message, bytes, file)
            case 3: try Self.read(message, into: &normalization)
            case 5: try Self.read(message, into: &denormalization)
            default: break
            }
        }
    }

    private static func piece(
        _ message: ProtobufReader,
        _ byte: Int
    ) throws(UnigramError) -> Piece {
        var message = message
        var piece = Piece()
        piece.byte = byte
        while let field = try message.next() {
            switch (field.number, field.value) {
            case (1, .bytes(let range)): piece.range = range
            case (2, .fixed32(let bits)): piece.score = Float(bitPattern: bits)
            case (3, .integer(let value)):
                piece.type =
                    PieceType(rawValue: UInt8(truncatingIfNeeded: min(value, 255))) ?? piece.type
            default: break
            }
        }
        return piece
    }

    private mutating func readTrainer(
        _ message: ProtobufReader,
        _ bytes: UnsafeRawBufferPointer,
        _ file: String
    ) throws(UnigramError) {
        var message = message
        while let field = try message.next() {
            switch (field.number, field.value) {
            case (3, .integer(let type)):
                guard type == 1 else {
                    throw UnigramError(
                        file: file,
                        problem: .wrongModelType,
                        byte: field.byte,
                        message: "the model is of type \(type), expected 1, which is Unigram"
                    )
                }
            case (24, .integer(let value)): treatsWhitespaceAsSuffix = value != 0
            case (35, .integer(let value)): fallsBackToBytes = value != 0
            case (44, .bytes(let range)): unknownSurface = [UInt8](bytes[range])
            case (45, .bytes(let range)) where !range.isEmpty: unknownName = [UInt8](bytes[range])
            case (46, .bytes(let range)) where !range.isEmpty: beginningName = [UInt8](bytes[range])
            case (47, .bytes(let range)) where !range.isEmpty: endName = [UInt8](bytes[range])
            case (48, .bytes(let range)) where !range.isEmpty: paddingName = [UInt8](bytes[range])
            default: break
            }
        }
    }

    private static func read(
        _ message: ProtobufReader,
        into normalization: inout Normalization
    ) throws(UnigramError) {
        var message = message
        while let field = try message.next() {
            switch (field.number, field.value) {
            case (2, .bytes(let range)): normalization.characterMap = range
            case (3, .integer(let value)): normalization.addsDummyPrefix = value != 0
            case (4, .integer(let value)): normalization.removesExtraWhitespace = value != 0
            case (5, .integer(let value)): normalization.escapesWhitespace = value != 0
            default: break
            }
        }
    }
}
