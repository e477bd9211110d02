import SwiftletBase
import SwiftletPlatform

/// Turns the bytes of one field into a string.
struct FieldDecoder {
    let encoding: ReadingOptions.Encoding
    let file: String
    let line: Int

    /// Decodes a field, removing its quotes in place: a field is decoded once.
    ///
    /// - Parameter isLatin1: Becomes true where the field was decoded as Latin-1 and is not ASCII.
    func decode(
        _ field: FieldRange,
        of row: UnsafeMutableBufferPointer<UInt8>,
        isLatin1: inout Bool
    ) throws(FormatError) -> String {
        var bytes = UnsafeMutableBufferPointer(rebasing: row[field.start..<field.end])
        if field.hasQuotes { bytes = removeQuotes(bytes, closing: field.closing - field.start) }
        switch encoding {
        case .automatic, .utf8, .utf16:
            if let text = String(utf8: bytes) { return text }
            guard encoding == .automatic else {
                throw FormatError(file: file, line: line, .invalidUTF8(in: bytes))
            }
        case .cp1252:
            guard let text = String(cp1252: bytes) else {
                let position = bytes.firstIndex { CP1252.scalar($0) == nil } ?? 0
                throw FormatError(
                    file: file,
                    line: line,
                    .invalidCP1252(byte: bytes[position], position: position + 1)
                )
            }
            return text
        case .latin1:
            break
        }
        if bytes.contains(where: { $0 >= 0x80 }) { isLatin1 = true }
        return String(latin1: bytes)
    }

    /// Joins doubled quotes up to `closing`, and drops the quote that stands there, if any.
    private func removeQuotes(
        _ bytes: UnsafeMutableBufferPointer<UInt8>,
        closing: Int
    ) -> UnsafeMutableBufferPointer<UInt8> {
        var kept = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if index == closing {
                index += 1
                continue
            }
            bytes[kept] = byte
            kept += 1
            index += byte == 0x22 && index < closing ? 2 : 1
        }
        return UnsafeMutableBufferPointer(rebasing: bytes[..<kept])
    }
}

/// Windows-1252, the encoding of much that is called Latin-1.
enum CP1252 {
    /// The scalar of a byte, nil for the five that have none, as in Python.
    static func scalar(_ byte: UInt8) -> Unicode.Scalar? {
        guard byte & 0xE0 == 0x80 else { return Unicode.Scalar(byte) }
        let value = high[Int(byte & 0x1F)]
        return value == 0 ? nil : Unicode.Scalar(value)
    }

    private static let high: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
    ]
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

    /// The text of `bytes` in Windows-1252, nil where one of them has no meaning there.
    init?(cp1252 bytes: some Collection<UInt8>) {
        var scalars = String.UnicodeScalarView()
        for byte in bytes {
            guard let scalar = CP1252.scalar(byte) else { return nil }
            scalars.append(scalar)
        }
        self.init(scalars)
    }
}

extension ReadingProblem {
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
