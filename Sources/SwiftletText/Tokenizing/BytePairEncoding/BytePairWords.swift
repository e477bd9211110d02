import SwiftletBase

/// The parts of a text that tokens do not reach across, as GPT-2 cuts them: English contractions,
/// runs of letters, of numbers and of other characters, each with a blank before it, and white
/// space.
///
/// This is the regular expression
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
struct BytePairWords {
    /// How many readable bytes must follow the text.
    static let slack = 16

    private let bytes: UnsafePointer<UInt8>
    private var position = 0
    private let end: Int

    /// The parts of `count` bytes.
    @inline(__always)
    init(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        self.bytes = bytes
        end = count
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101

    private enum Kind { case letter, number, space, other }

    /// Where the next part stands; nil at the end.
    @inline(__always)
    mutating func next() -> Range<Int>? {
        guard position < end else { return nil }
        let start = position
        var byte = bytes[start]
        if byte == UInt8(ascii: " ") {
            guard start + 1 < end else {
                position = end
                return start..<end
            }
            byte = bytes[start + 1]
            position += 1
        }
        if (byte | 0x20) &- 0x61 < 26 {
            skipLetters()
            return start..<position
        }
        if byte == UInt8(ascii: "'"), position == start {
            let length = contraction(at: start)
            if length > 0 {
                position += length
                return start..<position
            }
        }
        let (kind, length) = character(at: position)
        if kind == .space {
            position = start
            skipWhiteSpace()
        } else {
            position += length
            skip(kind)
        }
        return start..<position
    }

    /// Goes to the end of a run of letters.
    @inline(__always)
    private mutating func skipLetters() {
        while position < end {
            // Eight bytes at once: the high bit of each that is no letter of ASCII.
            let raw = UnsafeRawPointer(bytes + position)
            let word = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
            let low = (word | 0x20 &* Self.ones) & (0x7F &* Self.ones)
            let fromA = low &+ (0x80 - 0x61) &* Self.ones
            let pastZ = low &+ (0x80 - 0x7B) &* Self.ones
            let others = ~(fromA & ~pastZ & ~word) & (0x80 &* Self.ones)
            position += others == 0 ? 8 : others.trailingZeroBitCount / 8
            if others == 0 { continue }
            if position >= end { break }
            if bytes[position] < 0x80 { return }
            let (kind, length) = character(at: position)
            if kind != .letter { return }
            position += length
        }
        position = min(position, end)
    }

    /// Goes to the end of a run of one kind.
    private mutating func skip(_ kind: Kind) {
        if kind == .letter { return skipLetters() }
        while position < end {
            let (next, length) = character(at: position)
            if next != kind { return }
            position += length
        }
    }

    /// Goes to the end of a run of white space, or, where something follows a run of several
    /// characters, before its last one.
    private mutating func skipWhiteSpace() {
        let start = position
        var last = position
        while position < end {
            let (kind, length) = character(at: position)
            if kind != .space {
                if last > start { position = last }
                return
            }
            last = position
            position += length
        }
    }

    /// The length of the contraction that begins with the apostrophe at `start`; 0 for none.
    private func contraction(at start: Int) -> Int {
        guard start + 1 < end else { return 0 }
        switch bytes[start + 1] {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 2
        case UInt8(ascii: "r"), UInt8(ascii: "v"):
            return start + 2 < end && bytes[start + 2] == UInt8(ascii: "e") ? 3 : 0
        case UInt8(ascii: "l"):
            return start + 2 < end && bytes[start + 2] == UInt8(ascii: "l") ? 3 : 0
        default: return 0
        }
    }

    @inline(__always)
    private func character(at position: Int) -> (kind: Kind, length: Int) {
        let byte = bytes[position]
        if byte < 0x80 {
            if (byte | 0x20) &- 0x61 < 26 { return (.letter, 1) }
            if byte &- 0x30 < 10 { return (.number, 1) }
            return (byte == 0x20 || byte &- 9 < 5 ? .space : .other, 1)
        }
        let scalar = UTF8Scalar(bytes, position, end)
        let character = BERTCharacter(scalar.value)
        let kind: Kind =
            character.isLetter
            ? .letter : character.isNumber ? .number : character.isWhiteSpace ? .space : .other
        return (kind, scalar.count)
    }
}
