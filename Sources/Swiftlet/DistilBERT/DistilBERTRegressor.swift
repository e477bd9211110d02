import SwiftletBase
import SwiftletTensor
import SwiftletText
import SwiftletTransformers

/// Predicts numbers of texts, such as the stars of a review, by a DistilBERT, BERT, RoBERTa,
/// XLM-RoBERTa or CamemBERT that is a regression: its `config.json` has one label, or `regression`
/// as `problem_type`.
///
///     let regressor = try DistilBERTRegressor(from: "review-stars")
///     let numbers = try regressor.predict(["not again, @airline!!"])
///     print(numbers[0, 0])                                // 1.3
///     try regressor.quantized().save(to: "review-stars-int8")
///
/// Texts are tokenised as a ``DistilBERTClassifier`` does it. The numbers are the model's outputs as they are.
public struct DistilBERTRegressor: Sendable, Loadable, Savable {
    public private(set) var model: DistilBERTForSequenceClassification
    private let tokenizing: ModelTokenizer
    private var configuration = DistilBERTClassifier.Configuration()

    /// The names of the numbers: `LABEL_0` where the model has one and does not name it.
    public var labels: [String] { model.configuration.labels }
    public var tokenizer: any Tokenizer { tokenizing.tokenizer }

    /// Loads what `save` wrote, or a directory of Hugging Face's layout.
    ///
    /// Texts are cut to as many tokens as the tokenizer's `model_max_length` says, and the model has
    /// positions.
    ///
    /// - Throws: `FormatError` or `FileError` naming the file and what was expected, such as for a
    ///   model that is a classifier.
    public init(from directory: String) throws {
        model = try DistilBERTForSequenceClassification(from: directory, seed: nil)
        tokenizing = try ModelTokenizer(from: directory)
        let path = directory + "/" + modelConfigurationName
        guard model.configuration.problemType == .regression else {
            throw FormatError(
                file: path,
                problem: "the model is a classifier, expected a regression",
                remedy: "Load it as a DistilBERTClassifier"
            )
        }
        configuration.maximumLength = min(
            model.configuration.maximumPositions,
            tokenizing.tokenizer.maximumLength ?? .max
        )
        do {
            try configuration.requireFitting(model, tokenizing)
        } catch {
            throw FormatError(file: path, error)
        }
    }

    /// Whether a directory holds a regression.
    ///
    /// False, too, where nothing can be read there.
    public static func isSaved(in directory: String) -> Bool {
        !FileReader.exists(directory + "/" + savedSettingsName)
            && (try? DistilBERTConfiguration(from: directory + "/" + modelConfigurationName))?
                .problemType == .regression
    }

    /// The numbers of many texts, `[texts, labels]`.
    ///
    /// - Throws: `PredictionError` where the weights are so large that a number is not finite;
    ///   `TokenError` for a text that the tokenizer gives no token.
    public func predict(_ texts: [String]) throws -> Tensor {
        let numbers = try model.logits(of: configuration.sequences(of: texts, tokenizing))
        if let place = numbers.elements.firstIndex(where: { !$0.isFinite }) {
            throw PredictionError(text: place / labels.count)
        }
        return numbers
    }

    /// The regressor with weights of 16 bits; see `DistilBERTForSequenceClassification.bfloat16()`.
    public func bfloat16() -> DistilBERTRegressor {
        var result = self
        result.model = model.bfloat16()
        return result
    }

    /// The regressor with weights of 8 bits; see `DistilBERTForSequenceClassification.quantized()`.
    ///
    /// - Throws: `QuantizationError` where a weight is NaN or infinite.
    public func quantized() throws -> DistilBERTRegressor {
        var result = self
        result.model = try model.quantized()
        return result
    }

    /// Saves a directory of Hugging Face's layout; see `DistilBERTForSequenceClassification.save(to:)`.
    ///
    /// - Throws: `FileError` naming the path.
    public func save(to directory: String) throws {
        try AtomicDirectory.replace(at: directory, recognizedBy: [modelConfigurationName]) {
            try model.write(into: $0)
            try tokenizing.save(to: $0, maximumLength: configuration.maximumLength)
        }
    }
}
