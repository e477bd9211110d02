/// Decompresses one stream of DEFLATE (RFC 1951), a piece at a time.
///
/// Output stands in a buffer that keeps the last 32 KiB before it, which matches reach back to.
struct Inflater {
    private enum State {
        case header
        case stored(left: Int)
        case compressed
        case end
    }

    private var state = State.header
    private var isLastBlock = false
    private var literals = HuffmanTable(rootBits: 10)
    private var distances = HuffmanTable(rootBits: 8)
    /// How many bytes this stream has given so far.
    private(set) var produced = 0

    static let windowSize = 1 << 15
    private static let longestMatch = 258

    /// Whether the stream has come to its end.
    var isAtEnd: Bool { if case .end = state { true } else { false } }

    /// Decompresses into `output` from `position` on, until the stream ends or less room than the
    /// longest match is left.
    ///
    /// - Parameter output: Holds before `position` what was decompressed last, 32 KiB of it or all.
    mutating func inflate(
        _ input: inout BitReader,
        into output: UnsafeMutablePointer<UInt8>,
        from position: inout Int,
        capacity: Int
    ) throws {
        let start = position
        let before = produced
        defer { produced = before + position - start }
        while position + Self.longestMatch <= capacity {
            switch state {
            case .end:
                return
            case .header:
                if isLastBlock {
                    state = .end
                } else {
                    try readHeader(&input)
                }
            case .stored(let left):
                try copyStored(left, &input, output, &position, capacity)
            case .compressed:
                let reach = { (position: Int) in before + position - start }
                try decode(&input, output, &position, capacity, reach: reach)
            }
        }
    }

    private mutating func readHeader(_ input: inout BitReader) throws {
        isLastBlock = try input.take(1) == 1
        switch try input.take(2) {
        case 0:
            input.alignToByte()
            let length = try input.take(16)
            let complement = try input.take(16)
            guard length == ~complement & 0xFFFF else { throw bad(input) }
            state = .stored(left: length)
        case 1:
            let lengths = Self.fixedLengths
            _ = literals.build(lengths[..<288], allowsSingle: false)
            _ = distances.build(lengths[288...], allowsSingle: true)
            state = .compressed
        case 2:
            try readTables(&input)
            state = .compressed
        default:
            throw bad(input)
        }
    }

    private static let fixedLengths: [UInt8] =
        Array(repeating: 8, count: 144) + Array(repeating: 9, count: 112)
        + Array(repeating: 7, count: 24) + Array(repeating: 8, count: 8)
        + Array(repeating: 5, count: 32)

    private mutating func readTables(_ input: inout BitReader) throws {
        let literalCount = try input.take(5) + 257
        let distanceCount = try input.take(5) + 1
        let codeCount = try input.take(4) + 4
        guard literalCount <= 286, distanceCount <= 30 else { throw bad(input) }
        let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
        var codeLengths = [UInt8](repeating: 0, count: 19)
        for index in 0..<codeCount { codeLengths[order[index]] = UInt8(try input.take(3)) }
        var codes = HuffmanTable(rootBits: 7)
        guard codes.build(codeLengths[...], allowsSingle: false) else { throw bad(input) }

        var lengths: [UInt8] = []
        lengths.reserveCapacity(320)
        while lengths.count < literalCount + distanceCount {
            try input.refill()
            let entry = codes.entries[Int(input.bits & 0x7F)]
            guard entry != 0 else { throw bad(input) }
            guard Int(entry & 0xFF) <= input.count else { throw truncated(input) }
            input.drop(Int(entry & 0xFF))
            let symbol = entry >> 8
            if symbol < 16 {
                lengths.append(UInt8(symbol))
                continue
            }
            var repeated: UInt8 = 0
            let times: Int
            switch symbol {
            case 16:
                guard let last = lengths.last else { throw bad(input) }
                repeated = last
                times = 3 + (try input.take(2))
            case 17: times = 3 + (try input.take(3))
            default: times = 11 + (try input.take(7))
            }
            guard lengths.count + times <= literalCount + distanceCount else { throw bad(input) }
            lengths.append(contentsOf: repeatElement(repeated, count: times))
        }
        // Symbol 256 ends a block: there must be a code for it.
        guard lengths[256] > 0,
            literals.build(lengths[..<literalCount], allowsSingle: true),
            distances.build(lengths[literalCount...], allowsSingle: true)
        else { throw bad(input) }
    }

    private mutating func copyStored(
        _ left: Int,
        _ input: inout BitReader,
        _ output: UnsafeMutablePointer<UInt8>,
        _ position: inout Int,
        _ capacity: Int
    ) throws {
        var left = left
        while left > 0, position < capacity {
            guard let byte = try input.nextByte() else { throw truncated(input) }
            output[position] = byte
            position += 1
            left -= 1
        }
        state = left > 0 ? .stored(left: left) : .header
    }

    private mutating func decode(
        _ input: inout BitReader,
        _ output: UnsafeMutablePointer<UInt8>,
        _ position: inout Int,
        _ capacity: Int,
        reach: (Int) -> Int
    ) throws {
        var place = position
        defer { position = place }
        let isEnd = try literals.entries.withUnsafeBufferPointer { literals in
            try distances.entries.withUnsafeBufferPointer { distances in
                while place + Self.longestMatch <= capacity {
                    try input.refill()
                    let symbol = try next(&input, literals, rootBits: 10)
                    if symbol < 256 {
                        output[place] = UInt8(symbol)
                        place += 1
                        continue
                    }
                    if symbol == 256 { return true }
                    guard symbol < 286 else { throw bad(input) }
                    let (baseLength, lengthBits) = Self.length(symbol - 257)
                    // 15 + 5 bits are used of 48: 15 + 13 are there but at the end of the source.
                    let length = baseLength + (try extra(&input, lengthBits))
                    let code = try next(&input, distances, rootBits: 8)
                    guard code < 30 else { throw bad(input) }
                    let (baseDistance, distanceBits) = Self.distance(code)
                    let distance = baseDistance + (try extra(&input, distanceBits))
                    guard distance <= reach(place) else { throw bad(input) }
                    let source = output + place - distance
                    let target = output + place
                    if distance >= length {
                        target.update(from: source, count: length)
                    } else {
                        for index in 0..<length { target[index] = source[index] }
                    }
                    place += length
                }
                return false
            }
        }
        if isEnd { state = .header }
    }

    /// Decodes a symbol of bits that `refill` has brought.
    @inline(__always)
    private func next(
        _ input: inout BitReader,
        _ entries: UnsafeBufferPointer<UInt32>,
        rootBits: Int
    ) throws -> Int {
        var entry = entries[Int(input.bits & (1 << UInt64(rootBits) - 1))]
        if entry & HuffmanTable.longCode != 0 {
            let index = Int(input.bits >> UInt64(rootBits)) & (1 << Int(entry & 0x7F) - 1)
            entry = entries[Int(entry >> 8) + index]
        }
        let length = Int(entry & 0xFF)
        guard length <= input.count else { throw truncated(input) }
        guard length > 0 else { throw bad(input) }
        input.drop(length)
        return Int(entry >> 8)
    }

    @inline(__always)
    private func extra(_ input: inout BitReader, _ wanted: Int) throws -> Int {
        guard wanted <= input.count else { throw truncated(input) }
        let value = Int(input.bits & (1 << UInt64(wanted) - 1))
        input.drop(wanted)
        return value
    }

    /// The shortest length of a length code, from 0, and how many bits are added to it.
    @inline(__always)
    private static func length(_ code: Int) -> (base: Int, bits: Int) {
        if code < 8 { return (code + 3, 0) }
        if code == 28 { return (258, 0) }
        let bits = code / 4 - 1
        return ((4 + code % 4) << bits + 3, bits)
    }

    /// The shortest distance of a distance code and how many bits are added to it.
    @inline(__always)
    private static func distance(_ code: Int) -> (base: Int, bits: Int) {
        if code < 4 { return (code + 1, 0) }
        let bits = code / 2 - 1
        return ((2 + code % 2) << bits + 1, bits)
    }

    private func bad(_ input: BitReader) -> GzipError {
        GzipError(problem: .badData, byte: input.byte)
    }

    private func truncated(_ input: BitReader) -> GzipError {
        GzipError(problem: .truncated, byte: input.byte)
    }
}

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
