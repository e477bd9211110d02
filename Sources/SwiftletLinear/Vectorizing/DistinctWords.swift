import SwiftletBase

/// Texts as rows of words, each different word once, for terms that lie within words.
///
/// A word comes again and again: its n-grams of characters are found once, and a text holds what its
/// words hold. As a source of texts it has one for each different word.
final class DistinctWords: TextSource, @unchecked Sendable {
    private let texts: TokenizedCorpus

    /// - Throws: `TrainingDataError` for more than 2^32 words.
    init(_ texts: some TextSource, settings: CountVectorizer.Settings) throws {
        var splitting = settings
        splitting.analyzer = .word
        splitting.tokenPattern = .whitespaceSeparated
        splitting.stopWords = []
        self.texts = try TokenizedCorpus(texts, settings: splitting, minimumCount: 1)
    }

    /// How to cut up the words, which are normalized already.
    static func settings(
        ofWords settings: CountVectorizer.Settings
    ) -> CountVectorizer.Settings {
        var cutting = settings
        cutting.lowercase = false
        cutting.accents = nil
        return cutting
    }

    /// How many different words there are.
    var count: Int { texts.tokens.count }

    func withText<Result>(
        at index: Int,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        body(texts.bytes(ofRank: UInt32(truncatingIfNeeded: index)))
    }

    /// How often a word occurs in the texts.
    func frequency(of word: Int) -> UInt32 { texts.counts[word].frequency }

    var textCount: Int { texts.starts.count - 1 }

    /// Calls `body` with each word of a text, in order.
    @inline(__always)
    func forEachWord(ofText text: Int, _ body: (_ word: Int) -> Void) {
        let stream = texts.stream.base
        for position in texts.starts[text]..<texts.starts[text &+ 1]
        where stream[position] != .none {
            body(Int(stream[position]))
        }
    }

    /// Counts the n-grams of the words in the texts: how often each occurs, and in how many texts.
    /// N-grams that occur fewer than `minimumCount` times or are no terms are said to be in no text.
    ///
    /// - Parameters:
    ///   - levels: The n-grams of `corpus`, which has a document for each word. Gets the counts.
    ///   - shortest: How many characters a term has at least, unless it is a whole word.
    func count(
        _ levels: [NGramLevel],
        in corpus: borrowing TokenizedCorpus,
        shortest: Int,
        minimumCount: Int
    ) {
        for level in levels {
            for gram in 0..<level.grams.count {
                level.grams.base[gram].frequency = 0
                level.grams.base[gram].documentFrequency = 0
            }
            for word in 0..<count {
                let frequency = frequency(of: word)
                for position in corpus.starts[word]..<corpus.starts[word + 1] {
                    let gram = level.occurrences[position]
                    if gram != .none { level.grams.base[Int(gram)].frequency &+= frequency }
                }
            }
        }

        var candidates = 0
        let numbers = levels.enumerated().map { index, level in
            (0..<level.grams.count).map { place -> UInt32 in
                let gram = level.grams[place]
                let isTerm =
                    index + 1 >= shortest
                    || index == 0 && isWholeWord(corpus.bytes(ofRank: gram.token))
                if !isTerm || Int(gram.frequency) < minimumCount { return .none }
                candidates += 1
                return UInt32(candidates - 1)
            }
        }
        let lists = TermLists(levels, numbers, in: corpus)
        let counts = documentFrequencies(of: lists, terms: candidates)
        for (level, numbers) in zip(levels, numbers) {
            for (gram, number) in numbers.enumerated() where number != .none {
                level.grams.base[gram].documentFrequency = counts[Int(number)]
            }
        }
    }

    /// In how many texts each term occurs.
    private func documentFrequencies(of lists: TermLists, terms: Int) -> [UInt32] {
        struct Count: BitwiseCopyable {
            var texts: UInt32
            /// The last text that was counted, from 1.
            var last: UInt32
        }
        let parts = Threads.map(textCount, minimumPart: 1024) { range in
            let counts = Storage<Count>(zeros: terms)
            let base = counts.address
            for text in range {
                let mark = UInt32(truncatingIfNeeded: text &+ 1)
                forEachWord(ofText: text) { word in
                    for term in lists.terms(of: word) where base[Int(term)].last != mark {
                        base[Int(term)] = Count(texts: base[Int(term)].texts &+ 1, last: mark)
                    }
                }
            }
            return counts
        }
        return (0..<terms).map { term in
            parts.reduce(0) { $0 &+ $1.address[term].texts }
        }
    }
}

/// The terms that each document of a corpus holds, as often as it holds them.
final class TermLists: @unchecked Sendable {
    private let starts: GrowableBuffer<Int>
    private let all: GrowableBuffer<UInt32>

    /// - Parameter numbers: For each level and n-gram the number of the term that it is, or `.none`.
    init(_ levels: [NGramLevel], _ numbers: [[UInt32]], in corpus: borrowing TokenizedCorpus) {
        let documents = corpus.starts.count - 1
        var starts = GrowableBuffer<Int>(capacity: documents + 1)
        var all = GrowableBuffer<UInt32>(capacity: corpus.stream.count)
        starts.append(0)
        forEachTermList(of: 0..<documents, levels, numbers, starts: corpus.starts.base) { terms in
            all.append(from: terms.base, count: terms.count)
            starts.append(all.count)
        }
        self.starts = starts
        self.all = all
    }

    @inline(__always)
    func terms(of document: Int) -> UnsafeBufferPointer<UInt32> {
        let start = starts[document]
        return UnsafeBufferPointer(start: all.base + start, count: starts[document &+ 1] &- start)
    }
}

/// Calls `body` with the terms that each of some documents holds, as often as it holds them, in no
/// particular order; `body` may change their order.
///
/// - Parameters:
///   - numbers: For each level and n-gram the number of the term that it is, or `.none`.
///   - starts: Where the documents start in the levels' occurrences.
func forEachTermList(
    of documents: Range<Int>,
    _ levels: [NGramLevel],
    _ numbers: [[UInt32]],
    starts: UnsafePointer<Int>,
    _ body: (_ terms: borrowing GrowableBuffer<UInt32>) -> Void
) {
    let sources = zip(levels, numbers).filter { $1.contains { $0 != .none } }
    let streams = sources.map { UnsafePointer($0.0.occurrences.base) }
    var terms = GrowableBuffer<UInt32>(capacity: 128)
    withAddresses(of: sources.map(\.1)) { numbers in
        streams.withUnsafeBufferPointer { streams in
            for document in documents {
                let (start, end) = (starts[document], starts[document &+ 1])
                terms.removeAll()
                terms.reserve((end &- start) &* streams.count)
                var count = 0
                let target = terms.base
                for level in 0..<streams.count {
                    let (stream, numbers) = (streams[level], numbers[level])
                    for position in start..<end {
                        let gram = stream[position]
                        if gram == .none { continue }
                        let number = numbers[Int(gram)]
                        target[count] = number
                        count &+= number == .none ? 0 : 1
                    }
                }
                terms.count = count
                body(terms)
            }
        }
    }
    extendLifetime(sources)
}

/// Calls `body` with the address of each array's elements.
private func withAddresses(
    of arrays: [[UInt32]],
    _ body: (UnsafeBufferPointer<UnsafePointer<UInt32>>) -> Void
) {
    func collect(_ index: Int, _ addresses: [UnsafePointer<UInt32>]) {
        if index == arrays.count {
            addresses.withUnsafeBufferPointer(body)
            return
        }
        arrays[index].withUnsafeBufferPointer {
            collect(index + 1, addresses + [$0.baseAddress!])
        }
    }
    collect(0, [])
}
