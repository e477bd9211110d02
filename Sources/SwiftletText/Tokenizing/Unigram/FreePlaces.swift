/// The places of a double array that no node has taken, in blocks of 256, a bit for each.
///
/// Only a few blocks are searched, so that building takes time in proportion to the nodes.
struct FreePlaces {
    /// What is known of the 256 places `256 * block + 64 * word + bit`.
    fileprivate struct Block {
        var isFree = SIMD4<UInt64>(repeating: .max)
        /// Places that no node has as its base.
        var isNoBase = SIMD4<UInt64>(repeating: .max)
    }

    /// How many of the last blocks are searched for the places of several labels.
    private static let searchedBlocks = 3
    private var blocks: [Block] = []
    /// The block that is searched for the place of one label. Those before it are full, or almost.
    private var first = 0

    /// How many places there are, free or not.
    var count: Int { blocks.count * 256 }

    /// The root takes the first place. Base 0 is left to the nodes without children.
    init() {
        blocks.append(Block())
        blocks[0].isFree[0] &= ~1
        blocks[0].isNoBase[0] &= ~1
    }

    /// Takes the place `base ^ label` of a base that no other node has; nil if there would be more
    /// than a trie can hold.
    mutating func take(_ label: UInt8) -> Int? {
        while true {
            if let base = blocks[first].base(for: label) {
                blocks[first].take(base, label)
                return 256 * first + base
            }
            guard first + 1 < blocks.count || addBlock() else { return nil }
            first += 1
        }
    }

    /// The same for all of some labels.
    mutating func take(_ labels: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = blocks.count
        let end = max(first, blocks.count - Self.searchedBlocks)
        while index > end {
            index -= 1
            if let base = blocks[index].base(for: labels) {
                for label in labels { blocks[index].take(base, label) }
                return 256 * index + base
            }
        }
        guard addBlock() else { return nil }
        return take(labels)
    }

    private mutating func addBlock() -> Bool {
        guard count < PieceTrie.maximumCount else { return false }
        blocks.append(Block())
        return true
    }
}

extension FreePlaces.Block {
    mutating func take(_ base: Int, _ label: UInt8) {
        let place = base ^ Int(label)
        isNoBase[base >> 6] &= ~(1 << UInt64(base & 63))
        isFree[place >> 6] &= ~(1 << UInt64(place & 63))
    }

    /// A place that is no base yet and whose place for `label` is free, of the first few that are.
    func base(for label: UInt8) -> Int? {
        var left = 8
        for word in 0..<4 {
            var free = isFree[word]
            while free != 0 {
                let base = (64 * word + free.trailingZeroBitCount) ^ Int(label)
                if isNoBase[base >> 6] >> UInt64(base & 63) & 1 != 0 { return base }
                free &= free - 1
                left -= 1
                if left == 0 { return nil }
            }
        }
        return nil
    }

    /// A place that is no base yet and whose places for `labels` are free.
    func base(for labels: UnsafeBufferPointer<UInt8>) -> Int? {
        var bases = isNoBase
        for label in labels { bases &= Self.moved(isFree, by: label) }
        for word in 0..<4 where bases[word] != 0 {
            return 64 * word + bases[word].trailingZeroBitCount
        }
        return nil
    }

    /// The bits such that bit `b` is what bit `b ^ label` was.
    @inline(__always)
    private static func moved(_ bits: SIMD4<UInt64>, by label: UInt8) -> SIMD4<UInt64> {
        var bits = bits
        if label & 0x80 != 0 { bits = SIMD4(bits[2], bits[3], bits[0], bits[1]) }
        if label & 0x40 != 0 { bits = SIMD4(bits[1], bits[0], bits[3], bits[2]) }
        if label & 0x20 != 0 { bits = swapped(bits, 32, 0x0000_0000_FFFF_FFFF) }
        if label & 0x10 != 0 { bits = swapped(bits, 16, 0x0000_FFFF_0000_FFFF) }
        if label & 0x08 != 0 { bits = swapped(bits, 8, 0x00FF_00FF_00FF_00FF) }
        if label & 0x04 != 0 { bits = swapped(bits, 4, 0x0F0F_0F0F_0F0F_0F0F) }
        if label & 0x02 != 0 { bits = swapped(bits, 2, 0x3333_3333_3333_3333) }
        if label & 0x01 != 0 { bits = swapped(bits, 1, 0x5555_5555_5555_5555) }
        return bits
    }

    /// Swaps neighbouring groups of `count` bits, of which `mask` has the lower ones.
    @inline(__always)
    private static func swapped(
        _ bits: SIMD4<UInt64>,
        _ count: UInt64,
        _ mask: UInt64
    ) -> SIMD4<UInt64> {
        (bits & mask) &<< SIMD4(repeating: count) | (bits &>> SIMD4(repeating: count)) & mask
    }
}
