import SwiftletLinear
import SwiftletText

extension LinearClassifier {
    /// How a linear classifier cleans, counts and learns.
    ///
    /// The defaults are those of the study: strong cleaning, the 1,000 most frequent words and pairs
    /// of words that stand in at least two texts and at most 95 % of them, and the ten counts,
    /// standardised.
    public struct Configuration: Sendable, Equatable {
        /// How texts are cleaned before their words are counted; the ten counts see them raw.
        public var cleaning: TextCleaner
        /// Which terms count and how.
        public var vectorizer: TFIDFVectorizer.Settings
        /// Vectorizers of the same cleaned texts whose terms stand beside those of `vectorizer`, in
        /// this order; none by default. See ``characterVectorizer``.
        public var furtherVectorizers: [TFIDFVectorizer.Settings]
        /// Whether the ten `TweetCounts` stand beside the terms.
        public var includesCounts: Bool
        /// How the ten counts are scaled. TF-IDF rows have unit length and stay as they are.
        public var countScaling: FeatureScaler.Method
        /// Whether terms are weighted in training by how unequally the labels use them, as NB-SVM
        /// does; see `LogCountRatios`. The coefficients are those of terms without such weights.
        public var usesLogCountRatios: Bool
        /// The solver, penalty and so on, not fitted.
        public var regression: LogisticRegression

        /// Words and pairs of words of a cleaned text.
        public static let defaultVectorizer = TFIDFVectorizer.Settings(
            counting: CountVectorizer.Settings(
                tokenPattern: .whitespaceSeparated,
                ngramRange: 1...2,
                lowercase: false,
                minimumDocumentFrequency: 2,
                maximumDocumentFrequency: 0.95,
                maximumFeatures: 1_000
            )
        )

        /// Runs of two to five characters within words, which see through spellings: beside words
        /// and pairs of words they give a stronger and larger model.
        ///
        ///     var configuration = LinearClassifier.Configuration(cleaning: .minimal)
        ///     configuration.furtherVectorizers = [LinearClassifier.Configuration.characterVectorizer]
        public static let characterVectorizer = TFIDFVectorizer.Settings(
            counting: CountVectorizer.Settings(
                analyzer: .characterWithinWords,
                ngramRange: 2...5,
                minimumDocumentFrequency: 2
            ),
            sublinearTF: true
        )

        public init(
            cleaning: TextCleaner = .strong,
            vectorizer: TFIDFVectorizer.Settings = Self.defaultVectorizer,
            furtherVectorizers: [TFIDFVectorizer.Settings] = [],
            includesCounts: Bool = true,
            countScaling: FeatureScaler.Method = .standard(),
            usesLogCountRatios: Bool = false,
            regression: LogisticRegression = LogisticRegression()
        ) {
            self.cleaning = cleaning
            self.vectorizer = vectorizer
            self.furtherVectorizers = furtherVectorizers
            self.includesCounts = includesCounts
            self.countScaling = countScaling
            self.usesLogCountRatios = usesLogCountRatios
            self.regression = regression
        }
    }
}
