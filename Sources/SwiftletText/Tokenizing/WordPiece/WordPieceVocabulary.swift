import SwiftletBase

/// Tokens and their numbers, with a hash table over the tokens' bytes that finds whole tokens and
/// those that continue a word.
struct WordPieceVocabulary: Sendable {
    static let maximumSize = 1 << 22

    /// The texts of all tokens, end to end.
    private(set) var bytes: [UInt8] = []
    /// Where each token begins in `bytes`, by number.
    private(set) var starts: [UInt32] = []
    /// How many bytes each token has, by number; -1 for a number without a token.
    private(set) var lengths: [Int32] = []
    /// The length in bytes of the longest token.
    private(set) var longest = 0
    /// The prefix of continuing tokens.
    private let prefix: [UInt8]
    /// The numbers of the tokens that no word is cut into.
    private var added: Set<Int> = []
    /// A hash in the high half and a number plus one in the low half; 0 for a free place.
    private var slots: [UInt64] = []
    /// Four bits for each of `slots`: a hash whose bit is not set is not in the table. Most parts of
    /// words are no tokens, and this small filter says so for nine of ten.
    private var filter: [UInt64] = []

    /// One more than the greatest number.
    var count: Int { lengths.count }

    /// How many numbers have a token.
    var tokenCount: Int { lengths.count { $0 >= 0 } }

    /// Tokens with their numbers.
    ///
    /// Of two equal tokens the later one counts, as in the peer; the number of the earlier one is
    /// then without a token.
    init(
        _ tokens: [(token: String, id: Int)],
        continuationPrefix: String
    ) throws(FormatError) {
        prefix = Array(continuationPrefix.utf8)
        var size = 0
        for (token, id) in tokens { size = max(size, try Self.checked(id, token) + 1) }
        starts = Array(repeating: 0, count: size)
        lengths = Array(repeating: -1, count: size)
        makeTable(for: tokens.count)
        for (token, id) in tokens {
            let range = try append(token, id)
            if let earlier = insert(id, from: range) { lengths[earlier] = -1 }
        }
    }

    /// Adds tokens that no word is cut into. One that is there already is left as it is.
    mutating func add(_ tokens: [AddedToken]) throws(FormatError) {
        var size = count
        for token in tokens { size = max(size, try Self.checked(token.id, token.content) + 1) }
        guard size > 0 else { throw FormatError(.emptyVocabulary) }
        starts += Array(repeating: 0, count: size - count)
        lengths += Array(repeating: -1, count: size - count)
        if (size + tokens.count) * 2 > slots.count { growTable(for: size + tokens.count) }
        for token in tokens {
            if let known = self.id(of: token.content) {
                if known == token.id { continue }
                throw FormatError(
                    .invalidValue(
                        "the token \"\(token.content)\" has the numbers \(known) and \(token.id)"
                    )
                )
            }
            added.insert(token.id)
            _ = insert(token.id, from: try append(token.content, token.id), .added)
        }
    }

    /// An empty table for that many tokens.
    private mutating func makeTable(for count: Int) {
        // A token may stand in the table twice: as it is, and as a continuation.
        var capacity = 1024
        while capacity < count * 4 { capacity *= 2 }
        slots = Array(repeating: 0, count: capacity)
        filter = Array(repeating: 0, count: capacity / 16)
    }

    /// Makes the table anew with room for that many tokens.
    private mutating func growTable(for count: Int) {
        makeTable(for: count)
        for id in lengths.indices {
            guard let range = range(id) else { continue }
            if added.contains(id) {
                _ = insert(id, from: range, .added)
            } else {
                _ = insert(id, from: range)
            }
        }
    }

    private static func checked(_ id: Int, _ token: String) throws(FormatError) -> Int {
        guard (0..<maximumSize).contains(id) else {
            throw FormatError(.invalidID(token: token, id: id))
        }
        return id
    }

    /// Writes the text of a token, and returns where it stands in `bytes`.
    private mutating func append(_ token: String, _ id: Int) throws(FormatError) -> Range<Int> {
        guard lengths[id] < 0 else { throw FormatError(.repeatedID(id)) }
        let start = bytes.count
        bytes.append(contentsOf: token.utf8)
        guard bytes.count <= Int32.max else {
            throw FormatError(.invalidValue("more than 2 GiB of tokens"))
        }
        starts[id] = UInt32(start)
        lengths[id] = Int32(bytes.count - start)
        longest = max(longest, bytes.count - start)
        return start..<bytes.count
    }

    /// Gives a text in `bytes` the number `id` as a token and, where it begins with the prefix, as a
    /// continuation; returns the number that the token had.
    private mutating func insert(_ id: Int, from range: Range<Int>) -> Int? {
        let earlier = insert(id, from: range, .whole)
        if bytes[range].starts(with: prefix) {
            _ = insert(id, from: range.dropFirst(prefix.count), .continuation)
        }
        return earlier
    }

    /// Gives a text in `bytes` the number `id`, and returns the number that it had.
    private mutating func insert(_ id: Int, from range: Range<Int>, _ role: Role) -> Int? {
        let text = bytes[range]
        let hash = text.withUnsafeBufferPointer {
            Self.mixed(Self.hash($0.baseAddress, $0.count), role)
        }
        let skip = role == .continuation ? prefix.count : 0
        var place = Int(hash >> 32) & (slots.count - 1)
        var earlier: Int?
        while slots[place] != 0 {
            let other = Int(slots[place] & 0xFFFF_FFFF) - 1
            let otherStart = Int(starts[other]) + skip
            if slots[place] >> 32 == hash & 0xFFFF_FFFF,
                Int(lengths[other]) == range.count + skip,
                bytes[otherStart..<otherStart + range.count].elementsEqual(text)
            {
                earlier = other
                break
            }
            place = (place + 1) & (slots.count - 1)
        }
        slots[place] = hash << 32 | UInt64(id + 1)
        filter[Int(hash >> 6) & (filter.count - 1)] |= 1 << (hash & 63)
        return earlier
    }

    /// How a token is looked for.
    enum Role: UInt64 {
        /// By its whole text: at the beginning of a word.
        case whole = 0
        /// By its text without the prefix: where a word continues.
        case continuation = 0x5555_5555_5555_5555
        /// By its whole text, never in a word.
        case added = 0xAAAA_AAAA_AAAA_AAAA
    }

    // MARK: The hash

    /// A polynomial in this odd number, modulo 2^64, so the hash of a part follows from those of
    /// what ends where it ends and where it begins.
    static let base: UInt64 = 0x9E37_79B9_7F4A_7C15

    @inline(__always)
    static func extended(_ hash: UInt64, by byte: UInt8) -> UInt64 {
        hash &* base &+ UInt64(byte) &+ 1
    }

    private static func hash(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> UInt64 {
        var result: UInt64 = 0
        for index in 0..<count { result = extended(result, by: bytes![index]) }
        return result
    }

    /// Spreads a hash: the high half picks the place, the low half is compared there.
    @inline(__always)
    static func mixed(_ hash: UInt64, _ role: Role) -> UInt64 {
        let seeded = hash ^ role.rawValue
        let product = (seeded ^ seeded >> 29) &* 0xBF58_476D_1CE4_E5B9
        return product ^ product >> 32
    }

    // MARK: Questions

    /// The number of a token; nil where there is no such token.
    func id(of token: String) -> Int? {
        var token = token
        return token.withUTF8 { text in
            withTable { table in
                for role in [Role.whole, .added] {
                    let hash = Self.hash(text.baseAddress, text.count)
                    // The empty text has no address of its own.
                    let start = text.baseAddress ?? table.bytes
                    let id = table.id(start, text.count, hash: hash, role)
                    if id >= 0 { return Int(id) }
                }
                return nil
            }
        }
    }

    /// The text of a token; nil where the number has none.
    func token(_ id: Int) -> String? {
        range(id).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    /// Where a token stands in `bytes`; nil where the number has none.
    func range(_ id: Int) -> Range<Int>? {
        guard lengths.indices.contains(id), lengths[id] >= 0 else { return nil }
        let start = Int(starts[id])
        return start..<start + Int(lengths[id])
    }

    /// Calls `body` with the table as pointers, for many look-ups.
    @inline(__always)
    func withTable<Result>(_ body: (Table) throws -> Result) rethrows -> Result {
        try slots.withUnsafeBufferPointer { slots in
            try filter.withUnsafeBufferPointer { filter in
                try starts.withUnsafeBufferPointer { starts in
                    try lengths.withUnsafeBufferPointer { lengths in
                        try bytes.withUnsafeBufferPointer { bytes in
                            try body(
                                Table(
                                    slots: slots.baseAddress!,
                                    mask: slots.count - 1,
                                    filter: filter.baseAddress!,
                                    filterMask: filter.count - 1,
                                    starts: starts.baseAddress!,
                                    lengths: lengths.baseAddress!,
                                    // No token may have a byte at all.
                                    bytes: bytes.baseAddress ?? UnsafePointer(bitPattern: 1)!,
                                    longest: longest,
                                    prefixCount: prefix.count
                                )
                            )
                        }
                    }
                }
            }
        }
    }

    /// The vocabulary's memory, valid within `withTable`.
    struct Table {
        let slots: UnsafePointer<UInt64>
        let mask: Int
        let filter: UnsafePointer<UInt64>
        let filterMask: Int
        let starts: UnsafePointer<UInt32>
        let lengths: UnsafePointer<Int32>
        let bytes: UnsafePointer<UInt8>
        let longest: Int
        let prefixCount: Int

        /// The number of the token of these bytes, of which `hash` is the polynomial; -1 for none.
        @inline(__always)
        func id(
            _ text: UnsafePointer<UInt8>,
            _ count: Int,
            hash: UInt64,
            _ role: Role
        ) -> Int32 {
            let hash = WordPieceVocabulary.mixed(hash, role)
            let bits = filter[Int(truncatingIfNeeded: hash >> 6) & filterMask]
            if bits >> (hash & 63) & 1 == 0 { return -1 }
            var place = Int(truncatingIfNeeded: hash >> 32) & mask
            while true {
                let slot = slots[place]
                if slot == 0 { return -1 }
                if UInt32(truncatingIfNeeded: slot >> 32) == UInt32(truncatingIfNeeded: hash) {
                    let id = Int(slot & 0xFFFF_FFFF) - 1
                    let skip = role == .continuation ? prefixCount : 0
                    if Int(lengths[id]) == count + skip,
                        equal(bytes + Int(starts[id]) + skip, text, count)
                    {
                        return Int32(truncatingIfNeeded: id)
                    }
                }
                place = (place + 1) & mask
            }
        }

        @inline(__always)
        private func equal(
            _ first: UnsafePointer<UInt8>,
            _ second: UnsafePointer<UInt8>,
            _ count: Int
        ) -> Bool {
            for index in 0..<count where first[index] != second[index] { return false }
            return true
        }
    }
}
