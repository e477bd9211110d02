/// The highest of many scores, in descending order; among equals the key that precedes.
struct Ranking<Key> {
    private let limit: Int
    private let precedes: (Key, Key) -> Bool
    private(set) var entries: [(key: Key, score: Double)] = []

    init(limit: Int, precedes: @escaping (Key, Key) -> Bool) {
        self.limit = limit
        self.precedes = precedes
    }

    /// Takes a key in where its score is among the highest so far; scores of 0 and less are not.
    mutating func insert(_ key: Key, score: Double) {
        guard score > 0, limit > 0 else { return }
        if entries.count == limit {
            let last = entries[limit - 1]
            guard score > last.score || score == last.score && precedes(key, last.key) else {
                return
            }
            entries.removeLast()
        }
        let place = entries.lastIndex {
            $0.score > score || $0.score == score && precedes($0.key, key)
        }
        entries.insert((key, score), at: (place ?? -1) + 1)
    }
}
