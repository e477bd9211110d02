import SwiftletBase

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
