import SwiftletBase

/// The words of a normal form, as BERT's pre-tokeniser cuts them: at white space, which is dropped,
/// and around each punctuation mark, which is a word of its own.
struct BERTWords {
    private let bytes: UnsafePointer<UInt8>
    private var position: Int
    private let end: Int

    /// The words of the bytes `range`.
    @inline(__always)
    init(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    /// Where the next word stands; nil at the end.
    @inline(__always)
    mutating func next() -> Range<Int>? {
        let start = skippingWhiteSpace()
        while position < end {
            let byte = bytes[position]
            if byte < 0x80 {
                if !Self.isSeparator(ascii: byte) {
                    position += 1
                    continue
                }
                // Only punctuation can stand where the word would begin.
                if position == start { position += 1 }
                break
            }
            let scalar = UTF8Scalar(bytes, position, end)
            let character = BERTCharacter(scalar.value)
            if character.isPunctuation || character.isWhiteSpace {
                if position == start { position += scalar.count }
                break
            }
            position += scalar.count
        }
        return start < position ? start..<position : nil
    }

    @inline(__always)
    private mutating func skippingWhiteSpace() -> Int {
        while position < end {
            let byte = bytes[position]
            if byte < 0x80 {
                guard byte == 0x20 || byte &- 9 < 5 else { break }
                position += 1
            } else {
                let scalar = UTF8Scalar(bytes, position, end)
                guard BERTCharacter(scalar.value).isWhiteSpace else { break }
                position += scalar.count
            }
        }
        return position
    }

    /// Whether a byte of ASCII is white space or punctuation.
    @inline(__always)
    private static func isSeparator(ascii byte: UInt8) -> Bool {
        // One bit a byte: 9 to 13, 32 to 47 and 58 to 64, 91 to 96, 123 to 126.
        let bits: UInt64 = byte < 64 ? 0xFC00_FFFF_0000_3E00 : 0x7800_0001_F800_0001
        return bits >> UInt64(byte & 63) & 1 != 0
    }
}
