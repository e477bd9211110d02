import SwiftletBase

/// How often each of many 64-bit keys came in either class, counted on all threads.
///
/// The keys are spread by their hashes over tables of their own, so that threads count at the same
/// time without waiting for one another, and no large table has to be copied to grow.
struct ClassCounts: Sendable {
    private(set) var tables = [ClassCountTable](
        repeating: ClassCountTable(),
        count: Self.tableCount
    )

    /// By how much any count may be too low since rare keys were forgotten; 0 where none was.
    private(set) var possibleShortfall = 0

    private static let tableBits: UInt64 = 6
    private static let tableCount = 1 << Int(tableBits)

    /// How many different keys there are.
    var count: Int { tables.reduce(0) { $0 + $1.count } }

    /// Counts the keys of several lists, those of one class in a list.
    ///
    /// - Parameters:
    ///   - lists: Each with the label of its class and what makes its items keys.
    ///   - limit: More different keys than this are not kept: the rarest are forgotten until two
    ///     thirds of the limit are left, and counted from nothing should they come again.
    mutating func add<Item>(
        _ lists: [(items: [Item], label: Int)],
        limit: Int = .max,
        key: @Sendable (_ list: Int, Item) -> UInt64
    ) where Item: Sendable {
        tables.withUnsafeMutableBufferPointer { tables in
            nonisolated(unsafe) let tables = tables
            Threads.split(Self.tableCount) { _, range in
                for (number, list) in lists.enumerated() {
                    let one = list.label == 0 ? SIMD2<UInt32>(1, 0) : SIMD2<UInt32>(0, 1)
                    for item in list.items {
                        let itemKey = key(number, item)
                        let hash = ClassCountTable.hash(itemKey)
                        let table = Int(truncatingIfNeeded: hash >> (64 - Self.tableBits))
                        if range.contains(table) { tables[table].add(itemKey, hash: hash, one) }
                    }
                }
            }
        }
        if count > limit { forgetRarest(limit: limit) }
    }

    /// Forgets the keys that came once, then twice, and so on until two thirds of `limit` are left.
    ///
    /// A key that is forgotten with a count of n may later be n too low. Source: G. Manku and
    /// R. Motwani, "Approximate Frequency Counts over Data Streams", 2002.
    private mutating func forgetRarest(limit: Int) {
        var dropped: UInt32 = 0
        while count > limit / 3 * 2 {
            dropped += 1
            for index in tables.indices { tables[index].drop(upTo: dropped) }
        }
        possibleShortfall += Int(dropped)
    }
}

/// How often each of many 64-bit keys came in either class: a flat hash table, linear probing, 16
/// bytes a slot.
struct ClassCountTable: Sendable {
    struct Entry: Sendable {
        var key: UInt64 = 0
        /// Zeros in an empty slot.
        var counts = SIMD2<UInt32>()
    }

    /// All slots, the empty ones too.
    private(set) var slots = [Entry](repeating: Entry(), count: 16)
    /// How many keys there are.
    private(set) var count = 0

    /// Counts a key, whose `hash` spreads evenly over its low bits.
    mutating func add(_ key: UInt64, hash: UInt64, _ counts: SIMD2<UInt32>) {
        let isNew = slots.withUnsafeMutableBufferPointer { slots -> Bool in
            let slot = Self.slot(of: key, hash: hash, in: slots)
            let isNew = slots[slot].counts == SIMD2()
            slots[slot].key = key
            slots[slot].counts &+= counts
            return isNew
        }
        guard isNew else { return }
        count += 1
        if count * 4 > slots.count * 3 { rebuild(slotCount: slots.count * 2) { _ in true } }
    }

    /// Forgets every key that came `limit` times or less.
    mutating func drop(upTo limit: UInt32) {
        rebuild(slotCount: slots.count) { $0.counts.wrappedSum() > limit }
    }

    private mutating func rebuild(slotCount: Int, keeping isKept: (Entry) -> Bool) {
        let kept = slots.filter { $0.counts != SIMD2() && isKept($0) }
        slots = []
        slots = [Entry](repeating: Entry(), count: slotCount)
        count = kept.count
        slots.withUnsafeMutableBufferPointer { slots in
            for entry in kept {
                slots[Self.slot(of: entry.key, hash: Self.hash(entry.key), in: slots)] = entry
            }
        }
    }

    /// The slot where the key stands, or the empty one where it belongs.
    @inline(__always)
    private static func slot(
        of key: UInt64,
        hash: UInt64,
        in slots: UnsafeMutableBufferPointer<Entry>
    ) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot].counts != SIMD2(), slots[slot].key != key { slot = (slot + 1) & mask }
        return slot
    }

    /// The hash of a key, in which every bit counts.
    @inline(__always)
    static func hash(_ key: UInt64) -> UInt64 {
        (key ^ 0xA076_1D64_78BD_642F).foldedProduct(0x9E37_79B9_7F4A_7C15)
    }
}
