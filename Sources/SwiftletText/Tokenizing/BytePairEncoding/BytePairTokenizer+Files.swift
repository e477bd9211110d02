import SwiftletBase

extension BytePairTokenizer {
    /// The tokenizer at a path: a `tokenizer.json`, or a directory of Hugging Face's layout, which
    /// holds one, or else `vocab.json` and `merges.txt`; with `tokenizer_config.json`,
    /// `special_tokens_map.json` and `added_tokens.json` where they are there.
    ///
    /// The numbers are those of transformers 5. Where `tokenizer_config.json` or `config.json` says
    /// that the tokenizer is RoBERTa's or GPT-2's, that takes the vocabulary and the merges of a
    /// `tokenizer.json`, and of GPT-2's the special tokens around a text, but no normalizer, and
    /// `add_prefix_space` of `tokenizer_config.json`. Else, and for a file by itself, all of it counts,
    /// as for tokenizers.
    ///
    /// - Throws: `FormatError` naming the file, the place and what to do, such as for a part
    ///   that is not supported; `FileError` naming the file.
    public init(from path: String) throws {
        try self.init(at: path)
    }

    init(_ value: JSONValue, file path: String, _ files: SpecialTokenFiles?) throws {
        let family = try files.flatMap { try BytePairFamily(stated: $0) }
        self = try FormatError.naming(path) {
            var parts: BytePairParts
            if let files, let family {
                parts = try BytePairParts(tokenizerFile: value, of: family, files)
            } else {
                parts = try BytePairParts(tokenizerFile: value)
                if let files { try parts.addTokens(of: files) }
            }
            parts.rules = try EncodingRules(files, tokenizerFile: value)
            parts.maximumLength = files?.maximumLength
            try parts.nameSpecialTokens(files, defaults: [:])
            return try BytePairTokenizer(parts)
        }
    }

    init(directory: String, _ files: SpecialTokenFiles) throws {
        var parts = BytePairParts()
        let vocabulary = directory + "/vocab.json"
        guard FileReader.exists(vocabulary) else {
            throw FormatError(
                file: directory,
                problem: "there is neither tokenizer.json nor vocab.json",
                remedy: "Name a directory with a tokenizer's files"
            )
        }
        try FormatError.naming(vocabulary) {
            let tokens = try JSONValue(from: vocabulary).object()
            try parts.readVocabulary(tokens, place: nil)
        }
        let merges = directory + "/merges.txt"
        let lines = try FileReader.bytes(of: merges)
        try FormatError.naming(merges) { parts.merges = try MergeList(lines: lines) }
        let family = try BytePairFamily(files, parts.tokens)
        parts.addsPrefixSpace = try files.flag("add_prefix_space") ?? false
        parts.maximumLength = files.maximumLength
        parts.rules = try EncodingRules(files)
        parts.added = try files.addedTokens(to: parts.tokens, defaults: family.defaults)
        try parts.nameSpecialTokens(files, defaults: family.defaults)
        parts.template = try family.template(files, parts)
        self = try FormatError.naming(directory) { try BytePairTokenizer(parts) }
    }
}

/// The classes of transformers that build their tokenizer from `vocab.json` and `merges.txt`.
enum BytePairFamily {
    case roberta, gpt2

    /// The family that `tokenizer_config.json` or `config.json` names; nil where neither names one.
    init?(stated files: SpecialTokenFiles) throws {
        switch try files.family {
        case .roberta: self = .roberta
        case .gpt2: self = .gpt2
        default: return nil
        }
    }

    /// The family of a directory without `tokenizer.json`; by its tokens where no file names one.
    init(_ files: SpecialTokenFiles, _ tokens: [(token: String, id: Int)]) throws {
        if let stated = try BytePairFamily(stated: files) {
            self = stated
            return
        }
        try files.requireNoClass(but: "RoBERTa and GPT-2")
        let names = Set(tokens.lazy.map(\.token))
        if names.contains("<s>"), names.contains("</s>") {
            self = .roberta
        } else if names.contains("<|endoftext|>") {
            self = .gpt2
        } else {
            throw FormatError(
                file: files.directory,
                problem: "no file says whether this is the tokenizer of RoBERTa or of GPT-2",
                remedy: "Write \"tokenizer_class\" in tokenizer_config.json"
            )
        }
    }

    /// The texts of the special tokens that no file names.
    var defaults: [String: String] {
        switch self {
        case .roberta:
            [
                "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "sep_token": "</s>",
                "pad_token": "<pad>", "cls_token": "<s>", "mask_token": "<mask>",
            ]
        case .gpt2:
            [
                "bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>",
                "unk_token": "<|endoftext|>",
            ]
        }
    }

    /// The special tokens around a text.
    func template(_ files: SpecialTokenFiles, _ parts: BytePairParts) throws -> TokenTemplate {
        func id(_ name: String) throws -> Int {
            let content = try files.token(name)?.content ?? defaults[name]!
            return parts.added.first { Array($0.content.utf8) == Array(content.utf8) }!.id
        }
        switch self {
        case .roberta:
            return .roberta(
                classification: try id("cls_token"),
                separator: try id("sep_token")
            )
        case .gpt2:
            func ends(typeID: Int, isSecond: Bool) throws -> [TokenTemplate.Piece] {
                var pieces: [TokenTemplate.Piece] = [.text(isSecond: isSecond, typeID: typeID)]
                if try files.flag("add_bos_token") ?? false {
                    let id = Int32(try id("bos_token"))
                    pieces.insert(.special(ids: [id], typeID: typeID), at: 0)
                }
                if try files.flag("add_eos_token") ?? false {
                    pieces.append(.special(ids: [Int32(try id("eos_token"))], typeID: typeID))
                }
                return pieces
            }
            let single = try ends(typeID: 0, isSecond: false)
            let second = try ends(typeID: 1, isSecond: true)
            return TokenTemplate(single: single, pair: single + second)
        }
    }
}

extension BytePairParts {
    /// Takes the texts of the special tokens from the files.
    mutating func nameSpecialTokens(
        _ files: SpecialTokenFiles?,
        defaults: [String: String]
    ) throws {
        let names: [(WritableKeyPath<BytePairTokenizer.SpecialTokens, String?>, [String])] = [
            (\.unknown, ["unk_token"]), (\.padding, ["pad_token"]),
            (\.classification, ["cls_token", "bos_token"]),
            (\.separator, ["sep_token", "eos_token"]), (\.mask, ["mask_token"]),
        ]
        for (path, names) in names {
            for name in names where specialTokens[keyPath: path] == nil {
                specialTokens[keyPath: path] =
                    try files?.token(name)?.content ?? defaults[name]
            }
        }
    }

    /// Adds the tokens that only the files beside a `tokenizer.json` name.
    fileprivate mutating func addTokens(of files: SpecialTokenFiles) throws {
        // Few directories have such tokens.
        var numbers: [String: Int] = [:]
        added = try files.addedTokens(beside: added, to: tokens.count) { content in
            if numbers.isEmpty { for (token, id) in tokens { numbers[token] = id } }
            return numbers[content]
        }
    }

    /// Takes from a `tokenizer.json` what a class of transformers takes from it.
    fileprivate init(
        tokenizerFile value: JSONValue,
        of family: BytePairFamily,
        _ files: SpecialTokenFiles
    ) throws {
        let root = try value.object()
        let model = try Self.model(root)
        try readVocabulary(model.object("vocab"), place: .member("model.vocab"))
        merges = try MergeList(model.array("merges"))
        addsPrefixSpace = try files.flag("add_prefix_space") ?? false
        added = try files.addedTokens(
            to: tokens,
            listed: AddedToken.list(root["added_tokens"]),
            defaults: family.defaults
        )
        let addsEnds = try ["add_bos_token", "add_eos_token"].contains { try files.flag($0) != nil }
        if family == .roberta || addsEnds {
            template = try family.template(files, self)
        } else if let processor = root["post_processor"], processor != .null {
            template = try TokenTemplate(postProcessor: processor)
        }
    }

    private static func model(_ root: JSONObject) throws -> JSONObject {
        let model = try root.object("model")
        if let kind = model["type"], kind != "BPE" {
            throw FormatError(
                place: .member("model.type"),
                problem: "it is \(kind), not \"BPE\"",
                remedy: "Load it with WordPieceTokenizer or UnigramTokenizer"
            )
        }
        return model
    }

    /// Reads a `tokenizer.json`, whose parts must be those of byte-level BPE.
    package init(tokenizerFile value: JSONValue) throws {
        let root = try value.object()
        try readModel(Self.model(root))
        normalizer = try TextNormalizer(root["normalizer"])
        try readPreTokenizer(root["pre_tokenizer"] ?? .null)
        let decoder = root["decoder"] ?? .null
        guard case .object(let object) = decoder, object["type"] == "ByteLevel" else {
            throw Self.unsupported("decoder", decoder, expected: "ByteLevel")
        }
        added = try AddedToken.list(root["added_tokens"])
        if let processor = root["post_processor"], processor != .null {
            template = try TokenTemplate(postProcessor: processor)
        }
    }

    private mutating func readModel(_ model: JSONObject) throws {
        func value(_ name: String) -> JSONValue? { model[name] == .null ? nil : model[name] }
        if value("dropout") != nil, try model.double("dropout") != 0 {
            throw FormatError(
                place: .member("model.dropout"),
                problem: "it is \(model["dropout"]!): the same text would have other tokens each "
                    + "time, which is not supported",
                remedy: "Set it to null"
            )
        }
        for name in ["continuing_subword_prefix", "end_of_word_suffix"] {
            guard let text = value(name), text != "" else { continue }
            throw FormatError(
                place: .member("model." + name),
                problem: "it is \(text), which byte-level BPE does not have",
                remedy: "Use a tokenizer of RoBERTa's or GPT-2's form"
            )
        }
        if value("unk_token") != nil { unknownToken = try model.string("unk_token") }
        if value("fuse_unk") != nil { fusesUnknown = try model.bool("fuse_unk") }
        if value("byte_fallback") != nil { fallsBackToBytes = try model.bool("byte_fallback") }
        if value("ignore_merges") != nil { ignoresMerges = try model.bool("ignore_merges") }
        try readVocabulary(model.object("vocab"), place: .member("model.vocab"))
        merges = try MergeList(model.array("merges"))
    }

    private mutating func readPreTokenizer(_ value: JSONValue) throws {
        guard case .object(let object) = value else {
            throw Self.unsupported("pre_tokenizer", value, expected: "ByteLevel")
        }
        if object["type"] == "Sequence", try object.array("pretokenizers").count == 1 {
            return try readPreTokenizer(object.array("pretokenizers")[0])
        }
        guard object["type"] == "ByteLevel" else {
            throw Self.unsupported("pre_tokenizer", value, expected: "ByteLevel")
        }
        addsPrefixSpace = try object.bool("add_prefix_space")
        if object["use_regex"] != nil { splitsWords = try object.bool("use_regex") }
    }

    private static func unsupported(
        _ place: String,
        _ value: JSONValue,
        expected: String
    ) -> FormatError {
        var found = "missing"
        if case .object(let object) = value {
            found = object["type"].map { "\($0)" } ?? "without a type"
            if object["type"] == "Sequence", case .array(let parts)? = object["pretokenizers"] {
                let kinds = parts.map { part in
                    guard case .object(let object) = part else { return "\(part)" }
                    return object["type"].map { "\($0)" } ?? "?"
                }
                found += " of " + kinds.joined(separator: ", ")
            }
        }
        return FormatError(
            place: .member(place),
            problem: "it is \(found), which is not supported; expected \(expected)",
            remedy: "Use a tokenizer of RoBERTa's or GPT-2's form"
        )
    }
}
