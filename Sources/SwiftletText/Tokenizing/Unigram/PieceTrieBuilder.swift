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
