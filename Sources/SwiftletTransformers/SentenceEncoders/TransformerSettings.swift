import SwiftletBase
import SwiftletText

/// What `sentence_bert_config.json`, or one of its other names, says of a transformer and its texts.
struct TransformerSettings {
    /// The names of the file, in the order in which they count.
    static let names = [
        "bert", "roberta", "distilbert", "camembert", "albert", "xlm-roberta", "xlnet",
    ].map { "sentence_\($0)_config.json" }

    private static let lengthMember = "max_seq_length"
    private static let lowercaseMember = "do_lower_case"

    /// The most tokens of a text; nil where the tokenizer says.
    var maximumLength: Int?
    /// Whether texts are written in lower case before the tokenizer gets them.
    var lowercases = false

    init() {}

    /// Reads the file in a folder; one that is missing says nothing.
    ///
    /// - Parameters:
    ///   - fewest: How many tokens the tokenizer adds to a text.
    ///   - positions: The most tokens that go through the transformer.
    ///   - rows: Its `max_position_embeddings`, which may count rows that no token gets.
    /// - Throws: `FileError`, and `FormatError` naming the file and the member.
    init(from folder: String, fewest: Int, positions: Int, rows: Int) throws {
        guard
            let path = Self.names.lazy.map({ folder + "/" + $0 }).first(where: FileReader.exists)
        else { return }
        (maximumLength, lowercases) = try ConfigurationReader.read(path) {
            (reader) throws(FormatError) in
            try Self.requirePlain(reader)
            return (
                try reader.length(Self.lengthMember, fewest...rows).map { min($0, positions) },
                try reader.flag(Self.lowercaseMember, default: false)
            )
        }
    }

    /// Throws unless the states after the last layer are what is pooled, of texts as they are.
    private static func requirePlain(_ reader: ConfigurationReader) throws(FormatError) {
        let task = "feature-extraction"
        _ = try reader.choice("transformer_task", [task], default: task)
        let output = "token_embeddings"
        _ = try reader.choice("module_output_name", [output], default: output)
        if reader.member("modality_config") != nil {
            let name = "modality_config"
            let found = try reader.read(name) { () throws(FormatError) in
                let text = try reader.members.object(name).object("text")
                return (try text.string("method"), try text.string("method_output_name"))
            }
            guard found == ("forward", "last_hidden_state") else {
                throw reader.error(
                    name,
                    "\"\(found.1)\" of \"\(found.0)\" is not supported, only "
                        + "\"last_hidden_state\" of \"forward\""
                )
            }
        }
        for name in [
            "processing_kwargs", "tokenizer_args", "processor_kwargs", "config_args",
            "config_kwargs", "tokenizer_name_or_path",
        ] {
            guard let value = reader.member(name) else { continue }
            if case .object(let object) = value, object.count == 0 { continue }
            throw reader.error(
                name,
                "\(value) is not supported; write it into the files of the tokenizer or the model "
                    + "and remove the member"
            )
        }
    }

    /// The file that `init` reads.
    var encoded: JSONValue {
        [
            Self.lengthMember: maximumLength.map { .integer($0) } ?? .null,
            Self.lowercaseMember: .bool(lowercases),
        ]
    }
}

extension ConfigurationReader {
    /// A number of tokens; nil where the member is missing.
    fileprivate func length(
        _ name: String,
        _ limits: ClosedRange<Int>
    ) throws(FormatError) -> Int? {
        if member(name) == nil { return nil }
        let length = try members.integer(name)
        if length > limits.upperBound {
            throw error(
                name,
                "\(length) is more than the \(limits.upperBound) positions of the transformer; "
                    + "write \(limits.upperBound) or less"
            )
        }
        if length < limits.lowerBound {
            throw error(
                name,
                "\(length) has no room for the \(limits.lowerBound) tokens around a text"
            )
        }
        return length
    }
}
