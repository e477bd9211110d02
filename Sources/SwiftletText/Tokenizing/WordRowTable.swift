import SwiftletBase

/// Finds the row of a word, given as bytes, without making a string.
///
/// All words lie end to end in one block of memory, with the offsets where they begin;
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
        row(of: word, hash: word.stableHash)
    }

    @inlinable @inline(__always)
    package func row(of word: UnsafeRawBufferPointer, hash: UInt64) -> Int? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        // A table from a file may have no empty slot, so the steps are counted.
        for _ in 0..<slots.count {
            let entry = Int(UInt32(littleEndian: slots[slot]))
            if entry == 0 { return nil }
            if entry <= count && self.word(at: entry - 1).hasSameBytes(as: word) {
                return entry - 1
            }
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

/// A saved table is three tensors of a safetensors file: `words` (U8: the words' bytes one behind
/// the other), `word_offsets` (U32, `[count + 1]`: where each begins) and `word_slots` (U32: the
/// hash table from words to rows).
extension SafetensorsWriter {
    package mutating func add(_ table: WordRowTable) {
        add("words", bytes: [UInt8](table.bytes), shape: [table.bytes.count])
        for (name, numbers) in [("word_offsets", table.offsets), ("word_slots", table.slots)] {
            add(
                name,
                bytes: [UInt8](UnsafeRawBufferPointer(numbers)),
                type: .uint32,
                shape: [numbers.count]
            )
        }
    }
}

extension WordRowTable {
    /// The table that lies in a mapped file, which it keeps open; nothing is read yet.
    ///
    /// - Parameter count: How many words there must be.
    /// - Throws: `FormatError` when a part is missing, or not what it must be.
    package convenience init(mapping file: SafetensorsFile, count: Int) throws {
        func part(
            _ name: String,
            _ type: SafetensorsType
        ) throws -> (shape: [Int], bytes: UnsafeRawBufferPointer) {
            let found = try file.type(of: name)
            guard found == type else {
                throw FormatError(
                    file: file.name,
                    problem: "expected \(name) of type \(type.rawValue), found \(found.rawValue)"
                )
            }
            return (try file.shape(of: name), try file.withUnsafeBytes(of: name) { $0 })
        }
        let words = try part("words", .uint8)
        let offsets = try part("word_offsets", .uint32)
        let slots = try part("word_slots", .uint32)
        guard offsets.shape == [count + 1] else {
            throw FormatError(
                file: file.name,
                problem: "expected word_offsets of shape [\(count + 1)], found \(offsets.shape)"
            )
        }
        guard slots.shape.count == 1, slots.shape[0].nonzeroBitCount == 1 else {
            throw FormatError(
                file: file.name,
                problem: "expected a power of two of word_slots, found \(slots.shape)"
            )
        }
        for part in [offsets, slots] {
            guard Int(bitPattern: part.bytes.baseAddress) % 4 == 0 else {
                throw FormatError(
                    file: file.name,
                    problem: "expected the 32-bit parts at multiples of four bytes"
                )
            }
        }
        self.init(
            bytes: words.bytes,
            offsets: offsets.bytes.bindMemory(to: UInt32.self),
            slots: slots.bytes.bindMemory(to: UInt32.self),
            owner: file
        )
    }

    /// Looks every word up once, which reads the whole table.
    ///
    /// - Throws: `FormatError` where a word is not found in its own row.
    package func requireEveryWordInItsRow(of file: SafetensorsFile) throws(FormatError) {
        for row in 0..<count where self.row(of: word(at: row)) != row {
            throw FormatError(
                file: file.name,
                problem: "expected word \(row) of words, word_offsets and word_slots in its row, "
                    + "found it elsewhere or not at all"
            )
        }
    }
}
