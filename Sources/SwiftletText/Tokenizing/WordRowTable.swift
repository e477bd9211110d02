/// Finds the row of a word, given as bytes, without making a string.
///
/// All words lie one behind the other in one block of memory, with the offsets where they begin;
/// rows are found by open addressing with linear probing in a flat table of 32-bit numbers (Knuth,
/// The Art of Computer Programming, vol. 3, section 6.4). All three may lie in a mapped file, of
/// which a look-up then touches some three pages; what stands there is checked as it is used.
package final class WordRowTable: Sendable {
    /// How many words there are.
    package let count: Int
    /// The bytes of all words.
    package nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
    /// Where each word begins in `bytes`, and where the last one ends.
    package nonisolated(unsafe) let offsets: UnsafeBufferPointer<UInt32>
    /// For each slot the row of a word plus one, or zero; a power of two of them.
    package nonisolated(unsafe) let slots: UnsafeBufferPointer<UInt32>
    /// Keeps the memory alive: a mapped file, or a `WordRowTableMemory`.
    private let owner: any Sendable

    /// A table over memory that `owner` keeps alive.
    package init(
        bytes: UnsafeRawBufferPointer,
        offsets: UnsafeBufferPointer<UInt32>,
        slots: UnsafeBufferPointer<UInt32>,
        owner: any Sendable
    ) {
        precondition(!offsets.isEmpty, "A word table has no offsets.")
        precondition(
            slots.count.nonzeroBitCount == 1,
            "\(slots.count) slots of a word table are no power of two."
        )
        count = offsets.count - 1
        self.bytes = bytes
        self.offsets = offsets
        self.slots = slots
        self.owner = owner
    }

    /// The row of the word that `word` spells, or nil.
    @inlinable @inline(__always)
    package func row(of word: UnsafeRawBufferPointer) -> Int? {
        row(of: word, hash: Self.hash(word))
    }

    @inlinable @inline(__always)
    package func row(of word: UnsafeRawBufferPointer, hash: UInt64) -> Int? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        // A table from a file may have no empty slot, so the steps are counted.
        for _ in 0..<slots.count {
            let entry = Int(UInt32(littleEndian: slots[slot]))
            if entry == 0 { return nil }
            if entry <= count && isEqual(self.word(at: entry - 1), word) { return entry - 1 }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The bytes of the word of a row.
    @inlinable @inline(__always)
    package func word(at row: Int) -> UnsafeRawBufferPointer {
        let start = Int(UInt32(littleEndian: offsets[row]))
        let end = Int(UInt32(littleEndian: offsets[row + 1]))
        // Offsets from a file may be anything.
        guard start <= end && end <= bytes.count else {
            return UnsafeRawBufferPointer(rebasing: bytes[0..<0])
        }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    /// A hash that is the same on every machine, since saved tables depend on it: eight bytes at a
    /// time are mixed in by a multiplication to 128 bits, whose halves are folded together.
    @inlinable
    package static func hash(_ word: UnsafeRawBufferPointer) -> UInt64 {
        var hash = UInt64(truncatingIfNeeded: word.count) &* 0x9E37_79B9_7F4A_7C15
        guard var position = word.baseAddress else { return hash }
        var rest = word.count
        while rest >= 8 {
            let part = position.loadUnaligned(as: UInt64.self)
            hash = mix(hash ^ UInt64(littleEndian: part))
            position += 8
            rest -= 8
        }
        var tail: UInt64 = 0
        for index in 0..<rest {
            tail |=
                UInt64(position.load(fromByteOffset: index, as: UInt8.self)) &<< UInt64(8 &* index)
        }
        return mix(hash ^ tail)
    }

    @inlinable @inline(__always)
    static func mix(_ value: UInt64) -> UInt64 {
        let product = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        return product.high ^ product.low
    }
}

extension WordRowTable {
    /// The row of a word, or nil.
    package func row(of word: some StringProtocol) -> Int? {
        let found = word.utf8.withContiguousStorageIfAvailable { bytes in
            self.row(of: UnsafeRawBufferPointer(bytes))
        }
        if let found { return found }
        return Array(word.utf8).withUnsafeBytes { bytes in self.row(of: bytes) }
    }
}

@inlinable @inline(__always)
func isEqual(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Bool {
    guard first.count == second.count else { return false }
    for index in 0..<first.count where first[index] != second[index] { return false }
    return true
}
