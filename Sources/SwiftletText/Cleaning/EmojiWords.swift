import SwiftletBase

/// The words for emoji: the short names of Unicode's CLDR, in lower case.
///
/// "❤️" is "red heart", "👍🏽" "thumbs up medium skin tone", "🇫🇷" "flag france". What cannot stand in
/// a word is left out of a name; "&" becomes "and", and the keycaps of # and * are "keycap number
/// sign" and "keycap asterisk". Variation selectors make no difference.
///
/// All of `emoji-test.txt` of Unicode 15.0 is known, sequences included. Of a sequence that is
/// not known (a later one), the longest beginning that is known counts, and what follows it is
/// looked up by itself.
public enum EmojiWords {
    /// The words for an emoji; `nil` where `emoji` is not, from end to end, one that is known.
    ///
    ///     EmojiWords.words(for: "🥑")  // "avocado"
    public static func words(for emoji: String) -> String? {
        var emoji = emoji
        return emoji.withUTF8 { bytes in
            guard let start = bytes.baseAddress,
                let match = match(start, 0, bytes.count)
            else { return nil }
            var end = match.end
            while end < bytes.count, selectorCount(start, end, bytes.count) > 0 { end += 3 }
            return end == bytes.count ? String(decoding: match.words, as: UTF8.self) : nil
        }
    }

    /// The longest emoji at `position`: where it ends and its words.
    static func match(
        _ bytes: UnsafePointer<UInt8>,
        _ position: Int,
        _ end: Int
    ) -> (end: Int, words: UnsafeBufferPointer<UInt8>)? {
        // Collect the sequence without its variation selectors, and where each beginning of it
        // ends, here and in the source; then look the beginnings up, the longest first.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4 * maximumScalars) { key in
            withUnsafeTemporaryAllocation(of: (Int, Int).self, capacity: maximumScalars) { ends in
                let key = key.baseAddress!
                let scalars = collect(bytes, position, end, key: key, ends: ends.baseAddress!)
                var index = scalars - 1
                while index >= 0 {
                    let (keyEnd, sourceEnd) = ends[index]
                    if let words = find(key, keyEnd) { return (sourceEnd, words) }
                    index -= 1
                }
                return nil
            }
        }
    }

    /// Whether a scalar can begin an emoji, told without a look-up; never false for one that can.
    @inline(__always)
    static func mayBegin(with scalar: UInt32) -> Bool {
        switch scalar {
        case 0x1F000...0x1FAFF, 0x2190...0x2BFF: return true
        case 0xA9, 0xAE, 0x203C, 0x2049, 0x2122, 0x2139, 0x3030, 0x303D, 0x3297, 0x3299:
            return true
        default: return false
        }
    }

    /// Whether the digit, # or * at `position` is a keycap emoji.
    static func isKeycap(_ bytes: UnsafePointer<UInt8>, _ position: Int, _ end: Int) -> Bool {
        var next = position + 1
        next += selectorCount(bytes, next, end)
        return end - next >= 3 && bytes[next] == 0xE2 && bytes[next + 1] == 0x83
            && bytes[next + 2] == 0xA3
    }

    // MARK: Sequences

    /// More than any sequence has: nine in Unicode 15.
    private static let maximumScalars = 16

    /// 3 where a variation selector (U+FE0E or U+FE0F) stands at `position`, else 0.
    private static func selectorCount(
        _ bytes: UnsafePointer<UInt8>,
        _ position: Int,
        _ end: Int
    ) -> Int {
        end - position >= 3 && bytes[position] == 0xEF && bytes[position + 1] == 0xB8
            && bytes[position + 2] & 0xFE == 0x8E ? 3 : 0
    }

    private static func collect(
        _ bytes: UnsafePointer<UInt8>,
        _ position: Int,
        _ end: Int,
        key: UnsafeMutablePointer<UInt8>,
        ends: UnsafeMutablePointer<(Int, Int)>
    ) -> Int {
        var source = position
        var keyCount = 0
        var scalars = 0
        var first: UInt32 = 0
        var afterJoiner = true
        while source < end, scalars < maximumScalars {
            let skipped = selectorCount(bytes, source, end)
            if skipped > 0, scalars > 0 {
                source += skipped
                continue
            }
            let scalar = UTF8Scalar(bytes, source, end)
            let continues: Bool
            switch scalar.value {
            case 0x200D, 0x20E3, 0x1F3FB...0x1F3FF, 0xE0020...0xE007F: continues = true
            case 0x1F1E6...0x1F1FF: continues = scalars == 1 && first &- 0x1F1E6 < 26
            default: continues = false
            }
            guard scalar.isValid, continues || afterJoiner else { break }
            afterJoiner = scalar.value == 0x200D
            if scalars == 0 { first = scalar.value }
            (key + keyCount).update(from: bytes + source, count: scalar.count)
            keyCount += scalar.count
            source += scalar.count
            (ends + scalars).initialize(to: (keyCount, source))
            scalars += 1
        }
        return scalars
    }

    // MARK: The table

    /// The words of a sequence: a binary search over the lines of the table.
    private static func find(
        _ key: UnsafePointer<UInt8>,
        _ count: Int
    ) -> UnsafeBufferPointer<UInt8>? {
        let table = emojiTable.utf8Start
        var low = 0
        var high = emojiTable.utf8CodeUnitCount
        while low < high {
            var start = low + (high - low) / 2
            while start > low, table[start - 1] != UInt8(ascii: "\n") { start -= 1 }
            var index = 0
            while index < count, table[start + index] == key[index] { index += 1 }
            // No key holds a tab, so the comparison ends before the words begin.
            let byte = table[start + index]
            if index == count, byte == UInt8(ascii: "\t") {
                let words = start + index + 1
                var end = words
                while table[end] != UInt8(ascii: "\n") { end += 1 }
                return UnsafeBufferPointer(start: table + words, count: end - words)
            }
            if index == count || key[index] < byte {
                high = start
            } else {
                low = start + index
                while table[low] != UInt8(ascii: "\n") { low += 1 }
                low += 1
            }
        }
        return nil
    }
}
