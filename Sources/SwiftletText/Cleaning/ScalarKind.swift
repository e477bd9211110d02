import SwiftletBase

/// What a Unicode scalar is to the cleanings.
enum ScalarKind {
    /// Letters, marks and numbers: what words are made of.
    case word
    /// White space and control characters.
    case blank
    /// Format characters and variation selectors: they show nothing and are passed over.
    case ignorable
    /// Punctuation, symbols and emoji.
    case symbol

    init(_ value: UInt32) {
        switch value {
        case 0...0x7F:
            self = Self.ascii(UInt8(truncatingIfNeeded: value))
        case 0xC0...0x24F:
            self = value == 0xD7 || value == 0xF7 ? .symbol : .word
        case 0x410...0x44F, 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xAC00...0xD7A3:
            self = .word
        // A letter that is an emoji, and symbols in blocks; zero-width space; marks that only style emoji.
        case 0x2139, 0x2190...0x245F, 0x2500...0x2BFF, 0x1F000...0x1FAFF: self = .symbol
        case 0x200B: self = .blank
        case 0x20E3, 0xFE00...0xFE0F, 0xE0100...0xE01EF: self = .ignorable
        default: self = Self.looked(up: value)
        }
    }

    @inline(__always)
    static func ascii(_ byte: UInt8) -> ScalarKind {
        if byte.isASCIILetter || byte.isASCIIDigit { return .word }
        return byte <= 0x20 || byte == 0x7F ? .blank : .symbol
    }

    @inline(never)
    private static func looked(up value: UInt32) -> ScalarKind {
        guard let scalar = Unicode.Scalar(value) else { return .symbol }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber,
            .otherNumber:
            return .word
        case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control: return .blank
        case .format: return .ignorable
        default: return .symbol
        }
    }
}

extension UInt8 {
    @inline(__always)
    var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }

    @inline(__always)
    var isASCIIDigit: Bool { self &- 0x30 < 10 }

    /// This byte, in lower case where it is an ASCII letter.
    @inline(__always)
    var asciiLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}

/// How many bytes of white space (Unicode's `White_Space`) begin at `position`; 0 for none.
@inline(__always)
func whiteSpaceCount(_ bytes: UnsafePointer<UInt8>, _ position: Int, _ end: Int) -> Int {
    let byte = bytes[position]
    if byte < 0x80 { return byte == 0x20 || byte &- 0x09 < 5 ? 1 : 0 }
    guard byte == 0xC2 || byte == 0xE1 || byte == 0xE2 || byte == 0xE3 else { return 0 }
    let scalar = UTF8Scalar(bytes, position, end)
    switch scalar.value {
    case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
        return scalar.count
    default: return 0
    }
}

/// The scalar in lower case, where that is a single one; "İ", the only other, loses its dot.
func lowercased(_ value: UInt32) -> UInt32 {
    switch value {
    case 0...0x7F: return UInt32(UInt8(truncatingIfNeeded: value).asciiLowercased)
    case 0xC0...0xDE: return value == 0xD7 ? value : value + 32
    case 0x80...0xFF, 0x2E80...0xA63F, 0xAC00...0xD7FF: return value
    case 0x410...0x42F: return value + 32
    default:
        guard let scalar = Unicode.Scalar(value), scalar.properties.changesWhenLowercased else {
            return value
        }
        return scalar.properties.lowercaseMapping.unicodeScalars.first!.value
    }
}

/// How many bytes the apostrophe at `position` takes; 0 for none. What people type for one: `'`,
/// `` ` ``, `´`, `ʼ`, `‘`, `’` and the full-width `＇`.
@inline(__always)
func apostropheCount(_ bytes: UnsafePointer<UInt8>, _ position: Int, _ end: Int) -> Int {
    switch bytes[position] {
    case UInt8(ascii: "'"), UInt8(ascii: "`"): return 1
    case 0xC2, 0xCA, 0xE2, 0xEF:
        let scalar = UTF8Scalar(bytes, position, end)
        switch scalar.value {
        case 0xB4, 0x2BC, 0x2018, 0x2019, 0xFF07: return scalar.count
        default: return 0
        }
    default: return 0
    }
}
