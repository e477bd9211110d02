import SwiftletBase

extension BytePairTokenizer {
    func encode(
        _ texts: some TextSource,
        _ range: Range<Int>,
        in frame: EncodingFrame
    ) -> (tokens: [Int32], ends: [Int]) {
        model.merges.withTable { merges in
            model.byteIDs.withUnsafeBufferPointer { byteIDs in
                var pass = BytePairPass(
                    model,
                    merges,
                    byteIDs.baseAddress!,
                    texts: range.count
                )
                return pass.encode(texts, range, in: frame)
            }
        }
    }
}

/// One thread's work: cuts text after text into tokens, in memory that it keeps.
struct BytePairPass: TokenizerPass, ~Copyable {
    private let model: BytePairTokenizer.Model
    private let merges: MergeTable.Table
    private let byteIDs: UnsafePointer<Int32>
    private let addsPrefixSpace: Bool
    private let splitsWords: Bool
    let cache: WordCache
    let added: AddedTokens

    var ids: GrowableBuffer<Int32>
    /// A part of a text in its normal form.
    private var normalized = GrowableBuffer<UInt8>(capacity: 1024)
    /// What is cut into words, followed by bytes that may be read.
    private var text = GrowableBuffer<UInt8>(capacity: 1024)
    private var joiner: BytePairJoiner

    /// A pass over about as many texts. The tables must outlive it.
    init(
        _ model: BytePairTokenizer.Model,
        _ merges: MergeTable.Table,
        _ byteIDs: UnsafePointer<Int32>,
        texts: Int
    ) {
        self.model = model
        self.merges = merges
        self.byteIDs = byteIDs
        addsPrefixSpace = model.addsPrefixSpace
        splitsWords = model.splitsWords
        added = model.added
        ids = Self.room(for: texts)
        cache = WordCache(texts: texts, maximumSize: 1 << 15)
        joiner = BytePairJoiner(merges)
    }

    // MARK: A text

    mutating func tokenizeSegment(
        _ bytes: UnsafePointer<UInt8>,
        _ range: Range<Int>,
        _ stop: Int
    ) {
        let bytes = bytes + range.lowerBound
        guard model.hasNormalForm else { return split(bytes, range.count, stop) }
        normalized.removeAll()
        model.normalizer.normalize(bytes, range.count, to: &normalized)
        // Stays where it is: nothing is normalised while it is read.
        let text = UnsafePointer(normalized.base)
        guard normalized.count > 0 else { return }
        if added.normalized.findsNothing(in: text, normalized.count) {
            return split(text, normalized.count, stop)
        }
        var parts = added.normalized.parts(of: text, normalized.count)
        while ids.count < stop, let part = parts.next() {
            switch part {
            case .text(let range): split(text + range.lowerBound, range.count, stop)
            case .token(let id, _): ids.append(id)
            }
        }
    }

    // MARK: Words

    /// Appends the tokens of each word of a part of the normal form.
    private mutating func split(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ stop: Int) {
        text.removeAll()
        text.reserve(count + 1 + BytePairWords.slack)
        if addsPrefixSpace, bytes[0] != UInt8(ascii: " ") { text.put(UInt8(ascii: " ")) }
        text.put(bytes, count)
        (text.base + text.count).initialize(repeating: 0, count: BytePairWords.slack)
        guard splitsWords else { return word(text.base, 0..<text.count) }
        var words = BytePairWords(text.base, text.count)
        while ids.count < stop, let range = words.next() { word(text.base, range) }
    }

    /// Appends the tokens of a word: those of its bytes, joined.
    @inline(never)
    mutating func newWord(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>) {
        let word = bytes + range.lowerBound
        let count = range.count
        if model.ignoresMerges, let id = model.wholeWord(.init(start: word, count: count)) {
            ids.append(Int32(id))
            return
        }
        precondition(count < Int32.max, "A word of \(count) bytes is too long.")
        joiner.start(count)
        var followsUnknown = false
        for index in 0..<count {
            let id = byteIDs[Int(word[index])]
            if id >= 0 {
                joiner.append(id)
            } else if let unknown = model.unknownID, !(followsUnknown && model.fusesUnknown) {
                joiner.append(Int32(unknown))
            }
            followsUnknown = id < 0
        }
        joiner.join(to: &ids)
    }
}

/// Joins the tokens of a word, in memory that it keeps: again and again the pair of the least rank,
/// of equal ones the first.
struct BytePairJoiner: ~Copyable {
    private let table: MergeTable.Table
    private var symbols = GrowableBuffer<Int32>(capacity: 64)
    /// How each symbol is joined with the next one.
    private var merges = GrowableBuffer<UInt64>(capacity: 64)
    /// The places of a long word's symbols by rank: a heap.
    private var heap = GrowableBuffer<UInt64>(capacity: 1)
    /// The places of the symbols before and after each of a long word's.
    private var links = GrowableBuffer<(before: Int32, after: Int32)>(capacity: 1)

    /// Words of more symbols go through a heap, whose time is almost proportional to their length.
    private static let longest = 48

    init(_ table: MergeTable.Table) { self.table = table }

    /// Makes room for a word of up to `count` symbols.
    mutating func start(_ count: Int) {
        symbols.removeAll()
        symbols.reserve(count)
    }

    @inline(__always)
    mutating func append(_ id: Int32) { symbols.put(id) }

    /// Appends the tokens that the symbols become to `ids`.
    mutating func join(to ids: inout GrowableBuffer<Int32>) {
        if symbols.count > Self.longest { joinLong() } else { joinShort() }
        ids.append(from: symbols.base, count: symbols.count)
    }

    private mutating func joinShort() {
        var count = symbols.count
        guard count > 1 else { return }
        merges.removeAll()
        merges.reserve(count)
        let symbols = symbols.base
        let merges = merges.base
        for index in 0..<count - 1 {
            merges[index] = table.merge(symbols[index], symbols[index + 1])
        }
        while count > 1 {
            var best = 0
            for index in 1..<max(1, count - 1) where merges[index] < merges[best] { best = index }
            if merges[best] == .max { break }
            symbols[best] = Int32(truncatingIfNeeded: merges[best])
            count -= 1
            for index in best + 1..<max(best + 1, count) {
                symbols[index] = symbols[index + 1]
                merges[index] = merges[index + 1]
            }
            if best > 0 { merges[best - 1] = table.merge(symbols[best - 1], symbols[best]) }
            if best + 1 < count { merges[best] = table.merge(symbols[best], symbols[best + 1]) }
        }
        self.symbols.count = count
    }

    private mutating func joinLong() {
        let count = symbols.count
        heap.removeAll()
        links.removeAll()
        links.reserve(count)
        for index in 0..<count {
            links.put((Int32(index) - 1, index + 1 < count ? Int32(index) + 1 : -1))
        }
        for index in 0..<count - 1 { push(index) }
        while let (rank, place) = pop() {
            let after = Int(links[place].after)
            guard symbols[place] >= 0, after >= 0 else { continue }
            let merge = table.merge(symbols[place], symbols[after])
            // What was pushed may be another pair by now.
            guard merge >> 32 == rank, merge != .max else { continue }
            symbols[place] = Int32(truncatingIfNeeded: merge)
            symbols[after] = -1
            let next = links[after].after
            links[place].after = next
            if next >= 0 {
                links[Int(next)].before = Int32(place)
                push(place)
            }
            if links[place].before >= 0 { push(Int(links[place].before)) }
        }
        var kept = 0
        for index in 0..<count where symbols[index] >= 0 {
            symbols[kept] = symbols[index]
            kept += 1
        }
        symbols.count = kept
    }

    // MARK: The heap

    /// Adds the pair that begins at `place`, where it is joined.
    private mutating func push(_ place: Int) {
        let merge = table.merge(symbols[place], symbols[Int(links[place].after)])
        if merge == .max { return }
        heap.append(merge & ~0xFFFF_FFFF | UInt64(place))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if heap[parent] <= heap[child] { return }
            (heap[parent], heap[child]) = (heap[child], heap[parent])
            child = parent
        }
    }

    /// Removes the pair of the least rank, of equal ones the first.
    private mutating func pop() -> (rank: UInt64, place: Int)? {
        guard heap.count > 0 else { return nil }
        let least = heap[0]
        heap.count -= 1
        heap[0] = heap[heap.count]
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            if heap[parent] <= heap[child] { break }
            (heap[parent], heap[child]) = (heap[child], heap[parent])
            parent = child
        }
        return (least >> 32, Int(least & 0xFFFF_FFFF))
    }
}
