import SwiftletBase

/// Counts how often each word comes, and remembers in which order they first came.
///
/// A flat hash table with linear probing that doubles when it is half full; a word costs its bytes
/// and 24 more.
struct WordCounter {
    /// The bytes of the different words, in the order in which they first came.
    private(set) var bytes: [UInt8] = []
    /// Where each word begins in `bytes`, and where the last one ends.
    private(set) var offsets = [0]
    /// How often each word came.
    private(set) var counts: [Int] = []
    private var hashes: [UInt64] = []
    /// For each slot the number of a word plus one, or zero.
    private var slots = [UInt32](repeating: 0, count: 1 << 10)

    /// Counts a word `times` times more, and returns its number: 0 for the first word, 1 for the
    /// next different one.
    @discardableResult
    mutating func add(_ word: UnsafeRawBufferPointer, times: Int = 1) -> Int {
        let hash = word.stableHash
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if hashes[number] == hash && isWord(number, word) {
                counts[number] += times
                return number
            }
            slot = (slot + 1) & mask
        }
        bytes.append(contentsOf: word)
        offsets.append(bytes.count)
        counts.append(times)
        hashes.append(hash)
        slots[slot] = UInt32(counts.count)
        if counts.count * 2 > slots.count { grow() }
        return counts.count - 1
    }

    /// Calls `body` with the bytes of a word.
    func withWord<Result>(_ number: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { bytes in
            body(UnsafeRawBufferPointer(rebasing: bytes[offsets[number]..<offsets[number + 1]]))
        }
    }

    /// Counts all that another counter has counted, as if its words came now.
    mutating func add(_ other: WordCounter) {
        for number in other.counts.indices {
            other.withWord(number) { word in _ = add(word, times: other.counts[number]) }
        }
    }

    /// The numbers of the most frequent words, the most frequent first; among equals, the one that
    /// came first.
    func mostFrequent(_ limit: Int) -> [Int] {
        // Sorting is stable.
        Array(counts.indices.sorted { counts[$0] > counts[$1] }.prefix(limit))
    }

    private func isWord(_ number: Int, _ word: UnsafeRawBufferPointer) -> Bool {
        withWord(number) { $0.hasSameBytes(as: word) }
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        let mask = slots.count - 1
        for (number, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(number + 1)
        }
    }
}
