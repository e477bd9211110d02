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
