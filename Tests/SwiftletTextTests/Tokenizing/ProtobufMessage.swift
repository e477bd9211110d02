/// A message of the protocol buffers format, written field by field.
struct ProtobufMessage {
    var bytes: [UInt8] = []

    func adding(_ field: Int, _ value: Int) -> ProtobufMessage {
        ProtobufMessage(bytes: bytes + number(field << 3) + number(value))
    }

    func adding(_ field: Int, _ value: [UInt8]) -> ProtobufMessage {
        ProtobufMessage(bytes: bytes + number(field << 3 | 2) + number(value.count) + value)
    }

    func adding(_ field: Int, _ value: Float) -> ProtobufMessage {
        let bits = withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
        return ProtobufMessage(bytes: bytes + number(field << 3 | 5) + bits)
    }

    /// A message with one more of a SentencePiece model's pieces.
    func adding(piece: String, score: Float = -1, type: Int = 1) -> ProtobufMessage {
        adding(
            1,
            ProtobufMessage().adding(1, Array(piece.utf8)).adding(2, score).adding(3, type).bytes
        )
    }

    private func number(_ value: Int) -> [UInt8] {
        var value = value
        var bytes: [UInt8] = []
        while value >= 0x80 {
            bytes.append(UInt8(value & 0x7F) | 0x80)
            value >>= 7
        }
        return bytes + [UInt8(value)]
    }
}
