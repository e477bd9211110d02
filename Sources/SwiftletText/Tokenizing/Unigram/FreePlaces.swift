/// The places of a double array that no node has taken, in blocks of 256, a bit for each.
///
/// Only the last blocks are searched, so that building takes time in proportion to the nodes.
struct FreePlaces {
    /// What is known of the 256 places `256 * block + 64 * word + bit`.
    fileprivate struct Block {
        var isFree = SIMD4<UInt64>(repeating: .max)
        /// Places that no node has as its base.
        var isNoBase = SIMD4<UInt64>(repeating: .max)
        var freeCount = 256
        /// How often the block had no room for labels.
        var failures = 0
    }

    private static let searchedBlocks = 16
    /// A block that had no room so often is not searched any more.
    private static let mostFailures = 32
    private var blocks: [Block] = []
    /// Blocks before this one are not searched any more.
    private var firstSearched = 0

    /// How many places there are, free or not.
    var count: Int { blocks.count * 256 }

    /// The root takes the first place. Base 0 is left to the nodes without children.
    init() {
        blocks.append(Block())
        blocks[0].isFree[0] &= ~1
        blocks[0].isNoBase[0] &= ~1
        blocks[0].freeCount -= 1
    }

    /// Takes the places `base ^ label` of a base that no other node has; nil if there would be
    /// more than a trie can hold.
    mutating func take(_ labels: UnsafeBufferPointer<UInt8>) -> Int? {
        firstSearched = max(firstSearched, blocks.count - Self.searchedBlocks)
        while firstSearched < blocks.count, isExhausted(firstSearched) { firstSearched += 1 }
        for index in firstSearched..<blocks.count
        where blocks[index].freeCount >= labels.count && !isExhausted(index) {
            if let base = take(labels, in: index) { return base }
        }
        guard count < PieceTrie.maximumCount else { return nil }
        blocks.append(Block())
        return take(labels, in: blocks.count - 1)
    }

    @inline(__always)
    private func isExhausted(_ index: Int) -> Bool {
        blocks[index].freeCount == 0 || blocks[index].failures >= Self.mostFailures
    }

    private mutating func take(_ labels: UnsafeBufferPointer<UInt8>, in index: Int) -> Int? {
        var block = blocks[index]
        guard let base = block.base(for: labels) else {
            blocks[index].failures += 1
            return nil
        }
        block.isNoBase[base >> 6] &= ~(1 << UInt64(base & 63))
        for label in labels {
            let place = base ^ Int(label)
            block.isFree[place >> 6] &= ~(1 << UInt64(place & 63))
        }
        block.freeCount -= labels.count
        blocks[index] = block
        return 256 * index + base
    }
}

extension FreePlaces.Block {
    /// A place that is no base yet and whose places for `labels` are free.
    @inline(__always)
    fileprivate func base(for labels: UnsafeBufferPointer<UInt8>) -> Int? {
        if labels.count == 1 {
            // Mostly the first free place will do.
            for word in 0..<4 {
                var free = isFree[word]
                while free != 0 {
                    let base = (64 * word + free.trailingZeroBitCount) ^ Int(labels[0])
                    if isNoBase[base >> 6] >> UInt64(base & 63) & 1 != 0 { return base }
                    free &= free - 1
                }
            }
            return nil
        }
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
