/// Finds texts that are nearly one that was kept before.
///
/// Two texts are as alike as the runs of five bytes that both hold are many, of those that either
/// holds (Jaccard). Candidates are found by MinHash: 32 numbers a text, in 8 bands of 4, which misses
/// one pair in some thousands of those that are 0.9 alike.
struct NearDuplicates {
    private static let runLength = 5
    private static let bands = 8
    private static let rows = 4
    /// More candidates of one band are not looked at, so that texts made to collide cost no time.
    private static let candidates = 64

    private let similarity: Double
    /// The runs of each kept text, sorted.
    private var kept: [[UInt64]] = []
    /// The kept texts by band and its four numbers.
    private var buckets: [UInt64: [Int]] = [:]

    /// - Parameter similarity: From how much on texts are nearly the same, above 0, at most 1.
    init(similarity: Double) { self.similarity = similarity }

    /// Keeps the text, unless one like it was kept: then gives that one's number, counted from 0 in
    /// the order of keeping.
    mutating func keep(_ key: String) -> Int? {
        let runs = Self.runs(of: key)
        let signature = Self.signature(of: runs)
        for band in signature {
            let others = buckets[band] ?? []
            if let other = others.first(where: { alike(kept[$0], runs) }) { return other }
        }
        for band in signature where buckets[band]?.count ?? 0 < Self.candidates {
            buckets[band, default: []].append(kept.count)
        }
        kept.append(runs)
        return nil
    }

    private func alike(_ one: [UInt64], _ other: [UInt64]) -> Bool {
        let (short, long) = (min(one.count, other.count), max(one.count, other.count))
        guard Double(short) >= similarity * Double(long) else { return false }
        var (i, j, common) = (0, 0, 0)
        while i < one.count, j < other.count {
            if one[i] == other[j] { common += 1 }
            let (left, right) = (one[i], other[j])
            if left <= right { i += 1 }
            if right <= left { j += 1 }
        }
        return Double(common) >= similarity * Double(one.count + other.count - common)
    }

    private static func runs(of key: String) -> [UInt64] {
        let bytes = Array(key.utf8)
        guard bytes.count > runLength else { return [TextKey.hash(bytes)] }
        let runs = (0...bytes.count - runLength).map { TextKey.hash(bytes[$0..<$0 + runLength]) }
        return Set(runs).sorted()
    }

    /// A number for each band.
    private static func signature(of runs: [UInt64]) -> [UInt64] {
        (0..<bands).map { band in
            var number = UInt64(band)
            for row in 0..<rows {
                let salt = TextKey.mixed(UInt64(band * rows + row + 1))
                let least = runs.lazy.map { TextKey.mixed($0 ^ salt) }.min()!
                number = TextKey.mixed(number ^ least)
            }
            return number
        }
    }
}
