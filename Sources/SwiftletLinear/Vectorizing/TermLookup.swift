import SwiftletBase

/// From the tokens of a text to the columns of a vocabulary, by hash tables. Never changes once made,
/// so threads share it.
final class TermLookup: TermFinder, @unchecked Sendable {
    private let analyzer: TextAnalyzer
    private let stopWordCount: UInt32
    private let ngramRange: ClosedRange<Int>
    private let tokens: TokenTable
    /// The column of each token as a term by itself, or `.none`.
    private let tokenColumns: [UInt32]
    private let pairs: PairTable

    /// - Throws: `SettingError`, `.duplicateTerm`, `.corpusTooLarge`.
    init(_ vocabulary: Vocabulary, settings: CountVectorizer.Settings) throws {
        analyzer = TextAnalyzer(settings)
        ngramRange = settings.ngramRange
        var tokens = stopWordTable(settings, capacity: vocabulary.count)
        let stopWordCount = UInt32(tokens.count)
        self.stopWordCount = stopWordCount
        var tokenColumns = [UInt32](repeating: .none, count: tokens.count)
        var pairs = PairTable(capacity: vocabulary.count)

        // Terms that no text can hold, such as those with a stop word, have a column all the same.
        var outOfReach: [Int: Int] = [:]
        var outOfReachTerms: [String: Int] = [:]
        var duplicate: (first: Int, second: Int)?
        var isTooLarge = false
        var numbers: [UInt32] = []
        let offsets = vocabulary.offsets
        let padded = vocabulary.utf8 + [UInt8](repeating: 0, count: TokenTable.padding)
        padded.withUnsafeBufferPointer { bytes in
            for column in 0..<vocabulary.count {
                let term = UnsafeBufferPointer(
                    rebasing: bytes[Int(offsets[column])..<Int(offsets[column + 1])]
                )
                numbers.removeAll(keepingCapacity: true)
                let isInReach = split(term, settings: settings) { start, count in
                    let number = tokens.intern(start, count: count)
                    if number >= tokenColumns.count { tokenColumns.append(.none) }
                    numbers.append(number)
                }
                if tokens.count >= Int(PairTable.gramBit)
                    || pairs.count >= Int(PairTable.gramBit) - 1
                {
                    isTooLarge = true
                    return
                }
                if !isInReach || numbers.isEmpty || numbers.contains(where: { $0 < stopWordCount })
                {
                    if let first = outOfReachTerms.updateValue(column, forKey: vocabulary[column]) {
                        duplicate = (first, column)
                        return
                    }
                    outOfReach[column] = column
                    continue
                }
                let earlier: UInt32
                if numbers.count == 1 {
                    earlier = tokenColumns[Int(numbers[0])]
                    tokenColumns[Int(numbers[0])] = UInt32(column)
                } else {
                    var prefix = numbers[0]
                    for token in numbers[1..<numbers.count - 1] {
                        prefix = pairs.intern(prefix, token)
                    }
                    let last = numbers[numbers.count - 1]
                    _ = pairs.intern(prefix, last)
                    earlier = pairs.setColumn(UInt32(column), of: prefix, last)
                }
                if earlier != .none {
                    duplicate = (Int(earlier), column)
                    return
                }
            }
        }
        if isTooLarge {
            throw TrainingDataError.corpusTooLarge(
                what: "terms",
                count: vocabulary.count,
                most: Int(PairTable.gramBit) - 1
            )
        }
        if let duplicate {
            throw SettingError.duplicateTerm(
                vocabulary[duplicate.second],
                first: duplicate.first,
                second: duplicate.second
            )
        }
        self.tokens = tokens
        self.tokenColumns = tokenColumns
        self.pairs = pairs
    }

    @inline(__always) @discardableResult
    func appendColumns(
        of text: UnsafeBufferPointer<UInt8>,
        workspace: inout TermWorkspace,
        to columns: inout GrowableBuffer<UInt32>
    ) -> TokenCounts {
        workspace.tokens.removeAll()
        let counts = tokenColumns.withUnsafeBufferPointer { tokenColumns in
            let counts = lookUpTokens(text, tokenColumns, workspace: &workspace, columns: &columns)
            let count = workspace.tokens.count
            if ngramRange.lowerBound == 1 {
                for index in 0..<count {
                    let token = workspace.tokens[index]
                    if token != .none && tokenColumns[Int(token)] != .none {
                        columns.append(tokenColumns[Int(token)])
                    }
                }
            }
            return counts
        }
        if ngramRange.upperBound > 1 {
            appendLongerGrams(workspace: &workspace, to: &columns)
        }
        return counts
    }

    private func appendLongerGrams(
        workspace: inout TermWorkspace,
        to columns: inout GrowableBuffer<UInt32>
    ) {
        let count = workspace.tokens.count
        workspace.grams.removeAll()
        workspace.grams.append(from: workspace.tokens.base, count: count)
        let (tokens, grams) = (workspace.tokens.base, workspace.grams.base)
        var length = 2
        while length <= min(ngramRange.upperBound, count) {
            var found = false
            for start in 0...(count &- length) {
                let (prefix, last) = (grams[start], tokens[start &+ length &- 1])
                if prefix == .none || last == .none {
                    grams[start] = .none
                    continue
                }
                let entry = pairs.find(prefix, last)
                grams[start] = entry.gram
                if entry.gram == .none { continue }
                found = true
                if length >= ngramRange.lowerBound && entry.column != .none {
                    columns.append(entry.column)
                }
            }
            if !found { break }
            length += 1
        }
    }

    func tokenCounts(
        of text: UnsafeBufferPointer<UInt8>,
        workspace: inout TermWorkspace
    ) -> TokenCounts {
        workspace.tokens.removeAll()
        var columns = GrowableBuffer<UInt32>(capacity: 1)
        return tokenColumns.withUnsafeBufferPointer { tokenColumns in
            lookUpTokens(text, tokenColumns, workspace: &workspace, columns: &columns)
        }
    }

    @inline(never)
    private func lookUpTokens(
        _ text: UnsafeBufferPointer<UInt8>,
        _ tokenColumns: UnsafeBufferPointer<UInt32>,
        workspace: inout TermWorkspace,
        columns: inout GrowableBuffer<UInt32>
    ) -> TokenCounts {
        // The sink owns the buffers while the analyzer runs, so that no access goes through `self`.
        var sink = LookupSink(
            lookup: self,
            tokenColumns: tokenColumns,
            knowsByColumn: ngramRange.lowerBound == 1,
            tokens: GrowableBuffer(capacity: 1),
            columns: GrowableBuffer(capacity: 1)
        )
        swap(&sink.tokens, &workspace.tokens)
        swap(&sink.columns, &columns)
        analyzer.analyze(text, workspace: &workspace.analysis, sink: &sink)
        swap(&sink.tokens, &workspace.tokens)
        swap(&sink.columns, &columns)
        return sink.counts
    }

    private struct LookupSink: TokenSink, ~Copyable {
        unowned(unsafe) let lookup: TermLookup
        let tokenColumns: UnsafeBufferPointer<UInt32>
        /// Whether a known token has a column; else it is enough to be in a term.
        let knowsByColumn: Bool
        var tokens: GrowableBuffer<UInt32>
        var columns: GrowableBuffer<UInt32>
        var counts = TokenCounts()

        @inline(__always)
        mutating func take(_ token: UnsafePointer<UInt8>, count: Int) {
            let number = lookup.tokens.find(token, count: count)
            if number < lookup.stopWordCount { return }
            tokens.append(number)
            self.count(number)
        }

        @inline(__always)
        private mutating func count(_ number: UInt32) {
            counts.all += 1
            if number == .none || (knowsByColumn && tokenColumns[Int(number)] == .none) {
                counts.unknown += 1
            }
        }

        mutating func takeWhole(_ word: UnsafePointer<UInt8>, count: Int) {
            let number = lookup.tokens.find(word, count: count)
            if number != .none && tokenColumns[Int(number)] != .none {
                columns.append(tokenColumns[Int(number)])
            }
            self.count(number)
        }

        mutating func endSegment() { tokens.append(.none) }
    }
}

/// A table that holds the stop words and nothing else: their numbers are below its count.
func stopWordTable(_ settings: CountVectorizer.Settings, capacity: Int) -> TokenTable {
    var table = TokenTable(capacity: capacity)
    guard settings.analyzer == .word else { return table }
    for word in settings.stopWords {
        let padded = Array(word.utf8) + [UInt8](repeating: 0, count: TokenTable.padding)
        padded.withUnsafeBufferPointer {
            _ = table.intern($0.baseAddress!, count: $0.count - TokenTable.padding)
        }
    }
    return table
}

/// Splits a term of a vocabulary into its tokens. Returns false where no text can hold the term.
private func split(
    _ term: UnsafeBufferPointer<UInt8>,
    settings: CountVectorizer.Settings,
    _ body: (_ start: UnsafePointer<UInt8>, _ count: Int) -> Void
) -> Bool {
    guard let base = term.baseAddress, term.count > 0 else { return false }
    switch settings.analyzer {
    case .word:
        var start = 0
        for position in 0...term.count where position == term.count || term[position] == 0x20 {
            if position == start { return false }
            start = position + 1
        }
        start = 0
        for position in 0...term.count where position == term.count || term[position] == 0x20 {
            body(base + start, position - start)
            start = position + 1
        }
    case .characterWithinWords
    where term.reduce(0, { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }) < settings.ngramRange.lowerBound:
        body(base, term.count)
    case .character, .characterWithinWords:
        var position = 0
        while position < term.count {
            let (_, length) = decodeScalar(term, at: position)
            body(base + position, length)
            position += length
        }
    }
    return true
}

/// For n-grams of two tokens or more: from the number of all tokens but the last, and the number
/// of the last, to the n-gram's own number and its column. A flat hash table, linear probing.
struct PairTable: ~Copyable {
    struct Entry: BitwiseCopyable {
        var key: UInt64
        /// The n-gram's number, or `.none` in an empty slot.
        var gram: UInt32
        /// Its column, or `.none` where it is only the start of longer ones.
        var column: UInt32
    }

    /// Numbers of n-grams of two tokens or more have this bit, numbers of tokens do not.
    static let gramBit: UInt32 = 0x8000_0000

    private var slots: UnsafeMutablePointer<Entry>
    private var mask: Int
    private(set) var count = 0

    init(capacity: Int) {
        var slotCount = 16
        while slotCount < capacity * 2 { slotCount *= 2 }
        mask = slotCount - 1
        slots = .allocate(capacity: slotCount)
        slots.initialize(
            repeating: Entry(key: 0, gram: .none, column: .none),
            count: slotCount
        )
    }

    deinit { slots.deallocate() }

    @inline(__always)
    func find(_ prefix: UInt32, _ token: UInt32) -> Entry {
        slots[slot(Self.key(prefix, token))]
    }

    /// The n-gram's number, which it gets now if it is new.
    mutating func intern(_ prefix: UInt32, _ token: UInt32) -> UInt32 {
        let key = Self.key(prefix, token)
        let slot = slot(key)
        if slots[slot].gram != .none { return slots[slot].gram }
        let gram = UInt32(count) | Self.gramBit
        slots[slot] = Entry(key: key, gram: gram, column: .none)
        count += 1
        if count * 2 > mask { grow() }
        return gram
    }

    /// Gives a known n-gram a column. Returns the one that it had, or `.none`.
    mutating func setColumn(_ column: UInt32, of prefix: UInt32, _ token: UInt32) -> UInt32 {
        let slot = slot(Self.key(prefix, token))
        let earlier = slots[slot].column
        slots[slot].column = column
        return earlier
    }

    private mutating func grow() {
        let (old, oldCount) = (slots, mask + 1)
        mask = oldCount * 2 - 1
        slots = .allocate(capacity: mask + 1)
        slots.initialize(
            repeating: Entry(key: 0, gram: .none, column: .none),
            count: mask + 1
        )
        for index in 0..<oldCount where old[index].gram != .none {
            slots[slot(old[index].key)] = old[index]
        }
        old.deallocate()
    }

    @inline(__always)
    private static func key(_ prefix: UInt32, _ token: UInt32) -> UInt64 {
        UInt64(prefix) &<< 32 | UInt64(token)
    }

    /// The slot where the key stands, or the empty one where it belongs.
    @inline(__always)
    private func slot(_ key: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: key.foldedProduct(0x9E37_79B9_7F4A_7C15)) & mask
        while slots[slot].gram != .none && slots[slot].key != key { slot = (slot &+ 1) & mask }
        return slot
    }
}
