/// What BERT's normaliser and pre-tokeniser ask about a character, as Hugging Face's tokenizers
/// answer it; see `Fixtures/wordpiece/make_character_table.py` for the versions of Unicode.
///
/// Read from generated tables of text: nothing is built at the start.
struct BERTCharacter {
    private let bits: UInt8

    @inline(__always)
    init(_ scalar: UInt32) {
        let block = Self.number(bertCharacterBlocks.utf8Start + Int(scalar >> 7) * 2, digits: 2)
        bits = (bertCharacterClasses.utf8Start + Int(block << 7 | scalar & 127)).pointee &- 0x30
    }

    /// A control, format or private-use character, U+FFFD: what `clean_text` removes.
    @inline(__always)
    var isRemoved: Bool { bits & 7 == 1 || bits & 7 == 3 }

    @inline(__always)
    var isWhiteSpace: Bool { bits & 7 == 2 || bits & 7 == 3 }

    @inline(__always)
    var isPunctuation: Bool { bits & 7 == 4 }

    /// A nonspacing mark: what `strip_accents` removes.
    @inline(__always)
    var isMark: Bool { bits & 7 == 5 }

    /// A letter in Unicode 16.0: what `\p{L}` is in the pre-tokeniser of byte-level BPE.
    @inline(__always)
    var isLetter: Bool { bits & 7 == 6 }

    /// A number in Unicode 16.0: what `\p{N}` is there.
    @inline(__always)
    var isNumber: Bool { bits & 7 == 7 }

    @inline(__always)
    var hasDecomposition: Bool { bits & 8 != 0 }

    @inline(__always)
    var hasLowerCase: Bool { bits & 16 != 0 }

    /// Whether the canonical combining class is not 0, so the canonical order applies.
    @inline(__always)
    var isReorderable: Bool { bits & 32 != 0 }

    /// Whether `handle_chinese_chars` sets a character apart.
    @inline(__always)
    static func isChinese(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0xF900...0xFAFF, 0x20000...0x2A6DF,
            0x2A700...0x2B81F, 0x2B920...0x2CEAF, 0x2F800...0x2FA1F:
            return true
        default: return false
        }
    }

    /// The full canonical decomposition of a character that has one; zeros fill it up.
    static func decomposition(of scalar: UInt32) -> SIMD4<UInt32> {
        if (0xAC00...0xD7A3).contains(scalar) {
            // Hangul is composed by rule (The Unicode Standard, 3.12).
            let index = scalar - 0xAC00
            let trailing = index % 28
            return [
                0x1100 + index / 588, 0x1161 + index % 588 / 28,
                trailing == 0 ? 0 : 0x11A7 + trailing, 0,
            ]
        }
        guard let record = record(of: scalar, in: bertDecompositions, values: 4) else {
            return [scalar, 0, 0, 0]
        }
        return [
            number(record, digits: 4), number(record + 4, digits: 4),
            number(record + 8, digits: 4), number(record + 12, digits: 4),
        ]
    }

    /// The lower case of a character that has one: one character, or two; else the second is 0.
    static func lowerCase(of scalar: UInt32) -> (UInt32, UInt32) {
        guard let record = record(of: scalar, in: bertLowerCase, values: 2) else {
            return (scalar, 0)
        }
        return (number(record, digits: 4), number(record + 4, digits: 4))
    }

    /// The canonical combining class.
    static func combiningClass(of scalar: UInt32) -> UInt32 {
        record(of: scalar, in: bertCombiningClasses, values: 1).map { number($0, digits: 4) } ?? 0
    }

    /// The values of the record with this key, found by halves.
    static func record(
        of scalar: UInt32,
        in table: StaticString,
        values: Int
    ) -> UnsafePointer<UInt8>? {
        let width = 4 + 4 * values
        var low = 0
        var high = table.utf8CodeUnitCount / width
        while low < high {
            let middle = (low + high) / 2
            let record = table.utf8Start + middle * width
            let key = number(record, digits: 4)
            if key == scalar { return record + 4 }
            if key < scalar { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// A number written in digits of base 64.
    @inline(__always)
    static func number(_ text: UnsafePointer<UInt8>, digits: Int) -> UInt32 {
        var result: UInt32 = 0
        for index in 0..<digits { result = result << 6 | UInt32(text[index] &- 0x30) }
        return result
    }
}
