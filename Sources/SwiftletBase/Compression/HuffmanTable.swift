/// Decodes the prefix codes of DEFLATE: a look-up by the next bits, with a second one for long codes.
struct HuffmanTable {
    /// Bits that the first look-up takes.
    let rootBits: Int
    /// Entries of the first table, then those of the second ones.
    ///
    /// An entry is `symbol << 8 | bits` of the code; for a long code `offset << 8 | bits | 0x80`,
    /// with the place of its second table and the bits that index it; 0 where no code leads.
    private(set) var entries: [UInt32] = []

    init(rootBits: Int) { self.rootBits = rootBits }

    static let longCode: UInt32 = 0x80

    /// Makes the table of the canonical code whose symbols have `lengths`, 0 for those without one.
    ///
    /// - Returns: Whether there is such a code. As in zlib, one that is not full is taken where it
    ///   has no symbol, or a single one of one bit and `allowsSingle`.
    mutating func build(_ lengths: ArraySlice<UInt8>, allowsSingle: Bool) -> Bool {
        var counts = [Int](repeating: 0, count: 16)
        for length in lengths { counts[Int(length)] += 1 }
        counts[0] = 0
        let longest = counts.lastIndex { $0 > 0 } ?? 0
        entries.removeAll(keepingCapacity: true)
        entries.append(contentsOf: repeatElement(0, count: 1 << rootBits))
        if longest == 0 { return allowsSingle }
        var room = 1
        for length in 1...15 {
            room = room << 1 - counts[length]
            if room < 0 { return false }
        }
        if room > 0, !(allowsSingle && longest == 1) { return false }

        // The first code of each length, then each symbol in turn.
        var next = [Int](repeating: 0, count: 17)
        for length in 1...15 { next[length + 1] = (next[length] + counts[length]) << 1 }
        for (symbol, length) in lengths.enumerated() where length > 0 {
            let length = Int(length)
            let code = Self.reversed(next[length], bits: length)
            next[length] += 1
            add(UInt32(symbol), code: code, length: length, longest: longest)
        }
        return true
    }

    /// Enters a code, whose bits come in the order in which they stand in the stream.
    private mutating func add(_ symbol: UInt32, code: Int, length: Int, longest: Int) {
        let entry = symbol << 8 | UInt32(length)
        if length <= rootBits {
            for index in stride(from: code, to: 1 << rootBits, by: 1 << length) {
                entries[index] = entry
            }
            return
        }
        // All long codes with the same first bits share a table, as large as the longest code needs.
        let root = code & (1 << rootBits - 1)
        let bits = longest - rootBits
        if entries[root] == 0 {
            entries[root] = UInt32(entries.count) << 8 | UInt32(bits) | Self.longCode
            entries.append(contentsOf: repeatElement(0, count: 1 << bits))
        }
        let offset = Int(entries[root] >> 8)
        for index in stride(from: code >> rootBits, to: 1 << bits, by: 1 << (length - rootBits)) {
            entries[offset + index] = entry
        }
    }

    private static func reversed(_ code: Int, bits: Int) -> Int {
        var (code, result) = (code, 0)
        for _ in 0..<bits {
            result = result << 1 | code & 1
            code >>= 1
        }
        return result
    }
}
