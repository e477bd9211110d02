import SwiftletBase
import SwiftletLinear
import SwiftletTensor
import SwiftletText

/// A saved linear classifier is a directory of two files: `classifier.json` holds the settings,
/// `model.safetensors` the numbers (the vocabularies' UTF-8 and offsets, inverse document
/// frequencies, scaling of the counts, coefficients and intercepts).
extension LinearClassifier {
    private static let numbersName = "model.safetensors"

    /// Saves the classifier as a directory; a save that fails leaves an earlier one whole.
    ///
    /// - Throws: `FileError` naming the path.
    public func save(to directory: String) throws {
        let settings = SavedSettings(
            approach: Self.approach,
            labels: labels,
            configuration: configuration
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

    /// Loads a classifier that `save` wrote.
    ///
    /// - Throws: `FormatError` or the error of the file at fault, naming it and what was expected.
    public init(from directory: String) throws {
        let settings = try SavedSettings<Configuration>(from: directory, approach: Self.approach)
        let path = directory + "/" + Self.numbersName
        let numbers = try SafetensorsFile(from: path)
        do {
            try self.init(settings.configuration, labels: settings.labels, numbers)
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
