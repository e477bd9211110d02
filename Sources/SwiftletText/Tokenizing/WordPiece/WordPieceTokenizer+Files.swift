import SwiftletBase

extension WordPieceTokenizer {
    /// The tokenizer of a directory of Hugging Face's layout, or of one file.
    ///
    /// - Of a directory it is that of `tokenizer.json`, or, where there is none, of `vocab.txt`; with
    ///   `tokenizer_config.json`, `special_tokens_map.json` and `added_tokens.json` where they are
    ///   there. The numbers are those of transformers 5: where `tokenizer_config.json`, or the
    ///   `model_type` in `config.json`, says that the tokenizer is BERT's, `do_lower_case` (true where
    ///   it is missing), `strip_accents`, `tokenize_chinese_chars` and the special tokens are those of
    ///   `tokenizer_config.json`, and of `tokenizer.json` only the tokens count. Else all parts of
    ///   `tokenizer.json` count, as for tokenizers.
    /// - A file whose name ends in `.json` is a `tokenizer.json`.
    /// - Any other file is a `vocab.txt`: one token a line, numbered from 0. White space at a line's
    ///   end does not count.
    ///
    /// - Throws: `FormatError` or `FileError` naming the file; among them one that
    ///   names the part of the tokenizer that is of another kind than BERT's.
    public init(from path: String) throws {
        if FileReader.isDirectory(path) || path.hasSuffix(".json") {
            try self.init(at: path)
        } else {
            try self.init(vocabularyFile: path, configuration: TokenizerConfiguration())
        }
    }

    init(directory: String, _ files: SpecialTokenFiles) throws {
        let path = directory + "/vocab.txt"
        guard FileReader.exists(path) else { throw FormatError(file: directory, .noTokenizer) }
        let configuration = try TokenizerConfiguration(files)
        if try !configuration.isOfBERT { try files.requireNoClass(but: "BERT") }
        try self.init(vocabularyFile: path, configuration: configuration)
    }

    /// The tokenizer of a `vocab.txt` with the given settings.
    ///
    /// - Throws: `FileError` or `FormatError` naming the file.
    public init(
        from path: String,
        settings: WordPieceSettings,
        specialTokens: SpecialTokens = SpecialTokens()
    ) throws {
        var configuration = try TokenizerConfiguration()
        configuration.settings = settings
        configuration.specialTokens = specialTokens
        try self.init(vocabularyFile: path, configuration: configuration)
    }

    private init(vocabularyFile path: String, configuration: TokenizerConfiguration) throws {
        let bytes = try FileReader.bytes(of: path)
        self = try FormatError.naming(path) {
            let vocabulary = try WordPieceVocabulary(
                VocabularyLines.tokens(in: bytes),
                continuationPrefix: configuration.settings.continuationPrefix
            )
            return try WordPieceTokenizer(
                vocabulary: vocabulary,
                added: configuration.addedTokens(to: vocabulary),
                settings: configuration.settings,
                specialTokens: configuration.specialTokens
            )
        }
    }

    init(_ value: JSONValue, file path: String, _ files: SpecialTokenFiles?) throws {
        let configuration = try TokenizerConfiguration(files)
        self = try FormatError.naming(path) {
            let file = try TokenizerFile(value, configuration)
            return try WordPieceTokenizer(
                vocabulary: file.vocabulary,
                added: file.added,
                settings: file.settings,
                specialTokens: file.specialTokens,
                template: file.template
            )
        }
    }
}

/// The lines of a `vocab.txt`.
enum VocabularyLines {
    /// The tokens and their numbers: the lines without the white space at their ends.
    static func tokens(in bytes: [UInt8]) throws(FormatError) -> [(token: String, id: Int)] {
        var tokens: [(token: String, id: Int)] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            guard let line = String(validating: bytes[start..<end], as: UTF8.self) else {
                throw FormatError(place: .line(tokens.count + 1), .invalidUTF8)
            }
            var scalars = line.unicodeScalars[...]
            while let last = scalars.last, BERTCharacter(last.value).isWhiteSpace {
                scalars.removeLast()
            }
            tokens.append((String(scalars), tokens.count))
            start = end + 1
        }
        return tokens
    }
}

extension WordPieceTokenizer: Savable {
    /// Writes `vocab.txt`, `tokenizer.json` and `tokenizer_config.json` into a directory, which is
    /// made where it is missing; Hugging Face's `AutoTokenizer` and this type load them.
    ///
    /// `tokenizer_config.json` names BERT's class where that makes the same tokenizer again.
    ///
    /// `vocab.txt` has an empty line for a number without a token.
    ///
    /// - Throws: `FileError` naming the file.
    public func save(to directory: String) throws {
        try AtomicDirectory.createDirectories(directory)
        try AtomicFile.write(vocabularyLines(), to: directory + "/vocab.txt")
        var words = JSONObject()
        for id in 0..<vocabularySize {
            if let token = token(at: id) { words[token] = .integer(id) }
        }
        try AtomicFile.write(tokenizerFile(words).encoded(), to: directory + "/tokenizer.json")
        try AtomicFile.write(
            configuration().encoded(.pretty),
            to: directory + "/tokenizer_config.json"
        )
    }

    private func vocabularyLines() -> [UInt8] {
        var lines: [UInt8] = []
        for id in 0..<vocabularySize {
            if let range = vocabulary.range(id) {
                lines.append(contentsOf: vocabulary.bytes[range])
            }
            lines.append(UInt8(ascii: "\n"))
        }
        return lines
    }

    /// A hash of all that the numbers of texts depend on.
    var identity: UInt64 {
        var bytes = vocabularyLines() + tokenizerFile(JSONObject()).encoded()
        if settings.truncatesStart { bytes += "truncatesStart".utf8 }
        if settings.splitsSpecialTokens { bytes += "splitsSpecialTokens".utf8 }
        return bytes.withUnsafeBytes { $0.stableHash }
    }

    private func tokenizerFile(_ words: JSONObject) -> JSONValue {
        [
            "version": "1.0",
            "truncation": nil,
            "padding": nil,
            "added_tokens": .array(addedTokens.map { .object($0.object(withID: true)) }),
            "normalizer": [
                "type": "BertNormalizer",
                "clean_text": .bool(settings.cleansText),
                "handle_chinese_chars": .bool(settings.separatesChineseCharacters),
                "strip_accents": settings.stripsAccents.map { .bool($0) } ?? .null,
                "lowercase": .bool(settings.lowercases),
            ],
            "pre_tokenizer": ["type": "BertPreTokenizer"],
            "post_processor": postProcessor(),
            "decoder": [
                "type": "WordPiece",
                "prefix": .string(settings.continuationPrefix),
                "cleanup": .bool(settings.cleansUpDecoded),
            ],
            "model": [
                "type": "WordPiece",
                "unk_token": .string(specialTokens.unknown),
                "continuing_subword_prefix": .string(settings.continuationPrefix),
                "max_input_chars_per_word": .integer(settings.maximumWordLength),
                "vocab": .object(words),
            ],
        ]
    }

    private func postProcessor() -> JSONValue {
        if template == .plain { return .null }
        var special = JSONObject()
        func pieces(_ pieces: [TokenTemplate.Piece]) -> JSONValue {
            .array(
                pieces.map { piece in
                    switch piece {
                    case .text(let isSecond, let typeID):
                        return [
                            "Sequence": ["id": isSecond ? "B" : "A", "type_id": .integer(typeID)]
                        ]
                    case .special(let ids, let typeID):
                        let tokens = ids.map { token(at: Int($0)) ?? "" }
                        let name = tokens.joined()
                        special[name] = [
                            "id": .string(name),
                            "ids": .array(ids.map { .integer(Int($0)) }),
                            "tokens": .array(tokens.map { .string($0) }),
                        ]
                        return ["SpecialToken": ["id": .string(name), "type_id": .integer(typeID)]]
                    }
                }
            )
        }
        let single = pieces(template.single)
        let pair = pieces(template.pair)
        return [
            "type": "TemplateProcessing", "single": single, "pair": pair,
            "special_tokens": .object(special),
        ]
    }

    private func configuration() -> JSONValue {
        var decoder = JSONObject()
        for token in addedTokens { decoder["\(token.id)"] = .object(token.object(withID: false)) }
        var members = JSONObject([
            ("tokenizer_class", .string(isBERTs ? "BertTokenizer" : "PreTrainedTokenizerFast")),
            ("do_lower_case", .bool(settings.lowercases)),
            ("tokenize_chinese_chars", .bool(settings.separatesChineseCharacters)),
            ("strip_accents", settings.stripsAccents.map { .bool($0) } ?? .null),
            ("unk_token", .string(specialTokens.unknown)),
            ("pad_token", .string(specialTokens.padding)),
            ("cls_token", .string(specialTokens.classification)),
            ("sep_token", .string(specialTokens.separator)),
            ("mask_token", .string(specialTokens.mask)),
            ("added_tokens_decoder", .object(decoder)),
        ])
        if settings.truncatesStart { members["truncation_side"] = "left" }
        if settings.splitsSpecialTokens { members["split_special_tokens"] = true }
        members["model_max_length"] = settings.modelMaximumLength.map { .integer($0) }
        return .object(members)
    }
}

extension WordPieceTokenizer {
    /// Whether BERT's class in transformers makes this tokenizer of its vocabulary and of
    /// `tokenizer_config.json`.
    private var isBERTs: Bool {
        var made = WordPieceSettings()
        made.lowercases = settings.lowercases
        made.separatesChineseCharacters = settings.separatesChineseCharacters
        made.stripsAccents = settings.stripsAccents
        made.modelMaximumLength = settings.modelMaximumLength
        made.truncatesStart = settings.truncatesStart
        made.splitsSpecialTokens = settings.splitsSpecialTokens
        return settings == made
            && template == (try? TokenTemplate.bert(vocabulary, specialTokens))
            && specialTokens.all.allSatisfy { content in
                vocabulary.id(of: content) == nil
                    || addedTokens.contains { $0.content == content && $0.isSpecial }
            }
    }
}

extension AddedToken {
    /// The token as Hugging Face's files write it.
    fileprivate func object(withID: Bool) -> JSONObject {
        var object = JSONObject()
        if withID { object["id"] = .integer(id) }
        object["content"] = .string(content)
        object["single_word"] = .bool(isSingleWord)
        object["lstrip"] = .bool(stripsLeft)
        object["rstrip"] = .bool(stripsRight)
        object["normalized"] = .bool(isNormalized)
        object["special"] = .bool(isSpecial)
        return object
    }
}

/// Why a WordPiece tokenizer cannot be made.
package enum WordPieceProblem: Sendable, Equatable {
    /// A line of the vocabulary is not UTF-8.
    case invalidUTF8
    /// There is no token.
    case emptyVocabulary
    /// The vocabulary lacks a token that is needed.
    case missingToken(String)
    /// A token's number is not from 0 to 4,194,303.
    case invalidID(token: String, id: Int)
    /// Two tokens have this number.
    case repeatedID(Int)
    /// A part of the tokenizer is of a kind that is not supported.
    case unsupported(part: String, found: String, expected: String)
    /// A value is not what it must be.
    case invalidValue(String)
    /// The directory holds neither `tokenizer.json` nor `vocab.txt`.
    case noTokenizer
}

extension WordPieceProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidUTF8: "the line is not UTF-8"
        case .emptyVocabulary: "the vocabulary holds no token"
        case .missingToken(let token): "the token \"\(token)\" is not in the vocabulary"
        case .invalidID(let token, let id):
            "the token \"\(token)\" has the number \(id), which is not from 0 to "
                + "\(WordPieceVocabulary.maximumSize - 1)"
        case .repeatedID(let id): "two tokens have the number \(id)"
        case .unsupported(let part, let found, let expected):
            "\(part) is \(found), which is not supported; expected \(expected)"
        case .invalidValue(let message): message
        case .noTokenizer: "there is neither tokenizer.json nor vocab.txt"
        }
    }
}

extension FormatError {
    package init(file: String? = nil, place: Place? = nil, _ problem: WordPieceProblem) {
        self.init(file: file, place: place, problem: "\(problem)")
    }
}
