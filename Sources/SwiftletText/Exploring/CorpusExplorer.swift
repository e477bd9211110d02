import SwiftletBase

/// Gathers a ``CorpusSummary`` from labelled texts that come in batches.
///
///     let reader = try LabelledTextReader(from: "tweets.csv")
///     var explorer = CorpusExplorer()
///     while case let rows = try reader.next(upTo: 16_384), !rows.isEmpty { explorer.add(rows) }
///     let summary = explorer.summary()
///
/// The texts are not kept. What is kept are tables: 16 bytes and some room for each different text
/// and each different pair of words, of which there are at most 12 million (see
/// ``TermSummary/possibleShortfall``), and 40 bytes and more for each different word. The result
/// depends neither on the batches nor on the thread count, as long as no pair was forgotten.
public struct CorpusExplorer: Sendable {
    private var classes = ByClass(negative: ClassSummary(), positive: ClassSummary())
    private var texts = ClassCounts()
    private var terms: TermCounter

    /// An explorer that has seen nothing.
    public init() { self.init(pairLimit: 12_000_000) }

    /// - Parameter pairLimit: How many different pairs of words are kept at most.
    package init(pairLimit: Int) { terms = TermCounter(pairLimit: pairLimit) }

    /// What words are counted: HTML entities decoded; lower case; URLs, mentions, numbers,
    /// punctuation, emoticons and emoji left out; hashtags kept with their `#`; runs of a letter
    /// cut to 3; contractions expanded; stop words dropped. Words are not stemmed.
    ///
    /// The cleaner by itself puts words for emoticons and emoji, as cleanings do; the explorer
    /// counts those instead.
    public static let wordCleaner: TextCleaner = {
        var options = TextCleaner.Options.strong
        options.hashtags = .keep
        options.numbers = .remove
        options.maximumLetterRun = 3
        options.stems = false
        return TextCleaner(options)
    }()

    /// Looks at further texts, on all threads.
    public mutating func add(_ rows: [LabelledText]) {
        let parts = Threads.map(rows.count, minimumPart: 512) { range in
            var part = Part()
            for row in rows[range] { part.add(row) }
            return part
        }
        for part in parts {
            for label in 0...1 { classes[label].add(part.classes[label]) }
        }
        let hashes = parts.flatMap { part in
            [0, 1].map { (items: part.hashes[$0], label: $0) }
        }
        texts.add(hashes) { _, hash in hash }
        terms.add(parts.map(\.terms))
    }

    /// What the texts so far are like.
    ///
    /// - Parameter termLimit: At most how many terms each list of terms has.
    public func summary(termLimit: Int = 100) -> CorpusSummary {
        precondition(termLimit >= 0, "At most \(termLimit) terms in a list.")
        return CorpusSummary(
            classes: classes,
            duplicates: DuplicateSummary(texts),
            words: terms.wordSummary(limit: termLimit),
            pairs: terms.pairSummary(limit: termLimit)
        )
    }

    /// What one thread makes of some neighbouring texts.
    private struct Part: Sendable {
        var classes = ByClass(negative: ClassSummary(), positive: ClassSummary())
        var hashes = ByClass<[UInt64]>(negative: [], positive: [])
        var terms = TermPart()

        mutating func add(_ row: LabelledText) {
            let label = row.label
            precondition(0...1 ~= label, "A label of \(label) among two classes.")
            var text = row.text
            text.withUTF8 { bytes in
                hashes[label].append(UnsafeRawBufferPointer(bytes).stableHash)
                CorpusExplorer.wordCleaner.withCleaned(bytes, omitsSymbols: true) {
                    cleaned,
                    symbols in
                    let hasWords = terms.add(cleaned, label: label)
                    classes[label].add(bytes, symbols, hasWords: hasWords)
                }
            }
        }
    }
}
