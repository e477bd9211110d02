import SwiftletBase
import SwiftletText
import SwiftletTransformers

/// A saved DistilBERT classifier is a directory of Hugging Face's layout: `config.json`,
/// `model.safetensors`, and the tokenizer's `vocab.txt`, `tokenizer.json` and `tokenizer_config.json`, or,
/// where it is not a WordPiece tokenizer, the files that it was loaded from;
/// with `classifier.json` for what that layout has no place for: the approach, the cleaning, the
/// maximum length and the settings of the training. The maximum length is also the tokenizer's
/// `model_max_length`, so that other programs cut texts at the same place.
///
/// The weights of a quantised classifier are used where they lie in the file.
extension DistilBERTClassifier {
    /// Saves the classifier as a directory; a save that fails leaves an earlier one whole.
    ///
    /// - Throws: `FileError` naming the path.
    public func save(to directory: String) throws {
        let settings = SavedSettings(
            approach: Self.approach,
            labels: labels,
            configuration: configuration
        )
        try AtomicDirectory.replace(
            at: directory,
            recognizedBy: [savedSettingsName, modelConfigurationName]
        ) { temporary in
            try model.write(into: temporary)
            try tokenizing.save(to: temporary, maximumLength: configuration.maximumLength)
            try settings.save(to: temporary)
        }
    }

    /// Loads a classifier that `save` wrote, or a directory of Hugging Face's layout: then the labels
    /// are those of its `config.json`, and texts are cut to as many tokens as the tokenizer's
    /// `model_max_length` says, and the model has positions.
    ///
    /// - Throws: `FormatError` or the error of the file at fault, naming the file and what
    ///   was expected.
    public init(from directory: String) throws {
        let settingsPath = directory + "/" + savedSettingsName
        var settings: SavedSettings<Configuration>?
        if FileReader.exists(settingsPath) {
            settings = try SavedSettings(from: directory, approach: Self.approach)
        }
        let model = try DistilBERTForSequenceClassification(from: directory, seed: nil)
        var configuration = settings?.configuration ?? Configuration()
        let configurationPath = directory + "/" + modelConfigurationName
        if let settings, settings.labels != model.configuration.labels {
            throw FormatError(
                file: settingsPath,
                problem: "the labels are \(settings.labels), but \(model.configuration.labels) in "
                    + configurationPath
            )
        }
        let tokenizing = try ModelTokenizer(from: directory)
        if settings == nil {
            configuration.maximumLength = min(
                model.configuration.maximumPositions,
                tokenizing.tokenizer.maximumLength ?? .max
            )
        }
        do {
            try configuration.requireValid(
                layers: model.configuration.layerCount,
                labels: model.configuration.labels.count
            )
            try self.init(model, tokenizing, configuration)
        } catch {
            let file = settings == nil ? configurationPath : settingsPath
            throw FormatError(file: file, error)
        }
    }
}

/// The name of a model's configuration in Hugging Face's layout.
let modelConfigurationName = "config.json"
