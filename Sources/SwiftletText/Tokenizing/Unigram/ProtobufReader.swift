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
    mutating func next() throws(UnigramError) -> Field? {
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
    private mutating func integer() throws(UnigramError) -> UInt64 {
        if position < end, bytes[position] < 0x80 {
            // Most take one byte.
            defer { position += 1 }
            return UInt64(bytes[position])
        }
        return try longInteger()
    }

    private mutating func longInteger() throws(UnigramError) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard position < end else {
                throw UnigramError(
                    file: file,
                    problem: .truncated,
                    byte: start,
                    message: "a number has no end"
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
    ) throws(UnigramError) -> Range<Int> {
        guard count <= UInt64(end - position) else {
            throw UnigramError(
                file: file,
                problem: .truncated,
                byte: start,
                message: "field \(number) has \(count) bytes where \(end - position) are left"
            )
        }
        defer { position += Int(count) }
        return position..<position + Int(count)
    }

    private func malformed(_ byte: Int, _ message: String) -> UnigramError {
        UnigramError(file: file, problem: .malformed, byte: byte, message: message)
    }
}
