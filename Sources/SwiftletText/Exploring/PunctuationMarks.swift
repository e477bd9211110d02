import SwiftletBase

/// Punctuation in running text.
enum PunctuationMarks {
    /// How many scalars of `bytes`, valid UTF-8, are punctuation: Unicode's general category P,
    /// `\p{P}` of Python's `regex`. Of ASCII's marks `$+<=>^`|~` are symbols and not among them.
    static func count(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        // Read once: each use of a static value asks whether it was made.
        let (low, high) = (Self.low, Self.high)
        var marks = 0
        var index = 0
        while index < bytes.count {
            let byte = base[index]
            if byte < 0x80 {
                let bits = byte < 0x40 ? low : high
                if bits >> UInt64(byte & 0x3F) & 1 != 0 { marks += 1 }
                index += 1
                continue
            }
            let scalar = UTF8Scalar(base, index, bytes.count)
            if isMark(scalar.value) { marks += 1 }
            index += scalar.count
        }
        return marks
    }

    // A bit for each of ASCII's marks, those below `@` and those from there on.
    private static let low = bits(of: "!\"#%&'()*,-./:;?", from: 0)
    private static let high = bits(of: "@[\\]_{}", from: 0x40)

    private static func bits(of marks: StaticString, from first: UInt64) -> UInt64 {
        var bits: UInt64 = 0
        for index in 0..<marks.utf8CodeUnitCount {
            bits |= 1 << (UInt64(marks.utf8Start[index]) - first)
        }
        return bits
    }

    private static func isMark(_ value: UInt32) -> Bool {
        guard let scalar = Unicode.Scalar(value) else { return false }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            return true
        default:
            return false
        }
    }
}
