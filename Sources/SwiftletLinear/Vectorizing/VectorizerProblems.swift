import SwiftletBase

// Why a vectorizer cannot be made, or cannot learn from texts.

extension TrainingDataError {
    package static func noTerms(texts: Int) -> Self {
        Self(
            """
            No terms in \(texts) texts: all are empty after tokenization. Check the cleaning, the \
            stop words, the token pattern and the n-gram range.
            """
        )
    }

    package static func documentFrequencyLimitsCross(
        minimum: Double,
        maximum: Double,
        texts: Int
    ) -> Self {
        Self(
            """
            A term of \(texts) texts would have to occur in at least \(least(minimum, texts)) \
            and at most \(most(maximum, texts)) of them. \(documentFrequencyAdvice)
            """
        )
    }

    package static func noTermsAfterPruning(minimum: Double, maximum: Double, texts: Int) -> Self {
        Self(
            """
            No term occurs in at least \(least(minimum, texts)) and at most \
            \(most(maximum, texts)) of \(texts) texts. \(documentFrequencyAdvice)
            """
        )
    }

    package static func corpusTooLarge(what: String, count: Int, most: Int) -> Self {
        Self("The texts give \(count) \(what); at most \(most) can be numbered.")
    }

    package static func givenTermOccursNowhere(term: String, column: Int) -> Self {
        Self(
            """
            The given term \"\(term)\" (column \(column)) occurs in no text, so its inverse \
            document frequency is infinite. Use smoothing or leave the term out.
            """
        )
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

extension SettingError {
    package static var givenVocabularyIsEmpty: Self {
        Self(
            name: "vocabulary",
            value: "empty",
            expected: "at least one term"
        )
    }

    package static func duplicateTerm(_ term: String, first: Int, second: Int) -> Self {
        Self(
            name: "vocabulary",
            value: "one with \"\(term)\" at \(first) and at \(second)",
            expected: "every term once"
        )
    }
}

extension FormatError {
    package static func malformedVocabulary(term: Int, reason: String) -> Self {
        Self(problem: "term \(term) of the vocabulary: \(reason)")
    }

    package static func frequencyCountMismatch(terms: Int, frequencies: Int) -> Self {
        Self(
            problem:
                "a vocabulary of \(terms) terms needs as many inverse document frequencies, not "
                + "\(frequencies)"
        )
    }

    package static func nonFiniteFrequency(term: Int) -> Self {
        Self(problem: "the inverse document frequency of term \(term) is not a finite number")
    }
}
