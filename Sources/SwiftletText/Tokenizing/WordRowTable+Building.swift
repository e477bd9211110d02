import SwiftletBase

extension WordRowTable {
    /// A table of the words that stand at `words` in `source`, in their order, without those that
    /// `vocabulary` does not have and without second occurrences.
    ///
    /// - Returns: The table, or nil when there is more than 32-bit offsets can address; the
    ///   positions in `words` that were left out, ascending; and how many of those were duplicates.
    package static func build(
        _ words: [Range<Int>],
        in source: UnsafeRawBufferPointer,
        vocabulary: WordRowTable? = nil
    ) -> (table: WordRowTable?, leftOut: [Int], duplicates: Int) {
        guard words.count < Int(UInt32.max) else { return (nil, [], 0) }
        let hashes = hashes(of: words, in: source)
        let memory = WordRowTableMemory(slots: slotCount(for: words.count))
        var leftOut: [Int] = []
        var duplicates = 0
        let mask = memory.slots.count - 1
        nonisolated(unsafe) let slots = memory.slots
        for row in 0..<words.count {
            let word = UnsafeRawBufferPointer(rebasing: source[words[row]])
            if let vocabulary, vocabulary.row(of: word, hash: hashes[row]) == nil {
                leftOut.append(row)
                continue
            }
            var slot = Int(truncatingIfNeeded: hashes[row]) & mask
            while true {
                let entry = Int(slots[slot])
                if entry == 0 {
                    slots[slot] = UInt32(row + 1)
                    break
                }
                if hashes[entry - 1] == hashes[row],
                    UnsafeRawBufferPointer(rebasing: source[words[entry - 1]])
                        .hasSameBytes(as: word)
                {
                    leftOut.append(row)
                    duplicates += 1
                    break
                }
                slot = (slot + 1) & mask
            }
        }
        if !leftOut.isEmpty {
            for slot in 0..<slots.count where slots[slot] != 0 {
                slots[slot] -= UInt32(leftOut.countBelow(Int(slots[slot])))
            }
        }
        for slot in 0..<slots.count { slots[slot] = slots[slot].littleEndian }

        guard memory.copy(words, from: source, leavingOut: leftOut) else { return (nil, [], 0) }
        let table = WordRowTable(
            bytes: UnsafeRawBufferPointer(memory.bytes),
            offsets: UnsafeBufferPointer(memory.offsets),
            slots: UnsafeBufferPointer(slots),
            owner: memory
        )
        return (table, leftOut, duplicates)
    }

    /// A table of `words` in their order, without second occurrences.
    package convenience init?(_ words: some Sequence<String>) {
        var bytes: [UInt8] = []
        var ranges: [Range<Int>] = []
        for word in words {
            let start = bytes.count
            bytes.append(contentsOf: word.utf8)
            ranges.append(start..<bytes.count)
        }
        let table = bytes.withUnsafeBytes { Self.build(ranges, in: $0).table }
        guard let table else { return nil }
        self.init(
            bytes: table.bytes,
            offsets: table.offsets,
            slots: table.slots,
            owner: table
        )
    }

    /// The power of two that is at least twice `words`, so that probes are few.
    private static func slotCount(for words: Int) -> Int {
        var count = 2
        while count < words * 2 { count *= 2 }
        return count
    }

    private static func hashes(
        of words: [Range<Int>],
        in source: UnsafeRawBufferPointer
    ) -> [UInt64] {
        [UInt64](unsafeUninitializedCapacity: words.count) { hashes, count in
            nonisolated(unsafe) let hashes = hashes
            nonisolated(unsafe) let source = source
            Threads.split(words.count, minimumPart: 1 << 12) { _, rows in
                for row in rows {
                    hashes[row] = UnsafeRawBufferPointer(rebasing: source[words[row]]).stableHash
                }
            }
            count = words.count
        }
    }
}

/// The memory of a `WordRowTable` that was built, not mapped.
private final class WordRowTableMemory: @unchecked Sendable {
    private(set) var bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private(set) var offsets = UnsafeMutableBufferPointer<UInt32>(start: nil, count: 0)
    let slots: UnsafeMutableBufferPointer<UInt32>

    init(slots count: Int) {
        slots = .allocate(capacity: count)
        slots.initialize(repeating: 0)
    }

    deinit {
        slots.deallocate()
        offsets.deallocate()
        bytes.deallocate()
    }

    /// Copies words end to end and notes where they begin; false when they are too long.
    func copy(
        _ words: [Range<Int>],
        from source: UnsafeRawBufferPointer,
        leavingOut leftOut: [Int]
    ) -> Bool {
        offsets = .allocate(capacity: words.count - leftOut.count + 1)
        offsets.initialize(repeating: 0)
        var position = 0
        for (row, source) in RowsKept(count: words.count, leftOut: leftOut).enumerated() {
            offsets[row] = UInt32(position).littleEndian
            position += words[source].count
            if position > Int(UInt32.max) { return false }
        }
        offsets[offsets.count - 1] = UInt32(position).littleEndian
        bytes = .allocate(byteCount: max(position, 1), alignment: 8)
        position = 0
        for row in RowsKept(count: words.count, leftOut: leftOut) {
            let word = UnsafeRawBufferPointer(rebasing: source[words[row]])
            UnsafeMutableRawBufferPointer(rebasing: bytes[position..<position + word.count])
                .copyMemory(from: word)
            position += word.count
        }
        return true
    }
}

/// The rows `0 ..< count` without those of an ascending list.
package struct RowsKept: Sequence, IteratorProtocol {
    private let count: Int
    private let leftOut: [Int]
    private var row = 0
    private var skipped = 0

    package init(count: Int, leftOut: [Int]) {
        self.count = count
        self.leftOut = leftOut
    }

    package mutating func next() -> Int? {
        while skipped < leftOut.count && leftOut[skipped] == row {
            skipped += 1
            row += 1
        }
        guard row < count else { return nil }
        defer { row += 1 }
        return row
    }
}

extension [Int] {
    /// How many elements of this ascending list are smaller than `value`.
    fileprivate func countBelow(_ value: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
