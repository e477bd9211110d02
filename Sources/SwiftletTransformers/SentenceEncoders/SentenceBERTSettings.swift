import SwiftletBase
import SwiftletText

/// The files that sentence-transformers puts beside a BERT, as far as they count here.
struct SentenceBERTSettings {
    static let lengthName = "sentence_bert_config.json"
    static let poolingName = "1_Pooling/config.json"
    private static let lengthMember = "max_seq_length"
    private let directory: String

    init(_ directory: String) { self.directory = directory }

    /// How many tokens of a text count for a model with so many positions.
    ///
    /// - Throws: `FileError`, and `JSONError` naming the file and the member.
    func maximumLength(_ tokenizer: WordPieceTokenizer, positions: Int) throws -> Int {
        let fewest = tokenizer.specialTokenCount
        guard positions >= fewest else {
            throw JSONError(
                file: directory + "/config.json",
                message:
                    "\(positions) positions have no room for the \(fewest) tokens around a text"
            )
        }
        let length: Int?? = try read(Self.lengthName) { (reader) throws(JSONError) in
            if reader.member(Self.lengthMember) == nil { return nil }
            let length = try reader.size(Self.lengthMember, limit: positions)
            if length >= fewest { return length }
            throw reader.error(
                Self.lengthMember,
                "\(length) has no room for the \(fewest) tokens around a text"
            )
        }
        if let length, let length { return length }
        return min(positions, max(fewest, tokenizer.settings.modelMaximumLength ?? positions))
    }

    /// Throws unless the embedding is the mean over the tokens, which it is where nothing is said.
    ///
    /// - Throws: `FileError`, and `JSONError` naming the file and the member.
    func requireMean() throws {
        _ = try read(Self.poolingName) { (reader) throws(JSONError) in
            _ = try reader.choice("pooling_mode", ["mean"], default: "mean")
            // What versions before the sixth wrote in its place.
            let members = reader.members
            for (name, value) in zip(members.names, members.values)
            where name.hasPrefix("pooling_mode_") {
                if value == .bool(name == "pooling_mode_mean_tokens") { continue }
                throw reader.error(name, "\(value) is not supported, only the mean of the tokens")
            }
        }
    }

    /// Writes how many tokens of a text count.
    func write(maximumLength: Int) throws {
        let value: JSONValue = [
            "do_lower_case": false, "max_seq_length": .integer(maximumLength),
        ]
        try AtomicFile.write(
            value.encoded(.pretty) + [UInt8(ascii: "\n")],
            to: directory + "/" + Self.lengthName
        )
    }

    /// What `body` makes of a file; nil where it is not there.
    private func read<Value>(
        _ name: String,
        _ body: (ConfigurationReader) throws(JSONError) -> Value
    ) throws -> Value? {
        let path = directory + "/" + name
        guard FileReader.exists(path) else { return nil }
        let value = try JSONValue(from: path)
        do {
            return try body(ConfigurationReader(members: try value.object()))
        } catch {
            throw JSONError(file: path, message: error.message)
        }
    }
}
