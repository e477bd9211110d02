import SwiftletBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The trials of a search, kept in a JSON file so that none is run twice.
struct SearchResults<Configuration: Sendable & Equatable & Codable> {
    private struct Entry: Codable {
        /// What the trial was trained and compared on.
        var data: String
        var trial: SearchTrial<Configuration>
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
        } catch is DecodingError {
            throw FormatError(
                file: path,
                problem: "expected the trials of a search",
                remedy: "Delete it, and the search begins anew"
            )
        }
    }

    /// A trial with these settings on these data, if there was one.
    func trial(_ configuration: Configuration, data: String) -> SearchTrial<Configuration>? {
        entries.first { $0.data == data && $0.trial.configuration == configuration }?.trial
    }

    /// Adds a trial, and writes the file.
    mutating func add(_ trial: SearchTrial<Configuration>, data: String) throws {
        entries.append(Entry(data: data, trial: trial))
        guard let path else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try AtomicFile.write([UInt8](try encoder.encode(entries)) + [UInt8(ascii: "\n")], to: path)
    }
}
