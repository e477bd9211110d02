import SwiftletBase

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
    init(_ bytes: UnsafeRawBufferPointer, file: String) throws(FormatError) {
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
    ) throws(FormatError) -> Piece {
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
    ) throws(FormatError) {
        var message = message
        while let field = try message.next() {
            switch (field.number, field.value) {
            case (3, .integer(let type)):
                guard type == 1 else {
                    throw FormatError(
                        file: file,
                        place: .byte(field.byte),
                        problem: "the model is of type \(type), expected 1, which is Unigram"
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
    ) throws(FormatError) {
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

/// Reads the fields of a protocol buffers message, one after the other.
///
/// Reference: the wire format, <https://protobuf.dev/programming-guides/encoding/>.
struct ProtobufReader {
    private let bytes: UnsafeRawBufferPointer
    private let file: String
    /// Where the next field begins.
    private(set) var position: Int
    private let end: Int

    /// A reader of the message at `range` of the file's bytes.
    init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, file: String) {
        self.bytes = bytes
        self.file = file
        position = range.lowerBound
        end = range.upperBound
    }

    /// A field's number and what it holds.
    struct Field {
        let number: Int
        /// Where the field's tag stands.
        let byte: Int
        let value: Value
    }

    enum Value {
        case integer(UInt64)
        case fixed32(UInt32)
        case fixed64
        /// The range of the bytes of a string or a message.
        case bytes(Range<Int>)
    }

    /// The next field; nil at the message's end.
    @inline(__always)
    mutating func next() throws(FormatError) -> Field? {
        guard position < end else { return nil }
        let start = position
        let tag = try integer()
        let number = Int(truncatingIfNeeded: tag >> 3)
        guard number > 0, number < 1 << 29 else {
            throw malformed(start, "a field has the number \(tag >> 3), expected 1 to 536870911")
        }
        switch tag & 7 {
        case 0: return Field(number: number, byte: start, value: .integer(try integer()))
        case 1:
            _ = try take(8, of: number, from: start)
            return Field(number: number, byte: start, value: .fixed64)
        case 2:
            let length = try integer()
            let range = try take(length, of: number, from: start)
            return Field(number: number, byte: start, value: .bytes(range))
        case 5:
            let range = try take(4, of: number, from: start)
            let bits = bytes.loadUnaligned(fromByteOffset: range.lowerBound, as: UInt32.self)
            return Field(number: number, byte: start, value: .fixed32(.init(littleEndian: bits)))
        case let type:
            throw malformed(start, "field \(number) has wire type \(type), expected 0, 1, 2 or 5")
        }
    }

    /// A number of seven bits a byte, the lowest first.
    @inline(__always)
    private mutating func integer() throws(FormatError) -> UInt64 {
        if position < end, bytes[position] < 0x80 {
            // Most take one byte.
            defer { position += 1 }
            return UInt64(bytes[position])
        }
        return try longInteger()
    }

    private mutating func longInteger() throws(FormatError) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard position < end else {
                throw FormatError(
                    file: file,
                    place: .byte(start),
                    problem: "a number has no end"
                )
            }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw malformed(start, "a number has more than 10 bytes")
    }

    @inline(__always)
    private mutating func take(
        _ count: UInt64,
        of number: Int,
        from start: Int
    ) throws(FormatError) -> Range<Int> {
        guard count <= UInt64(end - position) else {
            throw FormatError(
                file: file,
                place: .byte(start),
                problem: "field \(number) has \(count) bytes where \(end - position) are left"
            )
        }
        defer { position += Int(count) }
        return position..<position + Int(count)
    }

    private func malformed(_ byte: Int, _ message: String) -> FormatError {
        FormatError(file: file, place: .byte(byte), problem: message)
    }
}
