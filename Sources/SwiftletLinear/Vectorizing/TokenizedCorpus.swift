import SwiftletBase
import SwiftletPlatform

/// How often a token occurs, and in how many texts.
struct TokenCount: BitwiseCopyable {
    var frequency: UInt32
    var documentFrequency: UInt32
    var lastDocument: UInt32
}

/// Some neighbouring texts as numbers of tokens, with a table of their own.
private struct CorpusPart: ~Copyable {
    var table: TokenTable
    var counts: GrowableBuffer<TokenCount>
    /// The tokens in order; `.none` ends each text and each segment.
    var stream: GrowableBuffer<UInt32>
    /// Where each text ends in `stream`, its `.none` included.
    var ends = GrowableBuffer<Int>()
    var longest = 0
    var hasTerms = false

    init(stopWords: consuming TokenTable) {
        counts = GrowableBuffer(
            repeating: TokenCount(frequency: 0, documentFrequency: 0, lastDocument: .none),
            count: stopWords.count
        )
        counts.reserve(1024)
        table = stopWords
        stream = GrowableBuffer(capacity: 1024)
    }
}

private final class CorpusPartBox {
    var part: CorpusPart
    init(_ part: consuming CorpusPart) { self.part = part }
}

/// Numbers and counts the tokens of one part.
private struct CountingSink: TokenSink, ~Copyable {
    var part: CorpusPart
    let stopWordCount: UInt32
    var document: UInt32 = 0

    @inline(__always)
    mutating func take(_ token: UnsafePointer<UInt8>, count: Int) {
        let number = part.table.intern(token, count: count)
        if number < stopWordCount { return }
        let index = Int(number)
        if index == part.counts.count {
            part.counts.append(
                TokenCount(frequency: 0, documentFrequency: 0, lastDocument: .none)
            )
        }
        let entry = part.counts.base + index
        entry.pointee.frequency &+= 1
        if entry.pointee.lastDocument != document {
            entry.pointee.lastDocument = document
            entry.pointee.documentFrequency &+= 1
        }
        part.stream.append(number)
    }

    mutating func takeWhole(_ word: UnsafePointer<UInt8>, count: Int) {
        part.hasTerms = true
        take(word, count: count)
        endSegment()
    }

    mutating func endSegment() { part.stream.append(.none) }
}

/// Texts as a stream of token ranks: the tokens that occur in enough texts, numbered in the order
/// of their bytes; `.none` stands for all others and behind each text.
struct TokenizedCorpus: ~Copyable {
    let table: TokenTable
    /// The token of each rank.
    let tokens: GrowableBuffer<UInt32>
    /// The counts of each rank.
    let counts: GrowableBuffer<TokenCount>
    let stream: GrowableBuffer<UInt32>
    /// Where each text starts in `stream`, and where the last one ends.
    let starts: GrowableBuffer<Int>
    /// The text of each position of `stream`.
    let documents: GrowableBuffer<UInt32>
    /// The most positions that a text takes.
    let longest: Int
    /// Whether any text held an n-gram of the shortest length.
    let hasTerms: Bool

    /// - Parameter minimumCount: Tokens of fewer texts get no rank, and no longer n-gram that
    ///   holds one can occur in more texts.
    init<Texts: TextSource>(
        _ texts: Texts,
        settings: CountVectorizer.Settings,
        minimumCount: Int
    ) throws {
        let boxes = Self.tokenize(texts, settings: settings)
        let most = Int(UInt32.max) - 1
        var length = 0
        for box in boxes { length += box.part.stream.count }
        if length > most {
            throw TrainingDataError.corpusTooLarge(what: "tokens", count: length, most: most)
        }

        // One table for all parts: the first part's, and what the others add.
        var table = TokenTable(capacity: 1)
        var counts = GrowableBuffer<TokenCount>(capacity: 1)
        var numbers: [[UInt32]] = []
        for (index, box) in boxes.enumerated() {
            if index == 0 {
                swap(&table, &box.part.table)
                swap(&counts, &box.part.counts)
                numbers.append([])
            } else {
                numbers.append(Self.merge(box.part, into: &table, &counts))
            }
        }

        let ranking = Self.rank(table, counts, minimumCount: minimumCount)
        let stream = GrowableBuffer<UInt32>(uninitialized: length)
        let documents = GrowableBuffer<UInt32>(uninitialized: length)
        let starts = GrowableBuffer<Int>(uninitialized: texts.count + 1)
        starts[0] = 0
        nonisolated(unsafe) let (streamBase, documentBase) = (stream.base, documents.base)
        nonisolated(unsafe) let (startBase, rankBase) = (starts.base, ranking.ranks.base)
        nonisolated(unsafe) let parts = boxes
        let (mappings, textCount) = (numbers, texts.count)
        Threads.split(boxes.count) { _, range in
            for index in range {
                var position = 0
                for earlier in 0..<index { position += parts[earlier].part.stream.count }
                Self.relabel(
                    parts[index].part,
                    numbers: mappings[index],
                    ranks: rankBase,
                    position: position,
                    firstText: textCount * index / parts.count,
                    stream: streamBase,
                    documents: documentBase,
                    starts: startBase
                )
            }
        }
        self.tokens = ranking.tokens
        self.counts = GrowableBuffer(uninitialized: tokens.count)
        for rank in 0..<tokens.count { self.counts[rank] = counts[Int(tokens[rank])] }
        self.table = table
        self.stream = stream
        self.documents = documents
        self.starts = starts
        longest = boxes.reduce(0) { max($0, $1.part.longest) }
        hasTerms = boxes.contains { $0.part.hasTerms }
    }

    /// The bytes of the token of a rank.
    @inline(__always)
    func bytes(ofRank rank: UInt32) -> UnsafeBufferPointer<UInt8> { table[tokens[Int(rank)]] }

    // MARK: - Steps

    private static func tokenize<Texts: TextSource>(
        _ texts: Texts,
        settings: CountVectorizer.Settings
    ) -> [CorpusPartBox] {
        let parts = Threads.parts(texts.count, minimumPart: 64)
        let boxes = [CorpusPartBox?](unsafeUninitializedCapacity: parts) { buffer, count in
            buffer.initialize(repeating: nil)
            count = parts
            nonisolated(unsafe) let slots = buffer
            Threads.split(parts) { _, range in
                for part in range {
                    let range = texts.count * part / parts..<texts.count * (part + 1) / parts
                    slots[part] = CorpusPartBox(tokenize(texts, range, settings: settings))
                }
            }
        }
        return boxes.map { $0! }
    }

    private static func tokenize<Texts: TextSource>(
        _ texts: Texts,
        _ range: Range<Int>,
        settings: CountVectorizer.Settings
    ) -> CorpusPart {
        let analyzer = TextAnalyzer(settings)
        let stopWords = stopWordTable(settings, capacity: 4096)
        let stopWordCount = UInt32(stopWords.count)
        let shortest = settings.ngramRange.lowerBound
        var sink = CountingSink(
            part: CorpusPart(stopWords: stopWords),
            stopWordCount: stopWordCount
        )
        var workspace = TextAnalyzer.Workspace()
        for index in range {
            let start = sink.part.stream.count
            texts.withText(at: index) {
                analyzer.analyze($0, workspace: &workspace, sink: &sink)
            }
            let length = sink.part.stream.count - start
            sink.part.stream.append(.none)
            sink.part.ends.append(sink.part.stream.count)
            sink.part.longest = max(sink.part.longest, length + 1)
            // A word cut into characters is at least as long as the shortest n-gram.
            if length >= shortest { sink.part.hasTerms = true }
            sink.document &+= 1
        }
        return sink.part
    }

    /// Adds a part's tokens and counts to those of the parts before it. Returns their numbers there.
    private static func merge(
        _ part: borrowing CorpusPart,
        into table: inout TokenTable,
        _ counts: inout GrowableBuffer<TokenCount>
    ) -> [UInt32] {
        var numbers: [UInt32] = []
        numbers.reserveCapacity(part.table.count)
        for token in 0..<UInt32(part.table.count) {
            let bytes = part.table[token]
            let number = table.intern(bytes.baseAddress!, count: bytes.count)
            let added = part.counts[Int(token)]
            if Int(number) == counts.count {
                counts.append(added)
            } else {
                counts.base[Int(number)].frequency &+= added.frequency
                counts.base[Int(number)].documentFrequency &+= added.documentFrequency
            }
            numbers.append(number)
        }
        return numbers
    }

    private struct RankedToken: BitwiseCopyable {
        /// The first eight bytes, the first one highest.
        var head: UInt64
        var token: UInt32
    }

    /// The tokens that occur in enough texts, sorted by their bytes, and the rank of every token.
    private struct Ranking: ~Copyable {
        var tokens: GrowableBuffer<UInt32>
        var ranks: GrowableBuffer<UInt32>
    }

    private static func rank(
        _ table: borrowing TokenTable,
        _ counts: borrowing GrowableBuffer<TokenCount>,
        minimumCount: Int
    ) -> Ranking {
        var sorted = GrowableBuffer<RankedToken>(capacity: counts.count)
        for token in 0..<counts.count {
            let documentFrequency = Int(counts[token].documentFrequency)
            if documentFrequency == 0 || documentFrequency < minimumCount { continue }
            var head: UInt64 = 0
            let bytes = table[UInt32(token)]
            for position in 0..<8 {
                head = head &<< 8 | (position < bytes.count ? UInt64(bytes[position]) : 0)
            }
            sorted.append(RankedToken(head: head, token: UInt32(token)))
        }
        let scratch = GrowableBuffer<RankedToken>(uninitialized: sorted.count)
        radixSort(
            UnsafeMutableBufferPointer(start: sorted.base, count: sorted.count),
            scratch: scratch.base,
            bits: 0..<64
        ) { $0.head }

        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count && sorted[end].head == sorted[start].head { end += 1 }
            if end - start > 1 {
                var ties = UnsafeMutableBufferPointer(
                    start: sorted.base + start,
                    count: end - start
                )
                ties.sort { precedes(table[$0.token], table[$1.token]) }
            }
            start = end
        }
        let ranking = Ranking(
            tokens: GrowableBuffer(uninitialized: sorted.count),
            ranks: GrowableBuffer(repeating: .none, count: counts.count)
        )
        for rank in 0..<sorted.count {
            ranking.tokens[rank] = sorted[rank].token
            ranking.ranks[Int(sorted[rank].token)] = UInt32(rank)
        }
        return ranking
    }

    /// Writes a part's stream, token numbers replaced by ranks, to its place among all.
    private static func relabel(
        _ part: borrowing CorpusPart,
        numbers: [UInt32],
        ranks: UnsafePointer<UInt32>,
        position: Int,
        firstText: Int,
        stream: UnsafeMutablePointer<UInt32>,
        documents: UnsafeMutablePointer<UInt32>,
        starts: UnsafeMutablePointer<Int>
    ) {
        var index = 0
        numbers.withUnsafeBufferPointer { numbers in
            for text in 0..<part.ends.count {
                let end = part.ends[text]
                while index < end {
                    var token = part.stream[index]
                    if token != .none {
                        if !numbers.isEmpty { token = numbers[Int(token)] }
                        token = ranks[Int(token)]
                    }
                    stream[position &+ index] = token
                    documents[position &+ index] = UInt32(truncatingIfNeeded: firstText &+ text)
                    index &+= 1
                }
                starts[firstText + text + 1] = position + end
            }
        }
    }
}

/// Whether `first` comes before `second` when sorted by bytes.
func precedes(_ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>) -> Bool {
    let common = min(first.count, second.count)
    if common > 0 {
        let difference = memcmp(first.baseAddress!, second.baseAddress!, common)
        if difference != 0 { return difference < 0 }
    }
    return first.count < second.count
}
