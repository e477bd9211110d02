import SwiftletBase
import SwiftletNeural
import SwiftletTransformers

/// A saved sentence-encoder classifier is a directory that needs nothing beside it: `classifier.json`
/// holds the settings, `model.safetensors` the numbers of the dense network under the names that
/// PyTorch gives them, and `encoder/` the encoder's own files.
///
/// Where the file system can, the encoder's files are second names of those that it was loaded from,
/// and take no room; they are mapped when the classifier is loaded.
extension SentenceEncoderClassifier {
    private static let numbersName = "model.safetensors"
    private static let encoderName = "encoder"

    /// The content of `classifier.json`.
    private struct Settings: Codable {
        /// The identity of the encoder whose embeddings the network knows.
        var encoder: String
        var classifier: Configuration
    }

    /// Saves the classifier as a directory; a save that fails leaves an earlier one whole.
    ///
    /// - Throws: `FileError` naming the path.
    public func save(to directory: String) throws {
        let settings = SavedSettings(
            approach: Self.approach,
            labels: labels,
            configuration: Settings(encoder: encoder.identity, classifier: configuration)
        )
        var numbers = SafetensorsWriter()
        for entry in DenseNetwork.layout(of: network.configuration).entries {
            numbers.add(entry.name, network.array(entry.name)!)
        }
        try AtomicDirectory.replace(at: directory, recognizedBy: [savedSettingsName]) { temporary in
            let encoderDirectory = temporary + "/" + Self.encoderName
            try AtomicDirectory.createDirectories(encoderDirectory)
            try encoder.save(to: encoderDirectory)
            try numbers.save(to: temporary + "/" + Self.numbersName)
            try settings.save(to: temporary)
        }
    }

    /// Loads a classifier that `save` wrote.
    ///
    /// - Throws: `FormatError` or the error of the file at fault, naming it and what was expected.
    public init(from directory: String) throws {
        let settings = try SavedSettings<Settings>(from: directory, approach: Self.approach)
        func requireThat(_ holds: Bool, _ message: @autoclosure () -> String) throws {
            if holds { return }
            throw FormatError(
                file: directory + "/" + savedSettingsName,
                problem: message()
            )
        }
        let configuration = settings.configuration.classifier
        do {
            try configuration.requireValid(labels: settings.labels.count)
        } catch {
            throw FormatError(file: directory + "/" + savedSettingsName, error)
        }
        var encoder = try SentenceEncoders.load(from: directory + "/" + Self.encoderName)
        let identity = settings.configuration.encoder
        // Classifiers that were saved before `modules.json` counted know embeddings of length 1.
        if let normalizing = (encoder as? TransformerSentenceEncoder)?.normalizing(),
            normalizing.answers(to: identity)
        {
            encoder = normalizing
        }
        try requireThat(
            encoder.answers(to: identity),
            "the encoder is \"\(identity)\", but in \(Self.encoderName) is "
                + "\"\(encoder.identity)\""
        )
        let sizes = configuration.network(
            dimension: encoder.dimension,
            labels: settings.labels.count
        )
        let numbers = try SafetensorsFile(from: directory + "/" + Self.numbersName)
        self.init(
            configuration: configuration,
            labels: settings.labels,
            encoder: encoder,
            network: DenseNetwork(
                sizes,
                weights: try numbers.arrays(DenseNetwork.layout(of: sizes))
            )
        )
    }
}
