/// Lays the nodes of a trie out in a double array, those of one branch near to each other.
struct PieceTrieBuilder {
    private let pieces: PieceList
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

    init(_ pieces: PieceList) {
        self.pieces = pieces
        units = [PieceTrie.Unit](repeating: .init(), count: places.count)
        keys = [Int32](repeating: -1, count: places.count)
    }

    /// Builds the trie of strings in the order of their bytes; returns whether they fit.
    mutating func build(_ sorted: SortedPieces, _ score: (Int32) -> Float) -> Bool {
        open = [Subtree(unit: 0, range: 0..<sorted.indices.count, depth: 0)]
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { labels in
            withUnsafeTemporaryAllocation(of: Int.self, capacity: 257) { bounds in
                while var subtree = open.popLast() {
                    let first = sorted.indices[subtree.range.lowerBound]
                    if subtree.range.count == 1 {
                        guard let end = addChain(subtree, first, labels) else { return false }
                        units[end].score = score(first)
                        keys[end] = first
                        continue
                    }
                    if pieces.length(first) == subtree.depth {
                        units[subtree.unit].score = score(first)
                        keys[subtree.unit] = first
                        subtree.range = subtree.range.lowerBound + 1..<subtree.range.upperBound
                    }
                    guard addChildren(subtree, sorted, labels, bounds) else { return false }
                }
                return true
            }
        }
    }

    /// Adds a node for each further byte of a string; returns the last one.
    private mutating func addChain(
        _ subtree: Subtree,
        _ string: Int32,
        _ labels: UnsafeMutableBufferPointer<UInt8>
    ) -> Int? {
        let bytes = pieces.piece(string)
        var unit = subtree.unit
        for depth in subtree.depth..<pieces.length(string) {
            labels[0] = bytes[depth]
            guard let base = addNodes(UnsafeBufferPointer(rebasing: labels[..<1]), of: unit) else {
                return nil
            }
            unit = base ^ Int(labels[0])
        }
        return unit
    }

    /// Adds a node for each byte that follows, and leaves what is below them open.
    private mutating func addChildren(
        _ subtree: Subtree,
        _ sorted: SortedPieces,
        _ labels: UnsafeMutableBufferPointer<UInt8>,
        _ bounds: UnsafeMutableBufferPointer<Int>
    ) -> Bool {
        var count = 0
        for position in subtree.range {
            let label = label(of: position, in: sorted, at: subtree.depth)
            if count == 0 || labels[count - 1] != label {
                labels[count] = label
                bounds[count] = position
                count += 1
            }
        }
        bounds[count] = subtree.range.upperBound
        let children = UnsafeBufferPointer(rebasing: labels[..<count])
        guard let base = addNodes(children, of: subtree.unit) else { return false }
        for index in (0..<count).reversed() {
            open.append(
                Subtree(
                    unit: base ^ Int(labels[index]),
                    range: bounds[index]..<bounds[index + 1],
                    depth: subtree.depth + 1
                )
            )
        }
        return true
    }

    @inline(__always)
    private func label(of position: Int, in sorted: SortedPieces, at depth: Int) -> UInt8 {
        // The words lie in the order in which they are read; the strings do not.
        if depth < 8 {
            return UInt8(truncatingIfNeeded: sorted.words[position] >> UInt64(56 - 8 * depth))
        }
        return pieces.piece(sorted.indices[position])[depth]
    }

    /// Adds the children of a node and returns its base; nil if there is no room.
    private mutating func addNodes(_ labels: UnsafeBufferPointer<UInt8>, of unit: Int) -> Int? {
        guard let base = places.take(labels) else { return nil }
        if places.count > units.count {
            units += repeatElement(.init(), count: places.count - units.count)
            keys += repeatElement(-1, count: places.count - keys.count)
        }
        units[unit].link |= UInt32(base) << 9
        for label in labels {
            units[base ^ Int(label)].link = PieceTrie.Unit.isNode | UInt32(label)
        }
        return base
    }
}
