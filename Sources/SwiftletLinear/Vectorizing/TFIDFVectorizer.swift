import SwiftletBase
import SwiftletPlatform
import SwiftletTensor
import SwiftletText

/// Turns texts into a matrix of term weights: how often a term occurs in a text (term frequency),
/// times how rare it is among all texts (inverse document frequency), rows scaled to length 1.
///
///     var vectorizer = TFIDFVectorizer(
///         .init(counting: .init(ngramRange: 1...2, maximumFeatures: 1_000)))
///     let features = try vectorizer.fitTransform(trainingTexts)  // [texts, terms]
///     let one = vectorizer.transform("Great flight!")            // [1, terms]
///
/// The weight of a term that occurs `tf` times in a text and in `df` of the `n` texts of `fit` is
/// `tf * (ln((1 + n) / (1 + df)) + 1)`, before the row is normalized. Every setting means what it
/// means in scikit-learn 1.9's `TfidfVectorizer`, and the values agree to 1e-6. See
/// ``CountVectorizer`` for what a term is and which terms are kept.
///
/// Reference: K. Spärck Jones, "A statistical interpretation of term specificity and its
/// application in retrieval", 1972.
public struct TFIDFVectorizer: Sendable {
    /// What counts as a term, and how counts become weights.
    public struct Settings: Sendable, Equatable, Codable {
        /// Terms and counts.
        public var counting: CountVectorizer.Settings
        /// What each row is divided by. Default: its Euclidean length.
        public var norm: Norm?
        /// Whether rare terms weigh more. Default: true.
        public var useIDF: Bool
        /// Whether document frequencies are counted as if one more text held every term once.
        /// Default: true.
        public var smoothIDF: Bool
        /// Whether a count `tf` is replaced by `1 + ln(tf)`. Default: false.
        public var sublinearTF: Bool

        /// Creates settings, by default those of scikit-learn.
        public init(
            counting: CountVectorizer.Settings = CountVectorizer.Settings(),
            norm: Norm? = .l2,
            useIDF: Bool = true,
            smoothIDF: Bool = true,
            sublinearTF: Bool = false
        ) {
            self.counting = counting
            self.norm = norm
            self.useIDF = useIDF
            self.smoothIDF = smoothIDF
            self.sublinearTF = sublinearTF
        }
    }

    /// What a row is divided by.
    public enum Norm: String, Sendable, Codable {
        /// The sum of absolute values.
        case l1
        /// The Euclidean length.
        case l2
    }

    public let settings: Settings
    private var counter: CountVectorizer
    private var frequencies: [Float]?

    /// A vectorizer that has learned nothing yet.
    public init(_ settings: Settings = Settings()) {
        self.settings = settings
        counter = CountVectorizer(settings.counting)
    }

    /// A vectorizer with given terms. It learns their document frequencies in `fit`, which does
    /// not change the terms.
    ///
    /// - Throws: As ``CountVectorizer/init(_:vocabulary:)``.
    public init(
        _ settings: Settings = Settings(),
        vocabulary: Vocabulary
    ) throws {
        self.settings = settings
        counter = try CountVectorizer(settings.counting, vocabulary: vocabulary)
    }

    /// A vectorizer that learned before, from what it saved: ready to transform.
    ///
    /// - Parameter inverseDocumentFrequency: One for each term; none if `useIDF` is false.
    /// - Throws: As ``CountVectorizer/init(_:vocabulary:)``, and `FormatError` where the
    ///   frequencies are too many, too few or not finite.
    public init(
        _ settings: Settings,
        vocabulary: Vocabulary,
        inverseDocumentFrequency: [Float]
    ) throws {
        let expected = settings.useIDF ? vocabulary.count : 0
        if inverseDocumentFrequency.count != expected {
            throw FormatError.frequencyCountMismatch(
                terms: expected,
                frequencies: inverseDocumentFrequency.count
            )
        }
        if let term = inverseDocumentFrequency.firstIndex(where: { !$0.isFinite }) {
            throw FormatError.nonFiniteFrequency(term: term)
        }
        try self.init(settings, vocabulary: vocabulary)
        frequencies = settings.useIDF ? inverseDocumentFrequency : nil
    }

    /// Whether `transform` may be called.
    public var isFitted: Bool { counter.isFitted && (frequencies != nil || !settings.useIDF) }

    /// The term of each column.
    public var vocabulary: Vocabulary { counter.vocabulary }

    /// The inverse document frequency of each term: `[terms]`, empty if `useIDF` is false.
    public var inverseDocumentFrequency: [Float] {
        precondition(isFitted, "The vectorizer has learned nothing yet: call fit first.")
        return frequencies ?? []
    }

    // MARK: - Learning

    /// Learns which terms there are and in how many texts each occurs.
    ///
    /// - Throws: As ``CountVectorizer/fit(_:)``, and `TrainingDataError`.
    public mutating func fit(_ texts: [String]) throws {
        _ = try learn(texts, makesMatrix: false)
    }

    /// Learns, and returns the weights of the same texts: as `fit` and then `transform`, to the
    /// bit, but in less time.
    ///
    /// - Throws: As ``fit(_:)``.
    public mutating func fitTransform(_ texts: [String]) throws -> SparseMatrix {
        try learn(texts, makesMatrix: true)!
    }

    /// The same for texts laid end to end.
    package mutating func fit(_ texts: FlatTexts) throws {
        _ = try learn(texts, makesMatrix: false)
    }

    /// The same for texts laid end to end.
    package mutating func fitTransform(_ texts: FlatTexts) throws -> SparseMatrix {
        try learn(texts, makesMatrix: true)!
    }

    private mutating func learn<Texts: TextSource>(
        _ texts: Texts,
        makesMatrix: Bool
    ) throws -> SparseMatrix? {
        var counter = counter
        var learned: [Float]?
        let matrix = try counter.learn(texts) {
            (documentFrequencies) throws -> RowWeighting? in
            learned = try inverse(documentFrequencies, texts: texts.count)
            return makesMatrix ? weighting(learned) : nil
        }
        self.counter = counter
        frequencies = learned
        return matrix
    }

    private func inverse(
        _ documentFrequencies: [Int],
        texts: Int
    ) throws -> [Float]? {
        guard settings.useIDF else { return nil }
        let smoothing = settings.smoothIDF ? 1.0 : 0.0
        if let column = documentFrequencies.firstIndex(of: 0), !settings.smoothIDF {
            // Only a given vocabulary holds terms that occur nowhere.
            throw TrainingDataError.givenTermOccursNowhere(
                term: counter.vocabulary[column],
                column: column
            )
        }
        return documentFrequencies.map {
            Float(log((Double(texts) + smoothing) / (Double($0) + smoothing)) + 1)
        }
    }

    // MARK: - Transforming

    /// The weights of the vocabulary's terms: `[texts.count, vocabulary.count]`.
    public func transform(_ texts: [String]) -> SparseMatrix { apply(texts) }

    /// The weights of the vocabulary's terms in one text: `[1, vocabulary.count]`.
    public func transform(_ text: String) -> SparseMatrix { apply([text]) }

    /// The same for texts laid end to end.
    package func transform(_ texts: FlatTexts) -> SparseMatrix { apply(texts) }

    /// How many tokens each text has, and how many of them are unknown; see
    /// ``CountVectorizer``.
    package func inspect(_ texts: FlatTexts) -> [TextInspection] { counter.inspect(texts) }

    /// What `transform` and `inspect` give, in one pass over the texts.
    package func transformAndInspect(_ texts: FlatTexts) -> (SparseMatrix, [TextInspection]) {
        var matrix: SparseMatrix?
        let inspections = [TextInspection](unsafeUninitializedCapacity: texts.count) {
            matrix = apply(texts, inspections: $0)
            $1 = texts.count
        }
        return (matrix!, inspections)
    }

    private func apply<Texts: TextSource>(
        _ texts: Texts,
        inspections: UnsafeMutableBufferPointer<TextInspection>? = nil
    ) -> SparseMatrix {
        precondition(isFitted, "The vectorizer has learned nothing yet: call fit first.")
        return counter.transform(texts, weighting(frequencies), inspections: inspections)
    }

    private func weighting(_ frequencies: [Float]?) -> RowWeighting {
        RowWeighting(
            binary: settings.counting.binary,
            sublinear: settings.sublinearTF,
            factors: frequencies,
            norm: settings.norm
        )
    }
}
