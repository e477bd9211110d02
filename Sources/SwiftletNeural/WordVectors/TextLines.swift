import SwiftletPlatform

/// The lines of a text in memory, and the fields of a line.
///
/// A line's range leaves out what separates fields at its end: `\n`, `\r\n`, trailing spaces. Lines
/// end before the white space at the end of the text, and begin behind a byte order mark.
struct TextLines {
    /// Where the first line begins, and where the last one ends.
    let start: Int
    let end: Int
    private let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        var end = bytes.count
        let hasMark = end >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        start = hasMark ? 3 : 0
        while end > start && isSeparator(bytes[end - 1]) { end -= 1 }
        self.end = end
    }

    /// The line that begins at `position`, or nil at the end.
    func line(at position: Int) -> Range<Int>? {
        guard position < end else { return nil }
        var lineEnd = newline(from: position)
        while lineEnd > position && isSeparator(bytes[lineEnd - 1]) { lineEnd -= 1 }
        return position..<lineEnd
    }

    /// Where the line after `line` begins.
    func next(after line: Range<Int>) -> Int { newline(from: line.upperBound) + 1 }

    /// The position of the first newline at `position` or behind it, or the end of the text.
    @inline(__always)
    func newline(from position: Int) -> Int {
        guard position < end, let base = bytes.baseAddress else { return end }
        let found = memchr(base + position, 0x0A, end - position)
        return found.map { UnsafeRawPointer($0) - base } ?? end
    }

    /// The first field of `line` at `position` or behind it.
    func field(at position: Int, in line: Range<Int>) -> Range<Int>? {
        var start = position
        while start < line.upperBound && isSeparator(bytes[start]) { start += 1 }
        guard start < line.upperBound else { return nil }
        var end = start
        while end < line.upperBound && !isSeparator(bytes[end]) { end += 1 }
        return start..<end
    }

    /// The last field of `line` that ends at `position` or before it.
    func field(before position: Int, in line: Range<Int>) -> Range<Int>? {
        var end = position
        while end > line.lowerBound && isSeparator(bytes[end - 1]) { end -= 1 }
        guard end > line.lowerBound else { return nil }
        var start = end
        while start > line.lowerBound && !isSeparator(bytes[start - 1]) { start -= 1 }
        return start..<end
    }

    /// The number of the line that holds the byte at `position`, from 1. Reads all before it.
    func number(at position: Int) -> Int {
        var number = 1
        for byte in bytes[..<min(position, bytes.count)] where byte == 0x0A { number += 1 }
        return number
    }
}

/// The first line of a word2vec file: the number of words and of dimensions.
struct WordVectorHeader {
    let count: Int
    let dimension: Int

    /// The header that stands on `line`, or nil when it is not two positive integers.
    init?(_ bytes: UnsafeRawBufferPointer, line: Range<Int>) {
        let lines = TextLines(bytes)
        guard let first = lines.field(at: line.lowerBound, in: line),
            first.lowerBound == line.lowerBound,
            let second = lines.field(at: first.upperBound, in: line),
            lines.field(at: second.upperBound, in: line) == nil,
            let count = Self.integer(bytes[first]), let dimension = Self.integer(bytes[second])
        else { return nil }
        self.count = count
        self.dimension = dimension
    }

    private static func integer(_ digits: Slice<UnsafeRawBufferPointer>) -> Int? {
        guard digits.count <= 18 else { return nil }
        var value = 0
        for byte in digits {
            guard case let digit = byte &- UInt8(ascii: "0"), digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value > 0 ? value : nil
    }
}
