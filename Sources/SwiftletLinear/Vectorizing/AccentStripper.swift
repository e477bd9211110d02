import SwiftletBase

/// Strips accents: compatibility decomposition (NFKD), and then no mark that combines.
///
/// The order of the marks does not matter, since none stays, so it is enough to know what becomes
/// of each character by itself.
struct AccentStripper {
    /// The characters that change, in ascending order, and where what they become starts in
    /// `results`.
    private var codes: [UInt32] = []
    private var starts: [Int32] = []
    private var results: [Unicode.Scalar] = []

    private static let table = AccentStripper(parsing: AccentTable.text)

    /// Appends well-formed `text` without accents; of ASCII only, if that is what is wanted.
    static func append(
        _ text: UnsafeBufferPointer<UInt8>,
        stripping accents: CountVectorizer.AccentStripping,
        to result: inout GrowableBuffer<UInt8>
    ) {
        let table = table
        var position = 0
        while position < text.count {
            let (scalar, length) = decodeScalar(text, at: position)
            position += length
            table.forEachRemnant(of: scalar) {
                if accents == .unicode || $0.isASCII { result.append($0) }
            }
        }
    }

    private func forEachRemnant(of scalar: Unicode.Scalar, _ body: (Unicode.Scalar) -> Void) {
        if scalar.isASCII { return body(scalar) }
        if scalar.properties.canonicalCombiningClass != .notReordered { return }
        if (0xAC00...0xD7A3).contains(scalar.value) {
            // A Hangul syllable: its leading consonant, its vowel, its trailing consonant if any
            // (The Unicode Standard, section 3.12).
            let index = scalar.value - 0xAC00
            body(Unicode.Scalar(0x1100 + index / 588)!)
            body(Unicode.Scalar(0x1161 + index % 588 / 28)!)
            if index % 28 > 0 { body(Unicode.Scalar(0x11A7 + index % 28)!) }
            return
        }
        var (low, high) = (0, codes.count)
        while low < high {
            let middle = (low + high) / 2
            if codes[middle] < scalar.value { low = middle + 1 } else { high = middle }
        }
        guard low < codes.count, codes[low] == scalar.value else { return body(scalar) }
        for index in starts[low]..<starts[low + 1] { body(results[Int(index)]) }
    }

    private init(parsing text: StaticString) {
        var code: UInt32 = 0x80
        var number: UInt32 = 0
        var digits = 0
        text.withUTF8Buffer { bytes in
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "="):
                    code += number
                    codes.append(code)
                    starts.append(Int32(results.count))
                case UInt8(ascii: ","), UInt8(ascii: ";"):
                    if digits > 0 { results.append(Unicode.Scalar(number)!) }
                default:
                    let digit = byte <= UInt8(ascii: "9") ? byte - 48 : byte - 55
                    number = number << 4 | UInt32(digit)
                    digits += 1
                    continue
                }
                number = 0
                digits = 0
            }
        }
        starts.append(Int32(results.count))
    }
}
