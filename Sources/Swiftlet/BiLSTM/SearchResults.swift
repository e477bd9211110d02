import SwiftletNeural
import SwiftletTensor
import SwiftletText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The trials of a search, kept in a JSON file so that none is run twice.
struct SearchResults {
    private struct Entry: Codable {
        /// What the trial was trained and compared on.
        var data: String
        var trial: BiLSTMClassifier.SearchTrial
    }

    private let path: String?
    private var entries: [Entry] = []

    /// The results in a file, none where it is not there yet.
    init(path: String?) throws {
        self.path = path
        guard let path, FileReader.exists(path) else { return }
        do {
            let bytes = try FileReader.bytes(of: path)
            entries = try JSONDecoder().decode([Entry].self, from: Data(bytes))
        } catch let error as DecodingError {
            throw BiLSTMClassifierError.malformedResults(file: path, message: error.explanation)
        }
    }

    /// A trial with these settings on these data, if there was one.
    func trial(
        _ configuration: BiLSTMClassifier.Configuration,
        data: String
    ) -> BiLSTMClassifier.SearchTrial? {
        entries.first { $0.data == data && $0.trial.configuration == configuration }?.trial
    }

    /// Adds a trial, and writes the file.
    mutating func add(_ trial: BiLSTMClassifier.SearchTrial, data: String) throws {
        entries.append(Entry(data: data, trial: trial))
        guard let path else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try AtomicFile.write([UInt8](try encoder.encode(entries)) + [UInt8(ascii: "\n")], to: path)
    }

    /// A number that another set of texts, labels or word vectors hardly has.
    static func fingerprint(
        _ examples: [LabelledText],
        _ validation: [LabelledText],
        _ embeddings: WordVectors?
    ) -> String {
        var fingerprint = DataFingerprint()
        fingerprint.add(examples)
        fingerprint.add(validation)
        if let embeddings { fingerprint.addSample(of: embeddings) }
        return fingerprint.description
    }
}
