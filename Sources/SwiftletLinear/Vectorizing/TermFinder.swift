import SwiftletBase
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

/// Memory that a `TermFinder` works in; one for each thread.
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
    /// How many texts are found by binary search in the time that it takes to make a table.
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
                preconditionFailure("Terms that rise are no valid vocabulary: \(error)")
            }
        }
    }
}
