/// The pairs of tokens that are joined: for each its rank, and the number of what it becomes.
struct MergeTable: Sendable {
    fileprivate struct Slot: BitwiseCopyable {
        /// The left token's number above the right one's; all bits for a free place.
        var pair = UInt64.max
        /// The rank above the number of the joined token.
        var merge = UInt64.max
    }

    private var slots: [Slot]
    private var next: UInt32 = 0

    /// Room for that many pairs.
    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: Slot(), count: size)
    }

    /// Adds the pair of the next rank; of two equal pairs the later one counts.
    mutating func add(_ left: Int, _ right: Int, joined: Int) {
        let pair = UInt64(left) << 32 | UInt64(right)
        let mask = slots.count - 1
        var place = Table.place(of: pair) & mask
        while slots[place].pair != pair, slots[place].pair != .max { place = (place + 1) & mask }
        slots[place] = Slot(pair: pair, merge: UInt64(next) << 32 | UInt64(joined))
        next += 1
    }

    /// Calls `body` with the table as a pointer, for many look-ups.
    @inline(__always)
    func withTable<Result>(_ body: (Table) throws -> Result) rethrows -> Result {
        try slots.withUnsafeBufferPointer {
            try body(Table(slots: $0.baseAddress!, mask: $0.count - 1))
        }
    }

    /// The table's memory, valid within `withTable`.
    struct Table {
        fileprivate let slots: UnsafePointer<Slot>
        fileprivate let mask: Int

        @inline(__always)
        fileprivate static func place(of pair: UInt64) -> Int {
            let product = (pair ^ pair >> 29) &* 0x9E37_79B9_7F4A_7C15
            return Int(truncatingIfNeeded: product >> 32)
        }

        /// The rank of a pair above the number of the joined token; all bits where it is not
        /// joined. The least is joined first.
        @inline(__always)
        func merge(_ left: Int32, _ right: Int32) -> UInt64 {
            let pair =
                UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
            var place = Self.place(of: pair) & mask
            while true {
                let slot = slots[place]
                // A free place has all bits as its merge, too.
                if slot.pair == pair || slot.pair == .max { return slot.merge }
                place = (place + 1) & mask
            }
        }
    }
}
