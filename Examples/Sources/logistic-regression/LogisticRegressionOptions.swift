import ArgumentParser
import ExampleSupport
import Swiftlet

/// The options of a linear classifier on the command line.
struct LogisticRegressionOptions: ParsableArguments {
    @Option(
        help: """
            How texts are cleaned before words are counted: strong, light, stemmed (light, with \
            contractions written out and stems) or minimal (default: the one of the first three \
            that has the best cross-validated --score).
            """
    )
    var cleaning: Cleaning?

    @Option(help: "How many terms to keep, the most frequent ones, or 'all'.")
    var maxFeatures = CountOrAll.count(1_000)

    @Option(help: "The lengths of n-grams in words: 1, 1-2, 1-3, ...")
    var ngrams = NGramRange(range: 1...2)

    @Option(name: .customLong("min-df"), help: "The fewest tweets a term must stand in.")
    var minimumDocumentFrequency = 2

    @Option(name: .customLong("max-df"), help: "The largest share of tweets a term may stand in.")
    var maximumDocumentFrequency = 0.95

    @Flag(name: .customLong("sublinear-tf"), help: "Count a term that occurs n times as 1 + ln(n).")
    var sublinearTF = false

    @Flag(inversion: .prefixedNo, help: "Put the ten tweet counts beside the terms.")
    var counts = true

    @Option(help: "How the ten counts are scaled: none, standard, min-max, max-abs.")
    var scaler = Scaler.standard

    @Option(
        help: "lbfgs, newton-cg, liblinear or saga.",
        transform: { try byName($0, "The solver is lbfgs, newton-cg, liblinear or saga.") }
    )
    var solver = LogisticRegression.Solver.lbfgs

    @Option(help: "none, l1, l2 or elasticnet.")
    var penalty = "l2"

    @Option(name: .customLong("l1-ratio"), help: "The share of l1 in elasticnet, 0 to 1.")
    var l1Ratio: Double?

    // swift-format-ignore: AlwaysUseLowerCamelCase
    @Option(name: .customLong("C"), help: "Weight of the losses against the penalty.")
    var C = 1.0

    @Option(
        help: "Three classes or more: multinomial or one-versus-rest.",
        transform: { try byName($0, "--multiclass takes multinomial or one-versus-rest.") }
    )
    var multiclass = LogisticRegression.Multiclass.multinomial

    @Flag(help: "Weight the classes inversely to their frequencies.")
    var balanceClasses = false

    @Option(
        help: """
            Put runs of characters within words beside the words: their lengths, such as 2-5. A \
            stronger and larger model.
            """
    )
    var characters: NGramRange?

    @Flag(
        name: .customLong("log-count-ratios"),
        help: "Weight terms by how unequally the classes use them before learning (NB-SVM)."
    )
    var usesLogCountRatios = false

    @Option(
        help: """
            Calibrate the probabilities by 5-fold cross-validation: sigmoid, or isotonic for 1,000 \
            tweets or more. The split 'validation' has uncalibrated ones.
            """,
        transform: { try byName($0, "--calibrate takes sigmoid or isotonic.") }
    )
    var calibrate: ProbabilityCalibration.Method?

    @Option(help: "Maximum number of iterations of the solver.")
    var maxIterations = 1_000

    @Option(
        help: """
            The score that selects the cleaning and the best trial: f1 (of three classes or more \
            macro-f1), macro-f1, weighted-f1, accuracy, balanced-accuracy, matthews, auc, log-loss or \
            brier.
            """
    )
    var score = Score.f1

    @Flag(
        inversion: .prefixedNo,
        help: "Train the saved classifier on all drawn tweets once the test part is scored."
    )
    var refit = true

    /// The options by the names of the settings that they give.
    static let optionsOfSettings = [
        "maximumFeatures": "--max-features", "ngramRange": "--ngrams",
        "minimumDocumentFrequency": "--min-df", "maximumDocumentFrequency": "--max-df",
        "penalty": "--penalty", "l1Ratio": "--l1-ratio", "C": "--C",
        "maximumIterations": "--max-iterations", "solver": "--solver", "multiclass": "--multiclass",
    ]

    /// The configurations that the options describe: one for each cleaning to compare.
    func configurations(seed: UInt64) throws -> [LinearClassifier.Configuration] {
        let cleanings = cleaning.map { [$0] } ?? Cleaning.linearChoices
        return try cleanings.map { try configuration($0, seed: seed) }
    }

    private func configuration(
        _ cleaning: Cleaning,
        seed: UInt64
    ) throws -> LinearClassifier.Configuration {
        var configuration = LinearClassifier.Configuration(
            cleaning: cleaning.cleaner,
            includesCounts: counts,
            countScaling: scaler.method,
            usesLogCountRatios: usesLogCountRatios,
            regression: LogisticRegression(
                solver: solver,
                penalty: try .init(name: penalty, l1Ratio: l1Ratio),
                C: C,
                maximumIterations: maxIterations,
                seed: seed
            )
        )
        configuration.regression.multiclass = multiclass
        configuration.regression.classWeights = balanceClasses ? .balanced : .none
        if let characters {
            var vectorizer = LinearClassifier.Configuration.characterVectorizer
            vectorizer.counting.ngramRange = characters.range
            configuration.furtherVectorizers = [vectorizer]
        }
        configuration.vectorizer.sublinearTF = sublinearTF
        configuration.vectorizer.counting.ngramRange = ngrams.range
        configuration.vectorizer.counting.maximumFeatures = maxFeatures.number
        configuration.vectorizer.counting.minimumDocumentFrequency = .count(
            minimumDocumentFrequency
        )
        configuration.vectorizer.counting.maximumDocumentFrequency = .share(
            maximumDocumentFrequency
        )
        return configuration
    }
}

/// The scalers by name.
enum Scaler: String, ExpressibleByArgument, CaseIterable {
    case none, standard
    case minMax = "min-max"
    case maxAbs = "max-abs"

    var method: FeatureScaler.Method {
        switch self {
        case .none: .none
        case .standard: .standard()
        case .minMax: .minMax()
        case .maxAbs: .maxAbs()
        }
    }
}

/// The lengths of n-grams, written `1` or `1-3`.
struct NGramRange: ExpressibleByArgument, CustomStringConvertible {
    var range: ClosedRange<Int>

    init(range: ClosedRange<Int>) { self.range = range }

    init?(argument: String) {
        let ends = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard let first = ends.first, let shortest = first, let last = ends.last,
            let longest = last, ends.count <= 2, shortest >= 1, shortest <= longest
        else { return nil }
        range = shortest...longest
    }

    var description: String {
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
    }
}

/// The scores to choose by, by name.
enum Score: String, ExpressibleByArgument, CaseIterable {
    case f1, accuracy, matthews, auc, brier
    case macroF1 = "macro-f1"
    case weightedF1 = "weighted-f1"
    case balancedAccuracy = "balanced-accuracy"
    case logLoss = "log-loss"

    var metric: ClassificationMetric {
        switch self {
        case .f1: .f1
        case .macroF1: .macroF1
        case .weightedF1: .weightedF1
        case .accuracy: .accuracy
        case .balancedAccuracy: .balancedAccuracy
        case .matthews: .matthewsCorrelation
        case .auc: .areaUnderCurve
        case .logLoss: .logLoss
        case .brier: .brierScore
        }
    }

    /// What tables call it.
    var title: String {
        switch self {
        case .f1: "F1"
        case .macroF1: "macro F1"
        case .weightedF1: "weighted F1"
        case .accuracy: "accuracy"
        case .balancedAccuracy: "balanced accuracy"
        case .matthews: "Matthews"
        case .auc: "AUC"
        case .logLoss: "log loss"
        case .brier: "Brier score"
        }
    }
}

/// The choice of a name.
private func byName<Choice: RawRepresentable<String>>(
    _ name: String,
    _ advice: String
) throws -> Choice {
    guard let choice = Choice(rawValue: name) else { throw ValidationError(advice) }
    return choice
}
