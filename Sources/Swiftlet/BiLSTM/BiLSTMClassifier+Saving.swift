import SwiftletBase
import SwiftletNeural
import SwiftletText

/// A saved BiLSTM classifier is a directory of two files: `classifier.json` holds the settings,
/// `model.safetensors` the numbers: `embedding.weight` (a row for unknown words, then one for each
/// word), the words themselves (`words`, `word_offsets`, `word_slots`), and the weights under the
/// names that PyTorch gives them.
///
/// Embedding and words are mapped: loading copies the other weights alone. It looks every word up
/// once, so that a damaged table is noticed.
extension BiLSTMClassifier {
    private static let numbersName = "model.safetensors"
    private static let embeddingName = "embedding.weight"

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
        numbers.add(index.table)
        numbers.add(Self.embeddingName, network.embedding)
        for entry in BiLSTMNetwork.layout(of: network.configuration).entries {
            numbers.add(entry.name, network.array(entry.name)!)
        }
        try AtomicDirectory.replace(at: directory, recognizedBy: [savedSettingsName]) { temporary in
            try settings.save(to: temporary)
            try numbers.save(to: temporary + "/" + Self.numbersName)
        }
    }

    /// Loads a classifier that `save` wrote.
    ///
    /// - Throws: `FormatError` or the error of the file at fault, naming it and what was expected.
    public init(from directory: String) throws {
        let settings = try SavedSettings<Configuration>(
            from: directory,
            approach: Self.approach
        )
        let settingsPath = directory + "/" + savedSettingsName
        let configuration = settings.configuration
        do {
            try configuration.requireValid(labels: settings.labels.count)
        } catch {
            throw FormatError(file: settingsPath, error)
        }
        let path = directory + "/" + Self.numbersName
        let numbers = try SafetensorsFile(from: path)
        self.init(
            configuration: configuration,
            labels: settings.labels,
            index: try Self.index(numbers, limit: configuration.vocabularySize),
            network: try Self.network(numbers, configuration, labels: settings.labels.count)
        )
    }

    private static func index(_ numbers: SafetensorsFile, limit: Int) throws -> WordIndex {
        let shape = try numbers.shape(of: embeddingName)
        guard shape.count == 2, shape[0] >= 2, shape[0] - 1 <= limit else {
            throw FormatError(
                file: numbers.name,
                problem: "\(embeddingName) has shape \(shape), expected 2 to \(limit + 1) rows"
            )
        }
        let table = try WordRowTable(mapping: numbers, count: shape[0] - 1)
        try table.requireEveryWordInItsRow(of: numbers)
        return WordIndex(table)
    }

    private static func network(
        _ numbers: SafetensorsFile,
        _ configuration: Configuration,
        labels: Int
    ) throws -> BiLSTMNetwork {
        let rows = try numbers.shape(of: embeddingName)[0]
        let sizes = configuration.network(
            tokenCount: rows,
            embeddingSize: configuration.embeddingSize,
            labels: labels
        )
        let embedding = try numbers.mappedTensor(
            embeddingName,
            shape: [rows, configuration.embeddingSize]
        )
        try numbers.requireFinite(embedding, embeddingName)
        let weights = try numbers.arrays(BiLSTMNetwork.layout(of: sizes))
        return BiLSTMNetwork(sizes, embedding: embedding, weights: weights)
    }
}
