import SwiftletBase
import SwiftletText
import SwiftletTransformers

/// Classifies texts with a transformer: a DistilBERT, BERT, RoBERTa, XLM-RoBERTa or CamemBERT.
///
///     let classifier = try DistilBERTClassifier(from: "distilbert-base-uncased-finetuned-sst-2")
///     try classifier.predict("not again, @airline!!")     // NEGATIVE, 0.998
///     let small = try classifier.quantized()              // a quarter of the size, and faster
///     try small.save(to: "airline/model-int8")
///
/// The fourth of the four approaches. It is fine-tuned from an encoder, or loaded: what it saved, or
/// any directory of Hugging Face's layout with such a model for sequence classification. An empty text
/// gets the answer that the model has for its marks of begin and end alone. A model that gives numbers,
/// a regression, is no classifier: see ``DistilBERTRegressor``.
public struct DistilBERTClassifier: TextClassifier {
    public static let approach = "distilbert"

    /// How texts are prepared, and how it was trained.
    public let configuration: Configuration
    public var tokenizer: any Tokenizer { tokenizing.tokenizer }
    let tokenizing: ModelTokenizer
    public private(set) var model: DistilBERTForSequenceClassification

    public var labels: [String] { model.configuration.labels }

    /// A classifier of a model and the tokenizer that it was trained with.
    ///
    /// - Throws: `SettingError` where they do not fit each other, the model is a
    ///   regression, or there are fewer than two labels or two of the same name.
    public init(
        model: DistilBERTForSequenceClassification,
        tokenizer: any Tokenizer,
        configuration: Configuration = Configuration()
    ) throws(SettingError) {
        try self.init(model, ModelTokenizer(tokenizer), configuration)
    }

    init(
        _ model: DistilBERTForSequenceClassification,
        _ tokenizing: ModelTokenizer,
        _ configuration: Configuration
    ) throws(SettingError) {
        guard model.configuration.problemType != .regression else { throw .regression }
        let labels = model.configuration.labels
        guard labels.areLabels else { throw .wrongLabels(labels) }
        try configuration.requireFitting(model, tokenizing)
        self.model = model
        self.tokenizing = tokenizing
        self.configuration = configuration
    }

    /// Predicts the labels of many texts.
    ///
    /// Where a text may have several labels (`model.configuration.problemType`), the probability of
    /// each is its own, and `label` is the most probable one.
    ///
    /// - Throws: `PredictionError` where the weights are so large that a probability is not finite;
    ///   `TokenError` for a text that the tokenizer gives no token.
    public func predict(_ texts: [String]) throws -> [Prediction] {
        let sequences = configuration.sequences(of: texts, tokenizing)
        let probabilities = try model.probabilities(of: sequences)
        let labels = labels
        return try probabilities.withUnsafeBufferPointer { probabilities in
            try (0..<texts.count).map { text in
                let row = probabilities[text * labels.count..<(text + 1) * labels.count]
                guard row.allSatisfy(\.isFinite) else {
                    throw PredictionError(text: text)
                }
                return Prediction(labels: labels, probabilities: row.map { Double($0) })
            }
        }
    }

    /// What the model sees of each text: its pieces of words, of which it reads as many as
    /// `configuration.maximumLength` leaves beside the special tokens.
    public func inspect(_ texts: [String]) -> [TextInspection] {
        tokenizing.inspect(
            configuration.cleaning.clean(texts),
            maximumLength: configuration.maximumLength
        )
    }

    /// The classifier with weights of 16 bits; see `DistilBERTForSequenceClassification.bfloat16()`.
    public func bfloat16() -> DistilBERTClassifier {
        var result = self
        result.model = model.bfloat16()
        return result
    }

    /// The classifier with weights of 8 bits; see `DistilBERTForSequenceClassification.quantized()`.
    ///
    /// - Throws: `QuantizationError` where a weight is NaN or infinite.
    public func quantized() throws -> DistilBERTClassifier {
        try DistilBERTClassifier(model.quantized(), tokenizing, configuration)
    }

    /// The classifier with weights of 8 bits and fixed ranges for the inputs of linear layers, found by
    /// the raw texts of a calibration; see
    /// `DistilBERTForSequenceClassification.quantized(calibration:method:long:)`.
    ///
    ///     let small = try classifier.quantized(calibration: texts)
    ///     for layer in small.calibration!.layers { print(layer.name, layer.range) }
    ///
    /// - Parameters:
    ///   - texts: Some hundred of the kind that the classifier will see, none that it is judged on.
    ///   - method: How ranges are made of inputs.
    /// - Throws: `QuantizationError` where there is no text, the classifier is quantised, or its weights or
    ///   what they give are not finite; `SettingError` for a percentile that leaves no range;
    ///   `TokenError` for a text that the tokenizer gives no token.
    public func quantized(
        calibration texts: [String],
        method: CalibrationMethod = .minMax
    ) throws -> DistilBERTClassifier {
        try DistilBERTClassifier(
            model.quantized(
                calibration: configuration.sequences(of: texts, tokenizing),
                method: method
            ),
            tokenizing,
            configuration
        )
    }

    /// How the inputs of linear layers are quantised where their ranges are fixed; else nil.
    public var calibration: ActivationCalibration? { model.calibration }
}

extension DistilBERTClassifier.Configuration {
    /// - Throws: `SettingError` where a model has fewer rows than its tokenizer has tokens, or
    ///   `maximumLength` is not between the special tokens and the model's positions.
    func requireFitting(
        _ model: DistilBERTForSequenceClassification,
        _ tokenizing: ModelTokenizer
    ) throws(SettingError) {
        let (tokens, rows) = (
            tokenizing.tokenizer.vocabularySize, model.configuration.vocabularySize
        )
        guard tokens <= rows else { throw .tooManyTokens(tokens, rows: rows) }
        let fewest = tokenizing.specialTokenCount + 1
        let most = model.configuration.maximumPositions
        guard maximumLength >= fewest, maximumLength <= most else {
            throw SettingError(
                name: "maximumLength",
                value: "\(maximumLength)",
                expected: "\(fewest) to \(most)"
            )
        }
    }

    /// The tokens of raw texts.
    func sequences(of texts: [String], _ tokenizing: ModelTokenizer) -> TokenSequences {
        tokenizing.encode(cleaning.clean(texts), maximumLength: maximumLength)
    }
}
