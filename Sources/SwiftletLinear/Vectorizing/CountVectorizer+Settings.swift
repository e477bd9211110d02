import SwiftletBase

extension CountVectorizer {
    /// What counts as a term, and which terms a vectorizer keeps.
    ///
    /// Names and defaults follow scikit-learn's `CountVectorizer`.
    public struct Settings: Sendable, Equatable, Codable {
        /// What n-grams are made of. Default: words.
        public var analyzer: Analyzer
        /// What a word is. Default: two or more word characters.
        public var tokenPattern: TokenPattern
        /// The shortest and the longest n-gram. Default: `1...1`.
        public var ngramRange: ClosedRange<Int>
        /// Whether texts are put in lower case first, as Python's `str.lower()` does.
        public var lowercase: Bool
        /// Which accents are stripped after that. Default: none.
        public var accents: AccentStripping?
        /// Words that are left out before n-grams are made. They are compared with the words of
        /// the text in lower case; characters ignore them.
        public var stopWords: [String]
        /// The fewest texts that a term must occur in. Default: 1 text.
        public var minimumDocumentFrequency: DocumentFrequencyLimit
        /// The most texts that a term may occur in. Default: every one.
        public var maximumDocumentFrequency: DocumentFrequencyLimit
        /// How many terms to keep: those that occur most often in all texts together. Default:
        /// all. See ``CountVectorizer`` for what happens to terms that occur equally often.
        public var maximumFeatures: Int?
        /// Whether every count above 0 becomes 1.
        public var binary: Bool

        /// Creates settings, by default those of scikit-learn.
        public init(
            analyzer: Analyzer = .word,
            tokenPattern: TokenPattern = .words(minimumLength: 2),
            ngramRange: ClosedRange<Int> = 1...1,
            lowercase: Bool = true,
            accents: AccentStripping? = nil,
            stopWords: [String] = [],
            minimumDocumentFrequency: DocumentFrequencyLimit = 1,
            maximumDocumentFrequency: DocumentFrequencyLimit = 1.0,
            maximumFeatures: Int? = nil,
            binary: Bool = false
        ) {
            self.analyzer = analyzer
            self.tokenPattern = tokenPattern
            self.ngramRange = ngramRange
            self.lowercase = lowercase
            self.accents = accents
            self.stopWords = stopWords
            self.minimumDocumentFrequency = minimumDocumentFrequency
            self.maximumDocumentFrequency = maximumDocumentFrequency
            self.maximumFeatures = maximumFeatures
            self.binary = binary
        }

        func validate() throws(SettingError) {
            if ngramRange.lowerBound < 1 {
                throw SettingError(
                    name: "ngramRange",
                    value: "\(ngramRange)",
                    expected: "a range from 1 or more"
                )
            }
            if case .words(let length) = tokenPattern, length < 1 {
                throw SettingError(
                    name: "tokenPattern",
                    value: ".words(minimumLength: \(length))",
                    expected: "a length of 1 or more"
                )
            }
            if let maximumFeatures, maximumFeatures < 1 {
                throw SettingError(
                    name: "maximumFeatures",
                    value: "\(maximumFeatures)",
                    expected: "1 or more"
                )
            }
            try minimumDocumentFrequency.validate("minimumDocumentFrequency")
            try maximumDocumentFrequency.validate("maximumDocumentFrequency")
        }
    }

    /// What n-grams are made of.
    public enum Analyzer: String, Sendable, Codable {
        /// Words, joined by a blank.
        case word
        /// Characters, across words; two or more spaces of any kind count as one blank.
        case character
        /// Characters of one word with a blank on either side; a word too short for the shortest
        /// n-gram is a term by itself. (scikit-learn's `char_wb`.)
        case characterWithinWords
    }

    /// What a word is. Not a regular expression, but the patterns that are in use.
    public enum TokenPattern: Sendable, Equatable, Codable {
        /// The longest runs of letters, digits and underscores of any script, if they have
        /// `minimumLength` characters or more. A length of 2 is scikit-learn's
        /// `(?u)\b\w\w+\b`, a length of 1 `(?u)\b\w+\b`.
        case words(minimumLength: Int)
        /// The longest runs of anything but spaces: `\S+`, for texts that are tokenized already.
        case whitespaceSeparated
    }

    /// Which accents are stripped.
    public enum AccentStripping: String, Sendable, Codable {
        /// Compatibility decomposition without the marks that combine: "É" is "E", "ﬁ" is "fi".
        case unicode
        /// The same, and then everything that is not ASCII is left out.
        case ascii
    }
}
