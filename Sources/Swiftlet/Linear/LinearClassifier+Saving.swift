import SwiftletBase
import SwiftletLinear
import SwiftletTensor
import SwiftletText

/// A saved linear classifier is a directory of two files: `classifier.json` holds the settings,
/// `model.safetensors` the numbers (the vocabularies' UTF-8 and offsets, inverse document
/// frequencies, scaling of the counts, coefficients and intercepts).
extension LinearClassifier {
    private static let numbersName = "model.safetensors"

    public func save(to directory: String) throws {
        let settings = SavedSettings(
            approach: Self.approach,
            labels: labels,
            configuration: SavedConfiguration(configuration)
        )
        var numbers = SafetensorsWriter()
        for (place, vectorizer) in features.vectorizers.enumerated() {
            let prefix = Self.prefix(of: place)
            let (utf8, offsets) = (vectorizer.vocabulary.utf8, vectorizer.vocabulary.offsets)
            numbers.add(prefix + "vocabulary.utf8", bytes: utf8, shape: [utf8.count])
            numbers.add(prefix + "vocabulary.offsets", offsets, shape: [offsets.count])
            let frequencies = vectorizer.inverseDocumentFrequency
            numbers.add(
                prefix + "inverse_document_frequency",
                Tensor(frequencies, shape: [frequencies.count])
            )
        }
        if let scaler = features.countScaler {
            numbers.add("counts.offsets", Tensor(scaler.offsets, shape: [scaler.columns]))
            numbers.add("counts.divisors", Tensor(scaler.divisors, shape: [scaler.columns]))
        }
        let coefficients = regression.coefficients
        numbers.add(
            "coefficients",
            coefficients.flatMap { $0 },
            shape: [coefficients.count, regression.featureCount]
        )
        numbers.add("intercepts", regression.intercepts, shape: [coefficients.count])

        try AtomicDirectory.replace(at: directory, recognizedBy: [savedSettingsName]) { temporary in
            try settings.save(to: temporary)
            try numbers.save(to: temporary + "/" + Self.numbersName)
        }
    }

    public init(from directory: String) throws {
        let settings = try SavedSettings<SavedConfiguration>(
            from: directory,
            approach: Self.approach
        )
        let settingsPath = directory + "/" + savedSettingsName
        let path = directory + "/" + Self.numbersName
        let configuration: Configuration
        do {
            configuration = try settings.configuration.restored()
        } catch {
            throw FormatError(file: settingsPath, error)
        }
        let numbers = try SafetensorsFile(from: path)
        do {
            try self.init(configuration, labels: settings.labels, numbers)
        } catch var error as FormatError {
            error.file = path
            throw error
        } catch let error as SettingError {
            throw FormatError(file: path, error)
        }
    }

    /// What stands before the names of a vectorizer's tensors: nothing for the first.
    private static func prefix(of vectorizer: Int) -> String {
        vectorizer == 0 ? "" : "further.\(vectorizer - 1)."
    }

    private init(
        _ configuration: Configuration,
        labels: [String],
        _ numbers: SafetensorsFile
    ) throws {
        let vectorizers = try configuration.vectorizers.enumerated().map { place, settings in
            let prefix = Self.prefix(of: place)
            return try TFIDFVectorizer(
                settings,
                vocabulary: Vocabulary(
                    utf8: numbers.bytes(prefix + "vocabulary.utf8"),
                    offsets: numbers.int32s(prefix + "vocabulary.offsets")
                ),
                inverseDocumentFrequency: numbers.floats(prefix + "inverse_document_frequency")
            )
        }
        var scaler: FeatureScaler?
        var width = vectorizers.reduce(0) { $0 + $1.vocabulary.count }
        if configuration.includesCounts {
            let count = TweetCounts.names.count
            scaler = try FeatureScaler(
                configuration.countScaling,
                offsets: numbers.floats("counts.offsets", shape: [count]),
                divisors: numbers.floats("counts.divisors", shape: [count])
            )
            width += count
        }
        let outputs = labels.count == 2 ? 1 : labels.count
        let coefficients = try numbers.doubles("coefficients", shape: [outputs, width])
        let regression = try LogisticRegression(
            classes: Array(labels.indices),
            coefficients: (0..<outputs).map { output in
                Array(coefficients[output * width..<(output + 1) * width])
            },
            intercepts: numbers.doubles("intercepts", shape: [outputs]),
            multiclass: configuration.regression.multiclass
        )
        self.init(
            configuration: configuration,
            labels: labels,
            features: LinearFeatures(
                cleaning: configuration.cleaning,
                vectorizers: vectorizers,
                countScaler: scaler
            ),
            regression: regression
        )
    }
}

/// The settings of a linear classifier as they stand in its settings file.
struct SavedConfiguration: Codable {
    var cleaning: TextCleaner.Options
    var vectorizer: TFIDFVectorizer.Settings
    /// Nil stands for none.
    var furtherVectorizers: [TFIDFVectorizer.Settings]?
    var includesCounts: Bool
    var countScaling: FeatureScaler.Method
    /// Nil stands for false.
    var usesLogCountRatios: Bool?
    var solver: LogisticRegression.Solver
    var penalty: String
    var l1Ratio: Double?
    /// Nil stands for infinity, which JSON has no number for.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var C: Double?
    // These may be missing: the first version did not save them. Then they have their defaults.
    var fitsIntercept: Bool?
    var tolerance: Double?
    var maximumIterations: Int?
    var classWeights: LogisticRegression.ClassWeights?
    var interceptScaling: Double?
    var warmStart: Bool?
    var seed: UInt64?
    /// Nil stands for multinomial.
    var multiclass: LogisticRegression.Multiclass?

    init(_ configuration: LinearClassifier.Configuration) {
        cleaning = configuration.cleaning.options
        vectorizer = configuration.vectorizer
        let further = configuration.furtherVectorizers
        furtherVectorizers = further.isEmpty ? nil : further
        includesCounts = configuration.includesCounts
        countScaling = configuration.countScaling
        usesLogCountRatios = configuration.usesLogCountRatios ? true : nil
        solver = configuration.regression.solver
        penalty = configuration.regression.penalty.name
        if case .elasticNet(let ratio) = configuration.regression.penalty { l1Ratio = ratio }
        C = configuration.regression.C.isFinite ? configuration.regression.C : nil
        fitsIntercept = configuration.regression.fitsIntercept
        tolerance = configuration.regression.tolerance
        maximumIterations = configuration.regression.maximumIterations
        classWeights = configuration.regression.classWeights
        interceptScaling = configuration.regression.interceptScaling
        warmStart = configuration.regression.warmStart
        seed = configuration.regression.seed
        let multiclass = configuration.regression.multiclass
        self.multiclass = multiclass == .multinomial ? nil : multiclass
    }

    func restored() throws(SettingError) -> LinearClassifier.Configuration {
        var regression = LogisticRegression(
            solver: solver,
            penalty: try .init(name: penalty, l1Ratio: l1Ratio),
            C: C ?? .infinity
        )
        if let fitsIntercept { regression.fitsIntercept = fitsIntercept }
        if let tolerance { regression.tolerance = tolerance }
        if let maximumIterations { regression.maximumIterations = maximumIterations }
        if let classWeights { regression.classWeights = classWeights }
        if let interceptScaling { regression.interceptScaling = interceptScaling }
        if let warmStart { regression.warmStart = warmStart }
        if let seed { regression.seed = seed }
        if let multiclass { regression.multiclass = multiclass }
        return LinearClassifier.Configuration(
            cleaning: TextCleaner(cleaning),
            vectorizer: vectorizer,
            furtherVectorizers: furtherVectorizers ?? [],
            includesCounts: includesCounts,
            countScaling: countScaling,
            usesLogCountRatios: usesLogCountRatios ?? false,
            regression: regression
        )
    }
}
