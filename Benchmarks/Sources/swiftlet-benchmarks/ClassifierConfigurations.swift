import ArgumentParser
import Swiftlet

/// The linear classifiers whose scores are compared.
enum ClassifierConfiguration: String, CaseIterable, ExpressibleByArgument {
    /// Raw tweets, words and pairs of words, 20,000 features, nothing else.
    case raw20000 = "raw-20000"
    /// The best that 20,000 features were found to give, with the ten counts.
    case best20000 = "best-20000"
    /// The settings of the study: strong cleaning, 1,000 features, the ten counts.
    case study
    /// The best that 1,000 features were found to give.
    case best1000 = "best-1000"
    /// The best that was found, with every feature there is.
    case best
    /// Raw tweets, words and pairs of words beside runs of characters within words.
    case union

    // The best ones were found by cross-validation on the training part alone.
    var configuration: LinearClassifier.Configuration {
        var configuration = LinearClassifier.Configuration()
        configuration.regression.maximumIterations = 1_000
        switch self {
        case .study:
            break
        case .raw20000:
            configuration.cleaning = .minimal
            configuration.vectorizer = TFIDFFeatures.settings
            configuration.includesCounts = false
        case .best20000:
            configuration.cleaning = Self.stemmed
            configuration.vectorizer.counting.maximumFeatures = 20_000
            configuration.vectorizer.sublinearTF = true
            configuration.countScaling = .minMax()
            configuration.regression.C = 2
        case .best1000:
            configuration.cleaning = Self.stemmed
            configuration.vectorizer.counting.ngramRange = 1...1
            configuration.vectorizer.sublinearTF = true
            configuration.countScaling = .minMax()
            configuration.regression.C = 2
        case .best:
            configuration.cleaning = Self.stemmed
            configuration.vectorizer.counting.maximumFeatures = nil
            configuration.vectorizer.sublinearTF = true
            configuration.countScaling = .minMax()
            configuration.regression.C = 2
        case .union:
            configuration.cleaning = .minimal
            configuration.vectorizer = TFIDFVectorizer.Settings(
                counting: .init(ngramRange: 1...2, minimumDocumentFrequency: 2),
                sublinearTF: true
            )
            configuration.furtherVectorizers = [
                LinearClassifier.Configuration.characterVectorizer
            ]
            configuration.includesCounts = false
        }
        return configuration
    }

    /// The light cleaning with contractions written out, then Porter stems: marks, punctuation and
    /// function words stay.
    private static var stemmed: TextCleaner {
        var options = TextCleaner.Options.light
        options.expandsContractions = true
        options.stems = true
        return TextCleaner(options)
    }
}

extension LinearClassifier.Configuration {
    /// What a peer needs to know to take the same steps on the cleaned texts and the counts.
    var description: JSONValue {
        let scaling: String =
            switch countScaling {
            case .none: "none"
            case .standard: "standard"
            case .minMax: "min-max"
            case .maxAbs: "max-abs"
            }
        return [
            "vectorizers": .array(([vectorizer] + furtherVectorizers).map(\.description)),
            "counts": .bool(includesCounts),
            "count_scaling": .string(scaling),
            "log_count_ratios": .bool(usesLogCountRatios),
            "C": .number(regression.C),
            "tol": .number(regression.tolerance),
            "max_iter": .integer(regression.maximumIterations),
        ]
    }
}

extension TFIDFVectorizer.Settings {
    fileprivate var description: JSONValue {
        let analyzer =
            switch counting.analyzer {
            case .word: "word"
            case .character: "char"
            case .characterWithinWords: "char_wb"
            }
        return [
            "analyzer": .string(analyzer),
            "whitespace_separated": .bool(counting.tokenPattern == .whitespaceSeparated),
            "lowercase": .bool(counting.lowercase),
            "ngram_range": [
                .integer(counting.ngramRange.lowerBound), .integer(counting.ngramRange.upperBound),
            ],
            "min_df": counting.minimumDocumentFrequency.description,
            "max_df": counting.maximumDocumentFrequency.description,
            "max_features": counting.maximumFeatures.map { .integer($0) } ?? .null,
            "sublinear_tf": .bool(sublinearTF),
        ]
    }
}

extension DocumentFrequencyLimit {
    fileprivate var description: JSONValue {
        switch self {
        case .count(let count): .integer(count)
        case .share(let share): .number(share)
        }
    }
}
