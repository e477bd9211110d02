import SwiftletPlatform

/// Turns the bytes of one field into a string.
struct FieldDecoder {
    let encoding: ReadingOptions.Encoding
    let file: String
    let line: Int

    /// Decodes a field, joining its doubled quotes in place: a field is decoded once.
    ///
    /// - Parameter isLatin1: Becomes true where the field was decoded as Latin-1 and is not ASCII.
    func decode(
        _ field: FieldRange,
        of row: UnsafeMutableBufferPointer<UInt8>,
        isLatin1: inout Bool
    ) throws(ReadingError) -> String {
        var bytes = UnsafeMutableBufferPointer(rebasing: row[field.start..<field.end])
        if field.hasDoubledQuotes { bytes = joinDoubledQuotes(bytes) }
        if encoding != .latin1, let text = String(utf8: bytes) { return text }
        if encoding == .utf8 {
            throw ReadingError(file: file, line: line, problem: .invalidUTF8(in: bytes))
        }
        if bytes.contains(where: { $0 >= 0x80 }) { isLatin1 = true }
        return String(latin1: bytes)
    }

    private func joinDoubledQuotes(
        _ bytes: UnsafeMutableBufferPointer<UInt8>
    ) -> UnsafeMutableBufferPointer<UInt8> {
        var kept = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            bytes[kept] = byte
            kept += 1
            index += byte == 0x22 ? 2 : 1
        }
        return UnsafeMutableBufferPointer(rebasing: bytes[..<kept])
    }
}

extension String {
    /// The text whose UTF-8 `bytes` are, nil where they are not valid.
    ///
    /// `String(validating:as:)` does the same through generic code that takes longer than the work.
    init?(utf8 bytes: UnsafeMutableBufferPointer<UInt8>) {
        // Repairing changes bytes that are not valid and no others.
        var text = String(decoding: bytes, as: UTF8.self)
        let isValid = text.withUTF8 { decoded in
            decoded.count == bytes.count
                && (decoded.isEmpty
                    || memcmp(decoded.baseAddress!, bytes.baseAddress!, bytes.count) == 0)
        }
        guard isValid else { return nil }
        self = text
    }

    /// The scalars U+0000 to U+00FF of the same numbers as `bytes`.
    init(latin1 bytes: some Collection<UInt8>) {
        let high = bytes.count { $0 >= 0x80 }
        self.init(unsafeUninitializedCapacity: bytes.count + high) { target in
            var length = 0
            for byte in bytes {
                if byte < 0x80 {
                    target[length] = byte
                    length += 1
                } else {
                    target[length] = 0xC0 | byte >> 6
                    target[length + 1] = 0x80 | byte & 0x3F
                    length += 2
                }
            }
            return length
        }
    }
}

extension ReadingError.Problem {
    /// The first place where `bytes`, which are not valid UTF-8, stop being so.
    static func invalidUTF8(in bytes: some Collection<UInt8>) -> Self {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var valid = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            valid += UTF8.width(scalar)
        }
        let index = bytes.index(bytes.startIndex, offsetBy: valid)
        return .invalidUTF8(byte: bytes[index], position: valid + 1)
    }
}
