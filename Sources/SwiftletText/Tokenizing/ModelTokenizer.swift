import SwiftletBase

/// A model's tokenizer of whichever kind, with the files that it was read from where this library does
/// not write them.
package struct ModelTokenizer: Sendable {
    package let tokenizer: any Tokenizer
    /// The tokenizer as its files have it, where texts are written in lower case before it.
    private let cased: (any Tokenizer)?
    /// nil for one made in memory.
    private let directory: String?

    package init(_ tokenizer: any Tokenizer) {
        self.tokenizer = tokenizer
        cased = nil
        directory = nil
    }

    /// The tokenizer of a directory of Hugging Face's layout, by the kind that its files name.
    ///
    /// - Throws: `FormatError` naming the file, such as for a kind that is not supported; `FileError`.
    package init(from directory: String) throws {
        self.directory = directory
        cased = nil
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
        tokenizer = try kind.init(file, file: path, SpecialTokenFiles(directory: directory))
    }

    /// The kinds of tokenizers, as a `tokenizer.json` names their models.
    private static let kinds: [String: any SourceTokenizer.Type] = [
        "WordPiece": WordPieceTokenizer.self, "BPE": BytePairTokenizer.self,
        "Unigram": XLMRobertaTokenizer.self,
    ]

    private init(_ tokenizer: any Tokenizer, cased: any Tokenizer, directory: String?) {
        self.tokenizer = tokenizer
        self.cased = cased
        self.directory = directory
    }

    /// The tokenizer with texts in lower case before it; itself where it writes them in lower case
    /// anyway. It is saved as it was.
    package func lowercased() throws -> ModelTokenizer {
        guard let source = tokenizer as? any SourceTokenizer, !source.lowercases else {
            return self
        }
        return ModelTokenizer(try source.lowercased(), cased: source, directory: directory)
    }

    /// Whether texts are written in lower case before the tokenizer.
    package var isLowercased: Bool { cased != nil }

    /// The tokens of texts, on all threads.
    package func encode(_ texts: some TextSource, maximumLength: Int) -> TokenSequences {
        guard let tokenizer = tokenizer as? any SourceTokenizer else {
            return tokenizer.encode(strings(texts), maximumLength: maximumLength)
        }
        return tokenizer.encode(source: texts, maximumLength: maximumLength)
    }

    /// What the model sees of each text, on all threads.
    package func inspect(_ texts: some TextSource, maximumLength: Int) -> [TextInspection] {
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

    /// Whether a token is a special one.
    package func isSpecial(_ id: Int) -> Bool {
        (tokenizer as? any SourceTokenizer)?.isSpecial(id) ?? false
    }

    private func strings(_ texts: some TextSource) -> [String] {
        (0..<texts.count).map { texts.withText(at: $0) { String(decoding: $0, as: UTF8.self) } }
    }

    /// How many tokens stand around a text.
    package var specialTokenCount: Int { tokenizer.encode("").count }

    /// Puts the tokenizer's files into a directory, with `maximumLength` as their limit: those that it
    /// was read from, where this library does not write them itself.
    ///
    /// - Throws: `SettingError` for a tokenizer made in memory that has no files; `FileError`.
    package func save(to target: String, maximumLength: Int) throws {
        if let tokenizer = (cased ?? tokenizer) as? any Savable {
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
        let path = target + "/" + Self.configurationName
        var members = FileReader.exists(path) ? try JSONValue(from: path).object() : JSONObject()
        members["model_max_length"] = .integer(maximumLength)
        try AtomicFile.write(JSONValue.object(members).encoded(.pretty), to: path)
    }

    /// A hash of all that determines the tokens of a text, except for the maximum length.
    ///
    /// - Throws: `FileError` where its files are no longer there.
    package var identity: UInt64 {
        get throws {
            if let tokenizer = tokenizer as? WordPieceTokenizer { return tokenizer.identity }
            var hashes: [UInt64] = [isLowercased ? 1 : 0]
            guard let directory else { return hashes[0] }
            let files = try SpecialTokenFiles(directory: directory)
            var settings = files.configuration
            settings["model_max_length"] = nil
            hashes.append(JSONValue.object(settings).encoded().stableHash)
            hashes.append(Array((try files.tokenizerClass ?? "").utf8).stableHash)
            for name in Self.fileNames where name != Self.configurationName {
                guard FileReader.exists(directory + "/" + name) else { continue }
                let file = try MemoryMappedFile(from: directory + "/" + name)
                hashes.append(Array(name.utf8).stableHash)
                hashes.append(file.withUnsafeBytes { $0.stableHash })
            }
            return hashes.stableHash
        }
    }

    private static let configurationName = "tokenizer_config.json"

    /// The files that a tokenizer can have.
    package static let fileNames = [
        "tokenizer.json", configurationName, "special_tokens_map.json", "added_tokens.json",
        "vocab.json", "merges.txt", "vocab.txt", "sentencepiece.bpe.model",
    ]
}

/// A tokenizer of Hugging Face's files, which reads texts where they lie.
protocol SourceTokenizer: Tokenizer, Loadable {
    /// The tokenizer of a `tokenizer.json`, and of the files beside it where it is in a directory.
    init(_ value: JSONValue, file: String, _ files: SpecialTokenFiles?) throws

    /// The tokenizer of a directory without a `tokenizer.json`.
    init(directory: String, _ files: SpecialTokenFiles) throws

    /// The special tokens around a text.
    var template: TokenTemplate { get }

    /// The tokens that are found in a text before it is cut into words.
    var added: AddedTokens { get }

    /// Whether a text that is too long loses its beginning, not its end.
    var truncatesStart: Bool { get }

    /// The token for what the vocabulary does not hold; nil where there is none.
    var unknown: Int? { get }

    /// Whether texts are written in lower case.
    var lowercases: Bool { get }

    /// The tokenizer with texts written in lower case before everything else.
    func lowercased() throws -> Self

    /// The tokens of some texts, by one pass.
    func encode(
        _ texts: some TextSource,
        _ range: Range<Int>,
        in frame: EncodingFrame
    ) -> (tokens: [Int32], ends: [Int])
}

/// The special tokens around each text, and how many of a text's own tokens are kept.
struct EncodingFrame {
    let pieces: [TokenTemplate.Piece]
    /// The most tokens of a text, without the special ones.
    let room: Int
    /// Whether a text that is too long loses its beginning, not its end.
    let truncatesStart: Bool
}

extension SourceTokenizer {
    /// The tokenizer of a `tokenizer.json`, or of a directory of Hugging Face's layout.
    init(at path: String) throws {
        if path.utf8.reversed().starts(with: ".json".utf8.reversed()) {
            try self.init(JSONValue(from: path), file: path, nil)
            return
        }
        let file = path + "/tokenizer.json"
        let files = try SpecialTokenFiles(directory: path)
        if FileReader.exists(file) {
            try self.init(JSONValue(from: file), file: file, files)
        } else {
            try self.init(directory: path, files)
        }
    }

    /// The tokens of each text, on all threads.
    func encode(
        source texts: some TextSource,
        maximumLength: Int? = nil,
        addingSpecialTokens: Bool = true
    ) -> TokenSequences {
        let pieces = template.pieces(isPair: false, addingSpecialTokens: addingSpecialTokens)
        let frame = EncodingFrame(
            pieces: pieces,
            room: TokenTemplate.room(in: pieces, maximumLength),
            truncatesStart: truncatesStart
        )
        let parts = Threads.map(texts.count, minimumPart: 16) { range in
            encode(texts, range, in: frame)
        }
        return TokenSequences(parts: parts)
    }

    /// What the model sees of each text, on all threads.
    ///
    /// - Parameter maximumLength: The most tokens of a text, special ones included; nil for no limit.
    func inspect(source texts: some TextSource, maximumLength: Int?) -> [TextInspection] {
        encode(source: texts, addingSpecialTokens: false).inspections(
            unknown: unknown,
            maximum: maximumLength.map { $0 - specialTokenCount }
        )
    }

    /// How many special tokens are added to a text.
    var specialTokenCount: Int { TokenTemplate.specialCount(template.single) }

    /// Whether a token is a special one.
    func isSpecial(_ id: Int) -> Bool { added.isSpecial(id) }
}

extension TokenizerPass where Self: ~Copyable {
    /// The tokens of some texts, each with the special tokens around it, and where those of each text
    /// end.
    mutating func encode(
        _ texts: some TextSource,
        _ range: Range<Int>,
        in frame: EncodingFrame
    ) -> (tokens: [Int32], ends: [Int]) {
        var ends: [Int] = []
        ends.reserveCapacity(range.count)
        for index in range {
            for piece in frame.pieces {
                switch piece {
                case .special(let special, _): for id in special { ids.append(id) }
                case .text where frame.truncatesStart:
                    let start = ids.count
                    texts.withText(at: index) { tokenize($0, limit: .max) }
                    ids.keepLast(frame.room, from: start)
                case .text: texts.withText(at: index) { tokenize($0, limit: frame.room) }
                }
            }
            ends.append(ids.count)
        }
        return (Array(UnsafeBufferPointer(start: ids.base, count: ids.count)), ends)
    }
}

extension GrowableBuffer<Int32> {
    /// Of the elements from `start` on keeps the last ones, `room` of them at most.
    fileprivate mutating func keepLast(_ room: Int, from start: Int) {
        guard count - start > room else { return }
        (base + start).update(from: base + (count - room), count: room)
        count = start + room
    }
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

extension Array where Element: BitwiseCopyable {
    /// A hash of the elements' bytes.
    fileprivate var stableHash: UInt64 { withUnsafeBytes { $0.stableHash } }
}
