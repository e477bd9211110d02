import SwiftletBase
import SwiftletLinear
import SwiftletText

extension LinearClassifier {
    /// How a linear classifier cleans, counts and learns.
    ///
    /// The defaults: strong cleaning, the 1,000 most frequent words and pairs of words that occur
    /// in at least two texts and at most 95 % of them, and the ten counts, standardised.
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

        /// Creates a configuration; see the type for the defaults.
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

extension LinearClassifier.Configuration: Codable {
    private enum CodingKeys: String, CodingKey {
        case cleaning, vectorizer, furtherVectorizers, includesCounts, countScaling
        case usesLogCountRatios, solver, penalty, l1Ratio
        case inverseStrength = "C"
        case fitsIntercept, tolerance, maximumIterations, classWeights, interceptScaling
        case warmStart, seed, multiclass
    }

    /// Reads what `encode(to:)` wrote, of earlier versions, too: a member that they did not have has its
    /// default.
    ///
    /// - Throws: `DecodingError`; `SettingError` for a penalty that there is not.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys, else standard: Value) throws -> Value {
            try values.decodeIfPresent(Value.self, forKey: key) ?? standard
        }
        var regression = LogisticRegression(
            solver: try values.decode(LogisticRegression.Solver.self, forKey: .solver),
            penalty: try LogisticRegression.Penalty(
                name: values.decode(String.self, forKey: .penalty),
                l1Ratio: values.decodeIfPresent(Double.self, forKey: .l1Ratio)
            ),
            // JSON has no number for infinity.
            C: try value(.inverseStrength, else: .infinity)
        )
        regression.fitsIntercept = try value(.fitsIntercept, else: regression.fitsIntercept)
        regression.tolerance = try value(.tolerance, else: regression.tolerance)
        regression.maximumIterations = try value(
            .maximumIterations,
            else: regression.maximumIterations
        )
        regression.classWeights = try value(.classWeights, else: regression.classWeights)
        regression.interceptScaling = try value(
            .interceptScaling,
            else: regression.interceptScaling
        )
        regression.warmStart = try value(.warmStart, else: regression.warmStart)
        regression.seed = try value(.seed, else: regression.seed)
        regression.multiclass = try value(.multiclass, else: regression.multiclass)
        self.init(
            cleaning: TextCleaner(
                try values.decode(TextCleaner.Options.self, forKey: .cleaning)
            ),
            vectorizer: try values.decode(TFIDFVectorizer.Settings.self, forKey: .vectorizer),
            furtherVectorizers: try value(.furtherVectorizers, else: []),
            includesCounts: try values.decode(Bool.self, forKey: .includesCounts),
            countScaling: try values.decode(FeatureScaler.Method.self, forKey: .countScaling),
            usesLogCountRatios: try value(.usesLogCountRatios, else: false),
            regression: regression
        )
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(cleaning.options, forKey: .cleaning)
        try values.encode(vectorizer, forKey: .vectorizer)
        if !furtherVectorizers.isEmpty {
            try values.encode(furtherVectorizers, forKey: .furtherVectorizers)
        }
        try values.encode(includesCounts, forKey: .includesCounts)
        try values.encode(countScaling, forKey: .countScaling)
        if usesLogCountRatios { try values.encode(true, forKey: .usesLogCountRatios) }
        try values.encode(regression.solver, forKey: .solver)
        try values.encode(regression.penalty.name, forKey: .penalty)
        if case .elasticNet(let ratio) = regression.penalty {
            try values.encode(ratio, forKey: .l1Ratio)
        }
        if regression.C.isFinite {
            try values.encode(regression.C, forKey: .inverseStrength)
        }
        try values.encode(regression.fitsIntercept, forKey: .fitsIntercept)
        try values.encode(regression.tolerance, forKey: .tolerance)
        try values.encode(regression.maximumIterations, forKey: .maximumIterations)
        try values.encode(regression.classWeights, forKey: .classWeights)
        try values.encode(regression.interceptScaling, forKey: .interceptScaling)
        try values.encode(regression.warmStart, forKey: .warmStart)
        try values.encode(regression.seed, forKey: .seed)
        if regression.multiclass != .multinomial {
            try values.encode(regression.multiclass, forKey: .multiclass)
        }
    }
}
