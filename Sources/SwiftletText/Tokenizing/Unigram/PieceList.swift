/// Byte strings that lie one after the other in memory: string `i` at `offsets[i] ..< offsets[i + 1]`.
struct PieceList {
    let bytes: UnsafePointer<UInt8>
    let offsets: UnsafePointer<Int32>

    @inline(__always)
    func length(_ index: Int32) -> Int { Int(offsets[Int(index) + 1] - offsets[Int(index)]) }

    /// The string's bytes; there are ``length(_:)`` of them.
    @inline(__always)
    func piece(_ index: Int32) -> UnsafePointer<UInt8> { bytes + Int(offsets[Int(index)]) }

    /// Eight bytes of a string from `depth` on, the first one in the highest place, with zeros
    /// behind its end.
    @inline(__always)
    func word(_ index: Int32, from depth: Int) -> UInt64 {
        let start = piece(index)
        let length = length(index)
        var word: UInt64 = 0
        for position in depth..<depth + 8 {
            word = word << 8 | (position < length ? UInt64(start[position]) : 0)
        }
        return word
    }
}

/// Strings without zero bytes, in the order of their bytes.
struct SortedPieces {
    private struct Entry: BitwiseCopyable {
        /// The first eight bytes.
        let word: UInt64
        let index: Int32
    }

    /// The strings' numbers.
    private(set) var indices: [Int32]
    /// The first eight bytes of each, as ``PieceList/word(_:from:)`` gives them.
    private(set) var words: [UInt64] = []
    /// Two strings of the same bytes, the one with the higher number first; nil if there are none.
    private(set) var duplicate: (Int32, Int32)?

    /// Sorts the strings that `indices` numbers.
    init(_ indices: [Int32], in pieces: PieceList) {
        let count = indices.count
        self.indices = indices
        words.reserveCapacity(count)
        withUnsafeTemporaryAllocation(of: Entry.self, capacity: count) { entries in
            withUnsafeTemporaryAllocation(of: Entry.self, capacity: count) { other in
                for (position, index) in indices.enumerated() {
                    entries[position] = Entry(word: pieces.word(index, from: 0), index: index)
                }
                Self.sort(entries, other)
                finish(entries, pieces)
            }
        }
    }

    /// Sorts by the words, a byte at a time from the lowest, leaving equal ones in their order.
    private static func sort(
        _ entries: UnsafeMutableBufferPointer<Entry>,
        _ other: UnsafeMutableBufferPointer<Entry>
    ) {
        var (from, to) = (entries, other)
        // An even number of passes, so that the result is where it began.
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            withUnsafeTemporaryAllocation(of: Int.self, capacity: 257) { places in
                places.initialize(repeating: 0)
                for entry in from { places[Int(entry.word >> shift & 0xFF) + 1] += 1 }
                for byte in 0..<256 { places[byte + 1] += places[byte] }
                for entry in from {
                    let byte = Int(entry.word >> shift & 0xFF)
                    to[places[byte]] = entry
                    places[byte] += 1
                }
            }
            swap(&from, &to)
        }
    }

    /// Sorts those of equal words by the bytes that follow.
    private mutating func finish(
        _ entries: UnsafeMutableBufferPointer<Entry>,
        _ pieces: PieceList
    ) {
        var start = 0
        while start < entries.count {
            var end = start + 1
            while end < entries.count, entries[end].word == entries[start].word { end += 1 }
            if end - start > 1 {
                var equal = UnsafeMutableBufferPointer(rebasing: entries[start..<end])
                equal.sort { Self.compare($0.index, $1.index, pieces) < 0 }
                for (left, right) in zip(equal, equal.dropFirst())
                where Self.compare(left.index, right.index, pieces) == 0 {
                    duplicate = (max(left.index, right.index), min(left.index, right.index))
                }
            }
            for position in start..<end {
                indices[position] = entries[position].index
                words.append(entries[position].word)
            }
            start = end
        }
    }

    /// Compares the bytes after the first eight, which are equal.
    private static func compare(_ left: Int32, _ right: Int32, _ pieces: PieceList) -> Int {
        let (first, second) = (pieces.piece(left), pieces.piece(right))
        let (firstLength, secondLength) = (pieces.length(left), pieces.length(right))
        var position = 8
        while position < min(firstLength, secondLength) {
            if first[position] != second[position] {
                return Int(first[position]) - Int(second[position])
            }
            position += 1
        }
        return firstLength - secondLength
    }
}
