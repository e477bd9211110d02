import SwiftletBase
import SwiftletTensor
import SwiftletText

/// Turns texts into a matrix of counts: a row for each text, a column for each term.
///
///     var vectorizer = CountVectorizer(.init(ngramRange: 1...2, minimumDocumentFrequency: 2))
///     let counts = try vectorizer.fitTransform(trainingTexts)    // [texts, terms]
///     let more = vectorizer.transform(newTexts)                  // the same columns
///     vectorizer.vocabulary[7]                                   // the term of column 7
///
/// Every setting means what it means in scikit-learn 1.9's `CountVectorizer`, and the vocabulary
/// and the counts are the same. Terms are sorted by code point. With `maximumFeatures`, terms that
/// occur equally often compete for the last places; as in scikit-learn, an unstable sort decides.
/// Here it is NumPy's portable one on every machine, while NumPy itself uses another on x86-64
/// processors with AVX2 or AVX-512: there, the choice among equally frequent terms can differ.
///
/// The result does not depend on the number of threads. Of bytes in a text that are not UTF-8,
/// each counts as U+FFFD.
///
/// Calling `transform` or `vocabulary` before `fit` is a programmer's mistake and stops.
public struct CountVectorizer: Sendable {
    public let settings: Settings
    private let keepsVocabulary: Bool
    private var state: State?

    private struct State: Sendable {
        var vocabulary: Vocabulary
        var finders: TermFinders
    }

    /// A vectorizer that has learned nothing yet.
    public init(_ settings: Settings = Settings()) {
        self.settings = settings
        keepsVocabulary = false
    }

    /// A vectorizer with given terms, ready to transform. Fitting it does not change them, and
    /// the settings that choose terms (`maximumFeatures` and the limits of document frequency)
    /// have no effect.
    ///
    /// - Throws: `SettingError` for a setting out of range, an empty vocabulary, or a term
    ///   that stands there twice.
    public init(
        _ settings: Settings = Settings(),
        vocabulary: Vocabulary
    ) throws {
        try settings.validate()
        self.settings = settings
        keepsVocabulary = true
        state = State(
            vocabulary: vocabulary,
            finders: try TermFinders(vocabulary, settings: settings)
        )
    }

    /// Whether there is a vocabulary: after `fit`, or from the start when it was given.
    public var isFitted: Bool { state != nil }

    /// The term of each column.
    public var vocabulary: Vocabulary { fitted.vocabulary }

    private var fitted: State {
        guard let state else {
            preconditionFailure("The vectorizer has no vocabulary yet: call fit first.")
        }
        return state
    }

    // MARK: - Learning

    /// Learns which terms there are.
    ///
    /// - Throws: `SettingError` for a setting out of range; `TrainingDataError` for texts without any term, limits that
    ///   no term lies within, or a corpus beyond 2^32 tokens. What was learned before stays.
    public mutating func fit(_ texts: [String]) throws {
        _ = try learn(texts) { _ in nil }
    }

    /// Learns which terms there are, and returns the counts: as `fit` and then `transform`, but
    /// in less time.
    ///
    /// - Throws: As ``fit(_:)``.
    public mutating func fitTransform(_ texts: [String]) throws -> SparseMatrix {
        let weighting = RowWeighting(binary: settings.binary)
        return try learn(texts) { _ in weighting }!
    }

    /// The same for texts laid end to end.
    package mutating func fit(_ texts: FlatTexts) throws {
        _ = try learn(texts) { _ in nil }
    }

    /// The same for texts laid end to end.
    package mutating func fitTransform(_ texts: FlatTexts) throws -> SparseMatrix {
        let weighting = RowWeighting(binary: settings.binary)
        return try learn(texts) { _ in weighting }!
    }

    /// Learns the terms, unless they were given, and tells `weighting` in how many texts each
    /// occurs. Where it answers with weights, makes the matrix.
    mutating func learn<Texts: TextSource>(
        _ texts: Texts,
        weighting: (_ documentFrequencies: [Int]) throws -> RowWeighting?
    ) throws -> SparseMatrix? {
        try settings.validate()
        if keepsVocabulary {
            let counts = transform(texts, RowWeighting(binary: true))
            var documentFrequencies = [Int](repeating: 0, count: vocabulary.count)
            for column in counts.columnIndices { documentFrequencies[Int(column)] += 1 }
            let weights = try weighting(documentFrequencies)
            return weights.map { transform(texts, $0) }
        }
        let terms = try LearnedTerms(texts, settings: settings)
        let weights = try weighting(terms.documentFrequencies)
        state = State(
            vocabulary: terms.vocabulary,
            finders: try TermFinders(terms.vocabulary, settings: settings)
        )
        return weights.map { terms.matrix($0) }
    }

    // MARK: - Transforming

    /// The counts of the vocabulary's terms: `[texts.count, vocabulary.count]`.
    public func transform(_ texts: [String]) -> SparseMatrix {
        transform(texts, RowWeighting(binary: settings.binary))
    }

    /// The counts of the vocabulary's terms in one text: `[1, vocabulary.count]`.
    public func transform(_ text: String) -> SparseMatrix { transform([text]) }

    /// The same for texts laid end to end.
    package func transform(_ texts: FlatTexts) -> SparseMatrix {
        transform(texts, RowWeighting(binary: settings.binary))
    }

    /// - Parameter inspections: Where to write what ``inspect(_:)`` tells of each text, if wanted.
    func transform<Texts: TextSource>(
        _ texts: Texts,
        _ weighting: RowWeighting,
        inspections: UnsafeMutableBufferPointer<TextInspection>? = nil
    ) -> SparseMatrix {
        let finder = fitted.finders.finder(
            texts: texts.count,
            countsTokens: inspections != nil
        )
        nonisolated(unsafe) let inspections = inspections
        return sparseMatrix(
            rows: texts.count,
            columns: vocabulary.count,
            weighting: weighting
        ) { range, writer in
            var workspace = TermWorkspace()
            var columns = GrowableBuffer<UInt32>(capacity: 128)
            for index in range {
                columns.removeAll()
                let counts = texts.withText(at: index) {
                    finder.appendColumns(of: $0, workspace: &workspace, to: &columns)
                }
                inspections?.initializeElement(at: index, to: TextInspection(counts))
                writer.append(columns)
            }
        }
    }

    // MARK: - Inspecting

    /// How many tokens (words, or characters) each text has, and how many of them are unknown: those
    /// that are no term by themselves, or, where n-grams begin with longer ones, stand in no term.
    package func inspect(_ texts: FlatTexts) -> [TextInspection] {
        let finder = fitted.finders.finder(texts: texts.count, countsTokens: true)
        return Threads.map(texts.count, minimumPart: 64) { range in
            var workspace = TermWorkspace()
            var inspections: [TextInspection] = []
            inspections.reserveCapacity(range.count)
            for index in range {
                let counts = texts.withText(at: index) {
                    finder.tokenCounts(of: $0, workspace: &workspace)
                }
                inspections.append(TextInspection(counts))
            }
            return inspections
        }.flatMap(\.self)
    }
}

extension TextInspection {
    fileprivate init(_ counts: TokenCounts) {
        self.init(tokenCount: counts.all, unknownTokenCount: counts.unknown)
    }
}
