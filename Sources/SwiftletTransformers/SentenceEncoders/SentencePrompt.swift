import SwiftletBase

/// The prompt that a sentence encoder puts before each text.
public enum SentencePrompt: Sendable, Equatable {
    /// The encoder's default prompt; nothing where it has none.
    case standard
    /// One of the encoder's prompts, by its name.
    case named(String)
    /// A text of one's own; the empty one for nothing.
    case text(String)
}

extension SettingError {
    /// The encoder has no such prompt.
    package static func unknownPrompt(_ name: String, known: [String]) -> Self {
        let list = known.map { "\"\($0)\"" }.joined(separator: ", ")
        return Self(
            name: "prompt",
            value: "\"\(name)\"",
            expected: known.isEmpty ? "none, as the encoder has no prompts" : "one of \(list)"
        )
    }
}

/// How the similarity of two embeddings is measured.
public enum SentenceSimilarity: String, Sendable, CaseIterable {
    case cosine
    case dot
    case euclidean
    case manhattan
}

/// The prompts and embedding settings of `config_sentence_transformers.json`.
struct SentenceSettings: Sendable {
    static let name = "config_sentence_transformers.json"

    /// Prompts by name, in the order of the names.
    var prompts: [(name: String, text: String)] = []
    var defaultPrompt: String?
    /// How many numbers of an embedding are kept; nil for all.
    var dimension: Int?
    var similarity: SentenceSimilarity?

    init() {}

    /// Reads the file in a directory; one that is missing says nothing.
    ///
    /// - Throws: `FileError`, and `FormatError` naming the file and the member.
    init(from directory: String) throws {
        let path = directory + "/" + Self.name
        guard FileReader.exists(path) else { return }
        self = try ConfigurationReader.read(path) { (reader) throws(FormatError) in
            try SentenceSettings(reader)
        }
    }

    private init(_ reader: ConfigurationReader) throws(FormatError) {
        let type = "SentenceTransformer"
        _ = try reader.choice("model_type", [type], default: type)
        if reader.member("prompts") != nil {
            let found = try reader.members.object("prompts")
            for (name, value) in zip(found.names, found.values) {
                let text = try reader.read("prompts.\(name)") { () throws(FormatError) in
                    value == .null ? "" : try value.string()
                }
                prompts.append((name, text))
            }
            prompts.sort { $0.name < $1.name }
        }
        if reader.member("default_prompt_name") != nil {
            let name = try reader.members.string("default_prompt_name")
            guard prompts.contains(where: { $0.name == name }) else {
                throw reader.error("default_prompt_name", "\"\(name)\" is not among the prompts")
            }
            defaultPrompt = name
        }
        if reader.member("truncate_dim") != nil { dimension = try reader.size("truncate_dim") }
        if reader.member("similarity_fn_name") != nil {
            similarity = SentenceSimilarity(
                rawValue: try reader.choice(
                    "similarity_fn_name",
                    SentenceSimilarity.allCases.map(\.rawValue),
                    default: nil
                )
            )
        }
    }

    /// The text of the default prompt; empty where there is none.
    var defaultText: String { prompts.first { $0.name == defaultPrompt }?.text ?? "" }

    /// The text of a prompt.
    func text(of prompt: SentencePrompt) throws(SettingError) -> String {
        switch prompt {
        case .text(let text): return text
        case .standard: return defaultText
        case .named(let name):
            if let found = prompts.first(where: { $0.name == name }) { return found.text }
            throw .unknownPrompt(name, known: prompts.map(\.name))
        }
    }

    /// What tells embeddings under these settings from those under others.
    var meaning: JSONValue {
        let texts = prompts.filter { !$0.text.isEmpty }
        return [
            "prompts": .object(JSONObject(texts.map { ($0.name, .string($0.text)) })),
            "default": texts.first { $0.name == defaultPrompt }.map { .string($0.text) } ?? .null,
            "dimension": dimension.map { .integer($0) } ?? .null,
        ]
    }

    /// The file that `init` reads.
    var encoded: JSONValue {
        var members = JSONObject([
            ("prompts", .object(JSONObject(prompts.map { ($0.name, .string($0.text)) }))),
            ("default_prompt_name", defaultPrompt.map { .string($0) } ?? .null),
            ("similarity_fn_name", similarity.map { .string($0.rawValue) } ?? .null),
        ])
        if let dimension { members["truncate_dim"] = .integer(dimension) }
        return .object(members)
    }
}
