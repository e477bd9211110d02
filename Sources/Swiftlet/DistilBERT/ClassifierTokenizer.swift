import SwiftletBase
import SwiftletText

/// A tokenizer of whichever kind, with the files that it was read from where this library does not
/// write them.
struct ClassifierTokenizer: Sendable {
    let tokenizer: any Tokenizer
    /// nil for one made in memory.
    private let directory: String?

    init(_ tokenizer: any Tokenizer) {
        self.tokenizer = tokenizer
        directory = nil
    }

    /// The tokenizer of a directory of Hugging Face's layout, by the kind that its files name.
    ///
    /// - Throws: `FormatError` naming the file, such as for a kind that is not supported; `FileError`.
    init(from directory: String) throws {
        self.directory = directory
        let path = directory + "/tokenizer.json"
        guard FileReader.exists(path) else {
            let kind: any SourceTokenizer.Type =
                FileReader.exists(directory + "/merges.txt")
                ? BytePairTokenizer.self
                : FileReader.exists(directory + "/sentencepiece.bpe.model")
                    ? XLMRobertaTokenizer.self : WordPieceTokenizer.self
            tokenizer = try kind.init(from: directory)
            return
        }
        let file = try JSONValue(from: path)
        let name: String
        do {
            name = try file.object().object("model").kind
        } catch {
            throw FormatError(file: path, problem: error.problem)
        }
        guard let kind = Self.kinds[name] else {
            throw FormatError(
                file: path,
                problem: "the tokenizer's model is \"\(name)\", expected \"WordPiece\", \"BPE\" "
                    + "or \"Unigram\""
            )
        }
        tokenizer = try kind.init(directory: directory, tokenizerFile: file)
    }

    /// The kinds of tokenizers, as a `tokenizer.json` names their models.
    private static let kinds: [String: any SourceTokenizer.Type] = [
        "WordPiece": WordPieceTokenizer.self, "BPE": BytePairTokenizer.self,
        "Unigram": XLMRobertaTokenizer.self,
    ]

    /// The tokens of texts, on all threads.
    func encode(_ texts: FlatTexts, maximumLength: Int) -> TokenSequences {
        guard let tokenizer = tokenizer as? any SourceTokenizer else {
            return tokenizer.encode(strings(texts), maximumLength: maximumLength)
        }
        return tokenizer.encode(
            source: texts,
            maximumLength: maximumLength,
            addingSpecialTokens: true
        )
    }

    /// What the model sees of each text, on all threads.
    func inspect(_ texts: FlatTexts, maximumLength: Int) -> [TextInspection] {
        if let tokenizer = tokenizer as? any SourceTokenizer {
            return tokenizer.inspect(source: texts, maximumLength: maximumLength)
        }
        return tokenizer.encode(strings(texts)).map { sequence in
            TextInspection(
                tokenCount: sequence.count - specialTokenCount,
                unknownTokenCount: 0,
                maximumTokenCount: maximumLength - specialTokenCount
            )
        }
    }

    private func strings(_ texts: FlatTexts) -> [String] {
        (0..<texts.count).map { texts.withText(at: $0) { String(decoding: $0, as: UTF8.self) } }
    }

    /// How many tokens stand around a text.
    var specialTokenCount: Int { tokenizer.encode("").count }

    /// Puts the tokenizer's files into a directory, with `maximumLength` as their limit: those that it
    /// was read from, where this library does not write them itself.
    ///
    /// - Throws: `SettingError` for a tokenizer made in memory that has no files; `FileError`.
    func save(to target: String, maximumLength: Int) throws {
        if let tokenizer = tokenizer as? any Savable {
            try tokenizer.save(to: target)
        } else if let directory {
            for name in Self.fileNames where FileReader.exists(directory + "/" + name) {
                try FileLink.place(directory + "/" + name, at: target + "/" + name)
            }
        } else {
            throw SettingError(
                name: "tokenizer",
                value: "a \(type(of: tokenizer)) made in memory, which has no files to save",
                expected: "that of a classifier or an encoder that was loaded from a directory"
            )
        }
        let path = target + "/tokenizer_config.json"
        var members = FileReader.exists(path) ? try JSONValue(from: path).object() : JSONObject()
        members["model_max_length"] = .integer(maximumLength)
        try AtomicFile.write(JSONValue.object(members).encoded(.pretty), to: path)
    }

    private static let fileNames = [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "vocab.json", "merges.txt", "vocab.txt", "sentencepiece.bpe.model",
    ]
}

extension JSONObject {
    /// The kind of a `tokenizer.json`'s model, which the first versions do not name.
    fileprivate var kind: String {
        get throws(FormatError) {
            if self["type"] != nil { return try string("type") }
            return self["merges"] == nil ? "WordPiece" : "BPE"
        }
    }
}
