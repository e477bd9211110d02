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
