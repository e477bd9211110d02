/// Strings without zero bytes, in the order of their bytes.
struct SortedPieces {
    private struct Entry: BitwiseCopyable {
        /// Eight bytes, as ``PieceList/word(_:from:)`` gives them.
        var word: UInt64
        let index: Int32
    }

    /// The strings' numbers in the list that they come from.
    private(set) var indices: [Int32]
    /// The strings' bytes, one string after the other.
    private(set) var bytes: [UInt8] = []
    /// Where each string begins in `bytes`, and where the last one ends.
    private(set) var offsets: [Int32] = [0]
    /// Two strings of the same bytes, the one with the higher number first; nil if there are none.
    private(set) var duplicate: (Int32, Int32)?

    /// Sorts the strings that `indices` numbers, in ascending order.
    init(_ indices: [Int32], in pieces: PieceList) {
        self.indices = indices
        withUnsafeTemporaryAllocation(of: Entry.self, capacity: indices.count) { entries in
            for (position, index) in indices.enumerated() {
                entries[position] = Entry(word: pieces.word(Int(index), from: 0), index: index)
            }
            Self.sort(entries)
            sortEqual(entries, from: 8, pieces)
            for (position, entry) in entries.enumerated() { self.indices[position] = entry.index }
        }
        gather(pieces)
    }

    @inline(__always)
    func length(_ position: Int) -> Int { Int(offsets[position + 1] - offsets[position]) }

    /// A byte of the string at a position.
    @inline(__always)
    func byte(_ position: Int, _ depth: Int) -> UInt8 { bytes[Int(offsets[position]) + depth] }

    /// Sorts by the words, a byte at a time from the lowest, leaving equal ones in their order.
    private static func sort(_ entries: UnsafeMutableBufferPointer<Entry>) {
        withUnsafeTemporaryAllocation(of: Entry.self, capacity: entries.count) { other in
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
    }

    /// Sorts strings whose words are equal by the bytes from `depth` on.
    private mutating func sortEqual(
        _ entries: UnsafeMutableBufferPointer<Entry>,
        from depth: Int,
        _ pieces: PieceList
    ) {
        var start = 0
        while start < entries.count {
            let word = entries[start].word
            var end = start + 1
            while end < entries.count, entries[end].word == word { end += 1 }
            if end - start > 1 {
                if word & 0xFF == 0 {
                    duplicate = (entries[end - 1].index, entries[end - 2].index)
                } else {
                    var equal = UnsafeMutableBufferPointer(rebasing: entries[start..<end])
                    for position in equal.indices {
                        let index = Int(equal[position].index)
                        equal[position].word = pieces.word(index, from: depth)
                    }
                    equal.sort { ($0.word, $0.index) < ($1.word, $1.index) }
                    sortEqual(equal, from: depth + 8, pieces)
                }
            }
            start = end
        }
    }

    /// Lays the strings out in their order.
    private mutating func gather(_ pieces: PieceList) {
        offsets.reserveCapacity(indices.count + 1)
        var end: Int32 = 0
        for index in indices {
            end += Int32(pieces.length(Int(index)))
            offsets.append(end)
        }
        bytes = [UInt8](unsafeUninitializedCapacity: Int(end)) { bytes, count in
            for (index, offset) in zip(indices, offsets) {
                let start = pieces.bytes + pieces.start(Int(index))
                (bytes.baseAddress! + Int(offset)).initialize(
                    from: start,
                    count: pieces.length(Int(index))
                )
            }
            count = Int(end)
        }
    }
}

/// Byte strings that lie one after the other in memory, followed by eight more bytes:
/// string `i` at `offsets[i] ..< offsets[i + 1]`.
struct PieceList {
    let bytes: UnsafePointer<UInt8>
    let offsets: UnsafePointer<Int32>

    /// The place of a string's first byte.
    @inline(__always)
    func start(_ index: Int) -> Int { Int(offsets[index]) }

    @inline(__always)
    func length(_ index: Int) -> Int { Int(offsets[index + 1] - offsets[index]) }

    /// Eight bytes of a string from `depth` on, the first one in the highest place, with zeros
    /// past its end.
    @inline(__always)
    func word(_ index: Int, from depth: Int) -> UInt64 {
        let count = length(index) - depth
        guard count > 0 else { return 0 }
        let start = UnsafeRawPointer(bytes + start(index) + depth)
        let word = UInt64(bigEndian: start.loadUnaligned(as: UInt64.self))
        return count < 8 ? word & ~(UInt64.max >> UInt64(8 * count)) : word
    }
}
