import SwiftletBase

/// For n-grams of two tokens or more: from the number of all tokens but the last, and the number
/// of the last, to the n-gram's own number and its column. A flat hash table, linear probing.
struct PairTable: ~Copyable {
    struct Entry: BitwiseCopyable {
        var key: UInt64
        /// The n-gram's number, or `.none` in an empty slot.
        var gram: UInt32
        /// Its column, or `.none` where it is only the start of longer ones.
        var column: UInt32
    }

    /// Numbers of n-grams of two tokens or more have this bit, numbers of tokens do not.
    static let gramBit: UInt32 = 0x8000_0000

    private var slots: UnsafeMutablePointer<Entry>
    private var mask: Int
    private(set) var count = 0

    init(capacity: Int) {
        var slotCount = 16
        while slotCount < capacity * 2 { slotCount *= 2 }
        mask = slotCount - 1
        slots = .allocate(capacity: slotCount)
        slots.initialize(
            repeating: Entry(key: 0, gram: .none, column: .none),
            count: slotCount
        )
    }

    deinit { slots.deallocate() }

    @inline(__always)
    func find(_ prefix: UInt32, _ token: UInt32) -> Entry {
        slots[slot(Self.key(prefix, token))]
    }

    /// The n-gram's number, which it gets now if it is new.
    mutating func intern(_ prefix: UInt32, _ token: UInt32) -> UInt32 {
        let key = Self.key(prefix, token)
        let slot = slot(key)
        if slots[slot].gram != .none { return slots[slot].gram }
        let gram = UInt32(count) | Self.gramBit
        slots[slot] = Entry(key: key, gram: gram, column: .none)
        count += 1
        if count * 2 > mask { grow() }
        return gram
    }

    /// Gives a known n-gram a column. Returns the one that it had, or `.none`.
    mutating func setColumn(_ column: UInt32, of prefix: UInt32, _ token: UInt32) -> UInt32 {
        let slot = slot(Self.key(prefix, token))
        let earlier = slots[slot].column
        slots[slot].column = column
        return earlier
    }

    private mutating func grow() {
        let (old, oldCount) = (slots, mask + 1)
        mask = oldCount * 2 - 1
        slots = .allocate(capacity: mask + 1)
        slots.initialize(
            repeating: Entry(key: 0, gram: .none, column: .none),
            count: mask + 1
        )
        for index in 0..<oldCount where old[index].gram != .none {
            slots[slot(old[index].key)] = old[index]
        }
        old.deallocate()
    }

    @inline(__always)
    private static func key(_ prefix: UInt32, _ token: UInt32) -> UInt64 {
        UInt64(prefix) &<< 32 | UInt64(token)
    }

    /// The slot where the key stands, or the empty one where it belongs.
    @inline(__always)
    private func slot(_ key: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: key.foldedProduct(0x9E37_79B9_7F4A_7C15)) & mask
        while slots[slot].gram != .none && slots[slot].key != key { slot = (slot &+ 1) & mask }
        return slot
    }
}
