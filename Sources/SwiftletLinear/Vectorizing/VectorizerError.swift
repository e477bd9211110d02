/// Why a vectorizer could not be made or could not learn from texts.
public enum VectorizerError: Error, Sendable, Equatable {
    /// A setting is out of its range.
    case invalidSetting(name: String, value: String, expected: String)
    /// No text held a token: there are no texts, or all are empty after tokenization.
    case emptyVocabulary(texts: Int)
    /// The largest document frequency allowed is below the smallest one.
    case documentFrequencyLimitsCross(minimum: Double, maximum: Double, texts: Int)
    /// No term lies within the limits of document frequency.
    case noTermsAfterPruning(minimum: Double, maximum: Double, texts: Int)
    /// The texts hold more tokens, terms or bytes than a vectorizer can number (2^31 - 1 terms,
    /// 2^32 - 2 tokens).
    case corpusTooLarge(what: String, count: Int, most: Int)
    /// A given vocabulary holds no term.
    case givenVocabularyIsEmpty
    /// A given vocabulary holds a term twice.
    case duplicateTerm(String, first: Int, second: Int)
    /// The bytes and offsets of a vocabulary do not fit together.
    case malformedVocabulary(term: Int, reason: String)
    /// There are not as many inverse document frequencies as terms.
    case frequencyCountMismatch(terms: Int, frequencies: Int)
    /// An inverse document frequency is not a finite number.
    case nonFiniteFrequency(term: Int)
    /// Without smoothing, the inverse document frequency of a given term that occurs in no text
    /// would be infinite.
    case givenTermOccursNowhere(term: String, column: Int)
}

extension VectorizerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidSetting(let name, let value, let expected):
            return "\(name) is \(value); it must be \(expected)."
        case .emptyVocabulary(let texts):
            return """
                No terms in \(texts) texts: all are empty after tokenization. Check the cleaning, \
                the stop words, the token pattern and the n-gram range.
                """
        case .documentFrequencyLimitsCross(let minimum, let maximum, let texts):
            return """
                A term of \(texts) texts would have to occur in at least \(Self.least(minimum, texts)) \
                and at most \(Self.most(maximum, texts)) of them. \(Self.documentFrequencyAdvice)
                """
        case .noTermsAfterPruning(let minimum, let maximum, let texts):
            return """
                No term occurs in at least \(Self.least(minimum, texts)) and at most \
                \(Self.most(maximum, texts)) of \(texts) texts. \(Self.documentFrequencyAdvice)
                """
        case .corpusTooLarge(let what, let count, let most):
            return "The texts give \(count) \(what); at most \(most) can be numbered."
        case .givenVocabularyIsEmpty:
            return "The given vocabulary is empty; it must hold at least one term."
        case .duplicateTerm(let term, let first, let second):
            return "The given vocabulary holds \"\(term)\" twice, at \(first) and \(second)."
        case .malformedVocabulary(let term, let reason):
            return "Term \(term) of the vocabulary: \(reason)."
        case .frequencyCountMismatch(let terms, let frequencies):
            return """
                A vocabulary of \(terms) terms needs as many inverse document frequencies, \
                not \(frequencies).
                """
        case .nonFiniteFrequency(let term):
            return "The inverse document frequency of term \(term) is not a finite number."
        case .givenTermOccursNowhere(let term, let column):
            return """
                The given term \"\(term)\" (column \(column)) occurs in no text, so its inverse \
                document frequency is infinite. Use smoothing or leave the term out.
                """
        }
    }

    private static let documentFrequencyAdvice =
        "Lower the minimum (--min-df) or raise the maximum document frequency (--max-df)."

    /// The fewest texts that a share or a number of texts allows.
    private static func least(_ minimum: Double, _ texts: Int) -> Int {
        Int(exactly: minimum.rounded(.up)) ?? texts
    }

    /// The most texts that a share or a number of texts allows.
    private static func most(_ maximum: Double, _ texts: Int) -> Int {
        Int(exactly: maximum.rounded(.down)) ?? texts
    }
}
