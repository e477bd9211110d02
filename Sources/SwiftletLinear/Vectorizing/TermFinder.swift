import SwiftletBase
import SwiftletPlatform
import Synchronization

/// Finds the columns of a text's terms.
protocol TermFinder: AnyObject, Sendable {
    /// Appends the column of each term of `text` to `columns`, as often as the term occurs, in no
    /// particular order.
    ///
    /// - Returns: What ``tokenCounts(of:workspace:)`` returns.
    @discardableResult
    func appendColumns(
        of text: UnsafeBufferPointer<UInt8>,
        workspace: inout TermWorkspace,
        to columns: inout GrowableBuffer<UInt32>
    ) -> TokenCounts

    /// The counts alone, without the columns.
    func tokenCounts(
        of text: UnsafeBufferPointer<UInt8>,
        workspace: inout TermWorkspace
    ) -> TokenCounts
}

/// The workspace of a `TermFinder`; one for each thread.
struct TermWorkspace: ~Copyable {
    var analysis = TextAnalyzer.Workspace()
    var bytes = GrowableBuffer<UInt8>(capacity: 64)
    var tokens = GrowableBuffer<UInt32>(capacity: 64)
    var grams = GrowableBuffer<UInt32>(capacity: 64)
}

/// How many tokens a text has, stop words left out, and how many of them are no term; where
/// n-grams begin with longer ones, how many are in no term.
struct TokenCounts {
    var all = 0
    var unknown = 0
}

/// The finder of a vocabulary's terms: binary search for the first texts, where the terms are sorted,
/// and a hash table once there are texts enough to be worth making it.
final class TermFinders: Sendable {
    /// How many texts binary search serves in the time of making a table.
    private static let fewTexts = 500

    private let vocabulary: Vocabulary
    private let settings: CountVectorizer.Settings
    private let sorted: SortedTerms?
    private let table = LazyValue<TermLookup>()
    private let searched = Atomic<Int>(0)

    /// - Throws: `SettingError` for an empty vocabulary and for a term that stands there twice.
    init(_ vocabulary: Vocabulary, settings: CountVectorizer.Settings) throws {
        if vocabulary.isEmpty { throw SettingError.givenVocabularyIsEmpty }
        self.vocabulary = vocabulary
        self.settings = settings
        sorted = SortedTerms(vocabulary, settings: settings)
        if sorted == nil {
            let lookup = try TermLookup(vocabulary, settings: settings)
            _ = table.value { lookup }
        }
    }

    /// The one to take for some texts.
    ///
    /// - Parameter countsTokens: Whether counts of unknown tokens are wanted.
    func finder(texts: Int, countsTokens: Bool) -> any TermFinder {
        if let sorted, !countsTokens || settings.ngramRange.lowerBound == 1,
            searched.wrappingAdd(texts, ordering: .relaxed).newValue <= Self.fewTexts
        {
            return sorted
        }
        return table.value {
            do {
                return try TermLookup(vocabulary, settings: settings)
            } catch {
                preconditionFailure("Terms in ascending order are no valid vocabulary: \(error)")
            }
        }
    }
}

/// Finds the terms of a text by binary search in a vocabulary that is sorted by bytes, as those are
/// that a vectorizer learned.
///
/// Slower than ``TermLookup`` but ready at once: what serves a program that classifies a few texts.
final class SortedTerms: TermFinder, @unchecked Sendable {
    private let analyzer: TextAnalyzer
    private let ngramRange: ClosedRange<Int>
    private let vocabulary: Vocabulary
    private let stopWords: TokenTable
    /// How many blanks stand between the tokens of a term.
    private let blanks: Int

    /// - Returns: Nil where the terms are not in ascending order.
    init?(_ vocabulary: Vocabulary, settings: CountVectorizer.Settings) {
        let rises = vocabulary.utf8.withUnsafeBufferPointer { utf8 in
            let offsets = vocabulary.offsets
            return (1..<max(1, vocabulary.count)).allSatisfy { term in
                let (first, start) = (Int(offsets[term - 1]), Int(offsets[term]))
                return precedes(
                    UnsafeBufferPointer(rebasing: utf8[first..<start]),
                    UnsafeBufferPointer(rebasing: utf8[start..<Int(offsets[term + 1])])
                )
            }
        }
        if !rises { return nil }
        analyzer = TextAnalyzer(settings)
        ngramRange = settings.ngramRange
        self.vocabulary = vocabulary
        stopWords = stopWordTable(settings, capacity: settings.stopWords.count)
        blanks = settings.analyzer == .word ? 1 : 0
    }

    /// Where n-grams begin with longer ones, the counts of unknown tokens say nothing.
    @discardableResult
    func appendColumns(
        of text: UnsafeBufferPointer<UInt8>,
        workspace: inout TermWorkspace,
        to columns: inout GrowableBuffer<UInt32>
    ) -> TokenCounts {
        vocabulary.utf8.withUnsafeBufferPointer { utf8 in
            vocabulary.offsets.withUnsafeBufferPointer { offsets in
                var sink = Sink(
                    terms: self,
                    utf8: utf8,
                    offsets: offsets,
                    bytes: GrowableBuffer(capacity: 1),
                    ends: GrowableBuffer(capacity: 1),
                    columns: GrowableBuffer(capacity: 1)
                )
                swap(&sink.bytes, &workspace.bytes)
                swap(&sink.ends, &workspace.tokens)
                swap(&sink.columns, &columns)
                sink.bytes.removeAll()
                sink.ends.removeAll()
                analyzer.analyze(text, workspace: &workspace.analysis, sink: &sink)
                sink.endSegment()
                swap(&sink.bytes, &workspace.bytes)
                swap(&sink.ends, &workspace.tokens)
                swap(&sink.columns, &columns)
                return sink.counts
            }
        }
    }

    func tokenCounts(
        of text: UnsafeBufferPointer<UInt8>,
        workspace: inout TermWorkspace
    ) -> TokenCounts {
        var columns = GrowableBuffer<UInt32>()
        return appendColumns(of: text, workspace: &workspace, to: &columns)
    }

    /// Lays the tokens of a segment end to end, as they stand in a term, and looks up its n-grams.
    private struct Sink: TokenSink, ~Copyable {
        unowned(unsafe) let terms: SortedTerms
        let utf8: UnsafeBufferPointer<UInt8>
        let offsets: UnsafeBufferPointer<Int32>
        var bytes: GrowableBuffer<UInt8>
        /// Where each token ends in `bytes`.
        var ends: GrowableBuffer<UInt32>
        var columns: GrowableBuffer<UInt32>
        var counts = TokenCounts()

        mutating func take(_ token: UnsafePointer<UInt8>, count: Int) {
            if terms.stopWords.find(token, count: count) != .none { return }
            if ends.count > 0 && terms.blanks > 0 { bytes.append(0x20) }
            bytes.append(from: token, count: count)
            ends.append(UInt32(truncatingIfNeeded: bytes.count))
            counts.all += 1
        }

        mutating func takeWhole(_ word: UnsafePointer<UInt8>, count: Int) {
            let word = UnsafeBufferPointer(start: word, count: count)
            let place = place(of: word, from: 0)
            counts.all += 1
            if place < offsets.count - 1 && precedes(word, term(place)) == false {
                columns.append(UInt32(truncatingIfNeeded: place))
            } else {
                counts.unknown += 1
            }
        }

        mutating func endSegment() {
            for first in 0..<ends.count {
                let start = first == 0 ? 0 : Int(ends[first - 1]) + terms.blanks
                var place = 0
                var isKnown = false
                for length in terms.ngramRange where first + length <= ends.count {
                    let gram = UnsafeBufferPointer(
                        start: UnsafePointer(bytes.base + start),
                        count: Int(ends[first + length - 1]) - start
                    )
                    place = self.place(of: gram, from: place)
                    // All terms that begin with the n-gram stand here, itself first.
                    guard place < offsets.count - 1, term(place).starts(with: gram) else { break }
                    if term(place).count == gram.count {
                        columns.append(UInt32(truncatingIfNeeded: place))
                        if length == 1 { isKnown = true }
                    }
                }
                if !isKnown { counts.unknown += 1 }
            }
            bytes.removeAll()
            ends.removeAll()
        }

        private func term(_ place: Int) -> UnsafeBufferPointer<UInt8> {
            UnsafeBufferPointer(rebasing: utf8[Int(offsets[place])..<Int(offsets[place + 1])])
        }

        /// The first place from `low` on whose term does not precede `gram`.
        private func place(of gram: UnsafeBufferPointer<UInt8>, from low: Int) -> Int {
            var (low, high) = (low, offsets.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if precedes(term(middle), gram) { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }
}
