/// A trie of byte strings as a double array, so that a step costs one look into memory.
///
/// The child of a node for the byte `b` is unit `base ^ b`, if that unit says that it stands for
/// `b`. No two nodes have the same base, so saying the byte is enough.
///
/// Reference: Aoe, "An efficient digital search algorithm by using a double-array structure",
/// IEEE Transactions on Software Engineering 15(9), 1989.
struct PieceTrie: Sendable {
    /// A node that stands in the array, or a free place.
    struct Unit: BitwiseCopyable {
        /// The byte in the lowest 8 bits, then a bit that says that this is a node, then its base.
        var link: UInt32 = 0
        /// The score of the key that ends at this node, NaN where none does.
        var score = Float.nan

        static let isNode: UInt32 = 0x100
        @inline(__always) var base: Int { Int(link >> 9) }
    }

    /// Where bases must end to fit into a unit.
    static let maximumCount = 1 << 23

    /// Unit 0 is the root; a place for each byte follows every base.
    let units: [Unit]
    /// The number of the key that ends at each unit, -1 where none does.
    let keys: [Int32]

    /// A trie of strings, each with a score; nil if they are so many that it does not fit.
    init?(_ sorted: SortedPieces, scores: [Float]) {
        var builder = PieceTrieBuilder(sorted, scores: scores)
        guard builder.build() else { return nil }
        units = builder.units
        keys = builder.keys
    }
}

extension PieceTrie {
    /// The unit that follows another one by a byte.
    func child(of unit: Int, _ byte: UInt8) -> Int? {
        let child = units[unit].base ^ Int(byte)
        return units[child].link & 0x1FF == Unit.isNode | UInt32(byte) ? child : nil
    }

    /// The length of the longest key that `text` begins with; 0 for none.
    func longestPrefix(of text: UnsafeBufferPointer<UInt8>) -> Int {
        var unit = 0
        var longest = 0
        for (index, byte) in text.enumerated() {
            guard let child = child(of: unit, byte) else { break }
            unit = child
            if keys[unit] >= 0 { longest = index + 1 }
        }
        return longest
    }
}

/// Lays the nodes of a trie out in a double array, those of one branch near to each other.
struct PieceTrieBuilder {
    private let sorted: SortedPieces
    private let scores: [Float]
    private var places = FreePlaces()
    private(set) var units: [PieceTrie.Unit]
    private(set) var keys: [Int32]
    private var open: [Subtree] = []

    /// The sorted strings whose first `depth` bytes lead to a unit.
    private struct Subtree {
        var unit: Int
        var range: Range<Int>
        var depth: Int
    }

    /// A builder of the trie of strings in the order of their bytes, with a score for each.
    init(_ sorted: SortedPieces, scores: [Float]) {
        self.sorted = sorted
        self.scores = scores
        units = [PieceTrie.Unit](repeating: .init(), count: places.count)
        keys = [Int32](repeating: -1, count: places.count)
        // Enough where strings share half of their bytes, as a vocabulary's do; else they grow.
        units.reserveCapacity(sorted.bytes.count / 2)
        keys.reserveCapacity(sorted.bytes.count / 2)
    }

    /// Builds the trie; returns whether it fits.
    mutating func build() -> Bool {
        open = [Subtree(unit: 0, range: sorted.indices.indices, depth: 0)]
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { labels in
            withUnsafeTemporaryAllocation(of: Int.self, capacity: 257) { bounds in
                while var subtree = open.popLast() {
                    let first = subtree.range.lowerBound
                    if subtree.range.count == 1 {
                        guard let end = addChain(subtree) else { return false }
                        finish(end, first)
                        continue
                    }
                    if sorted.length(first) == subtree.depth {
                        finish(subtree.unit, first)
                        subtree.range = first + 1..<subtree.range.upperBound
                    }
                    guard addChildren(subtree, labels, bounds) else { return false }
                }
                return true
            }
        }
    }

    /// Says that a string ends at a unit.
    private mutating func finish(_ unit: Int, _ position: Int) {
        units[unit].score = scores[position]
        keys[unit] = sorted.indices[position]
    }

    /// Adds a node for each further byte of the only string; returns the last one.
    private mutating func addChain(_ subtree: Subtree) -> Int? {
        let position = subtree.range.lowerBound
        var unit = subtree.unit
        for depth in subtree.depth..<sorted.length(position) {
            let label = sorted.byte(position, depth)
            guard let base = places.take(label) else { return nil }
            setBase(base, of: unit)
            unit = base ^ Int(label)
            units[unit].link = PieceTrie.Unit.isNode | UInt32(label)
        }
        return unit
    }

    /// Adds a node for each byte that follows, and leaves what is below them open.
    private mutating func addChildren(
        _ subtree: Subtree,
        _ labels: UnsafeMutableBufferPointer<UInt8>,
        _ bounds: UnsafeMutableBufferPointer<Int>
    ) -> Bool {
        var count = 0
        for position in subtree.range {
            let label = sorted.byte(position, subtree.depth)
            if count == 0 || labels[count - 1] != label {
                labels[count] = label
                bounds[count] = position
                count += 1
            }
        }
        bounds[count] = subtree.range.upperBound
        guard let base = places.take(UnsafeBufferPointer(rebasing: labels[..<count])) else {
            return false
        }
        setBase(base, of: subtree.unit)
        for index in (0..<count).reversed() {
            let unit = base ^ Int(labels[index])
            units[unit].link = PieceTrie.Unit.isNode | UInt32(labels[index])
            open.append(
                Subtree(
                    unit: unit,
                    range: bounds[index]..<bounds[index + 1],
                    depth: subtree.depth + 1
                )
            )
        }
        return true
    }

    /// Says where the children of a unit stand, and makes room for them.
    private mutating func setBase(_ base: Int, of unit: Int) {
        if places.count > units.count {
            units += repeatElement(.init(), count: places.count - units.count)
            keys += repeatElement(-1, count: places.count - keys.count)
        }
        units[unit].link |= UInt32(base) << 9
    }
}

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
