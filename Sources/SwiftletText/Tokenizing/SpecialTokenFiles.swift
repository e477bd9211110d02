import SwiftletBase

/// What stands before the `model_type` in the `config.json` of a model with weights of 8 bits:
/// Transformers refuses what it does not know, instead of drawing the weights that it misses.
package let quantizedModelTypePrefix = "swiftlet-int8-"

/// What `tokenizer_config.json`, `special_tokens_map.json` and `added_tokens.json` say about the
/// tokens that a vocabulary has beside those that words are cut into, read as transformers 5 does.
struct SpecialTokenFiles {
    let directory: String
    /// The members of `tokenizer_config.json`.
    let configuration: JSONObject
    private let map: JSONObject
    private let added: JSONObject

    /// The names of the tokens with a meaning, in the order in which they are added.
    static let names = [
        "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
    ]

    /// Reads the files of a directory; any may be missing.
    init(directory: String) throws {
        self.directory = directory
        configuration = try Self.object(directory + "/tokenizer_config.json")
        map = try Self.object(directory + "/special_tokens_map.json")
        added = try Self.object(directory + "/added_tokens.json")
    }

    /// The object in a file; empty where there is no file.
    static func object(_ path: String) throws -> JSONObject {
        do {
            return try FormatError.naming(path) {
                try JSONValue(from: path).object()
            }
        } catch let error as FileError where error.reason == .missing {
            return JSONObject()
        }
    }

    /// The class that transformers loads the tokenizer with, without the `Fast` at its end; nil where
    /// neither `tokenizer_config.json` nor `config.json` says.
    ///
    /// Of a `tokenizer.json` the classes of BERT, RoBERTa, GPT-2, XLM-RoBERTa and CamemBERT take the
    /// vocabulary alone, and build the rest anew from `tokenizer_config.json`.
    var tokenizerClass: String? {
        get throws {
            let model = try Self.object(directory + "/config.json")
            for object in [configuration, model] {
                guard case .string(let name)? = object["tokenizer_class"] else { continue }
                return name.hasSuffix("Fast") ? String(name.dropLast(4)) : name
            }
            guard case .string(var type)? = model["model_type"] else { return nil }
            let prefix = quantizedModelTypePrefix
            if type.hasPrefix(prefix) { type.removeFirst(prefix.count) }
            return Self.classes[type]
        }
    }

    /// The family whose class transformers builds the tokenizer with; nil where no file names a class,
    /// or where it names one that takes all of a `tokenizer.json`.
    ///
    /// - Throws: `FormatError` for a class that transformers builds in another way.
    var family: TokenizerFamily? {
        get throws {
            guard let name = try tokenizerClass else { return nil }
            if let family = TokenizerFamily(tokenizerClass: name) { return family }
            let hasCode =
                if case .object(let map)? = configuration["auto_map"] {
                    map["AutoTokenizer"] != nil
                } else {
                    Self.value("auto_map", in: configuration) != nil
                }
            guard hasCode || TokenizerFamily.otherClasses.contains(name) else { return nil }
            throw try unsupportedClass(
                hasCode
                    ? "whose code stands in the directory (auto_map), which is not run"
                    : "which is not supported; that of BERT, RoBERTa, GPT-2, XLM-RoBERTa and "
                        + "CamemBERT is",
                remedy: "Write \"PreTrainedTokenizerFast\" as tokenizer_class in "
                    + "tokenizer_config.json if a tokenizer.json says all of the tokenizer"
            )
        }
    }

    /// The error that the class which the files name is not supported; it names the member that says
    /// so.
    private func unsupportedClass(_ problem: String, remedy: String) throws -> FormatError {
        let model = try Self.object(directory + "/config.json")
        for (object, file, member) in [
            (configuration, "tokenizer_config.json", "tokenizer_class"),
            (model, "config.json", "tokenizer_class"), (model, "config.json", "model_type"),
        ] {
            guard let value = Self.value(member, in: object) else { continue }
            return FormatError(
                file: directory + "/" + file,
                place: .member(member),
                problem: "it is \(value), " + problem,
                remedy: remedy
            )
        }
        return FormatError(file: directory, problem: "no file names a tokenizer_class")
    }

    /// Throws where a file names a class whose tokenizer cannot be built without a `tokenizer.json`.
    ///
    /// - Parameter supported: The models whose tokenizers can be.
    func requireNoClass(but supported: String) throws {
        let model = try Self.object(directory + "/config.json")
        guard
            Self.value("tokenizer_class", in: configuration) != nil
                || Self.value("tokenizer_class", in: model) != nil
                || Self.value("model_type", in: model) != nil
        else { return }
        throw try unsupportedClass(
            "which is not supported without a tokenizer.json; that of \(supported) is",
            remedy: "Load and save the tokenizer with transformers, which writes tokenizer.json "
                + "for most classes"
        )
    }

    /// The classes of tokenizers, by the `model_type` of their models.
    private static let classes = [
        "bert": "BertTokenizer", "distilbert": "BertTokenizer",
        "roberta": "RobertaTokenizer", "roberta-prelayernorm": "RobertaTokenizer",
        "bart": "RobertaTokenizer", "longformer": "RobertaTokenizer",
        "data2vec-text": "RobertaTokenizer", "ibert": "RobertaTokenizer",
        "lilt": "RobertaTokenizer", "gpt2": "GPT2Tokenizer", "gpt_neo": "GPT2Tokenizer",
        "gptj": "GPT2Tokenizer", "opt": "GPT2Tokenizer", "xlm-roberta": "XLMRobertaTokenizer",
        "xmod": "XLMRobertaTokenizer", "camembert": "CamembertTokenizer",
        "electra": "BertTokenizer", "layoutlm": "BertTokenizer", "mobilebert": "BertTokenizer",
        "squeezebert": "BertTokenizer", "lxmert": "BertTokenizer", "convbert": "BertTokenizer",
        "ernie": "BertTokenizer", "megatron-bert": "BertTokenizer", "nezha": "BertTokenizer",
        "qdqbert": "BertTokenizer", "nomic_bert": "BertTokenizer", "dpr": "BertTokenizer",
        "led": "RobertaTokenizer", "mvp": "RobertaTokenizer", "mra": "RobertaTokenizer",
        "mega": "RobertaTokenizer", "albert": "AlbertTokenizer",
        "bert-japanese": "BertJapaneseTokenizer", "bertweet": "BertweetTokenizer",
        "big_bird": "BigBirdTokenizer", "deberta": "DebertaTokenizer",
        "deberta-v2": "DebertaV2Tokenizer", "funnel": "FunnelTokenizer",
        "herbert": "HerbertTokenizer", "mpnet": "MPNetTokenizer", "phobert": "PhobertTokenizer",
        "rembert": "RemBertTokenizer", "roformer": "RoFormerTokenizer", "t5": "T5Tokenizer",
        "xlnet": "XLNetTokenizer",
    ]

    /// Whether the map and `added_tokens.json`, which older versions wrote, count.
    private var isLegacy: Bool { Self.value("added_tokens_decoder", in: configuration) == nil }

    /// A member; one that is null says nothing.
    private static func value(_ name: String, in object: JSONObject) -> JSONValue? {
        guard let value = object[name], value != .null else { return nil }
        return value
    }

    private func value(_ name: String) -> JSONValue? {
        let mapped = isLegacy ? Self.value(name, in: map) : nil
        return mapped ?? Self.value(name, in: configuration)
    }

    /// The token with a meaning; nil where no file names one.
    func token(_ name: String) throws -> AddedToken? {
        try FormatError.naming(directory + "/tokenizer_config.json") {
            try value(name).map(Self.token)
        }
    }

    /// Whether the files say more of a token with a meaning than its text.
    func describes(_ name: String) -> Bool {
        if case .object? = value(name) { return true }
        return !isLegacy
    }

    /// A special token, which is written as a text or as an object.
    private static func token(_ value: JSONValue) throws(FormatError) -> AddedToken {
        guard case .object(let object) = value else {
            return AddedToken(id: 0, content: try value.string(), isSpecial: true)
        }
        var token = try AddedToken(object, id: 0)
        token.isSpecial = true
        return token
    }

    /// A Boolean of `tokenizer_config.json`; nil where there is none.
    func flag(_ name: String) throws -> Bool? {
        guard Self.value(name, in: configuration) != nil else { return nil }
        return try FormatError.naming(directory + "/tokenizer_config.json") {
            try configuration.bool(name)
        }
    }

    /// The most tokens that the model takes. Where a model has no limit the file has a number that
    /// no integer holds.
    var maximumLength: Int? {
        guard case .integer(let length)? = configuration["model_max_length"] else { return nil }
        return length
    }

    /// The tokens that are added to a vocabulary, with the numbers that they have there, or the next
    /// ones behind it.
    ///
    /// - Parameters:
    ///   - count: How many tokens words are cut into.
    ///   - vocabulary: The number of one of these; nil for any other text.
    ///   - listed: The tokens that a `tokenizer.json` lists.
    ///   - defaults: The texts of tokens with a meaning that no file names.
    ///   - others: Further tokens, where no file lists any.
    /// - Throws: `FormatError` naming the file, for a number that does not follow the vocabulary's.
    func addedTokens(
        to count: Int,
        id vocabulary: (String) -> Int?,
        listed: [AddedToken] = [],
        defaults: [String: String],
        further others: [AddedToken] = []
    ) throws -> [AddedToken] {
        var named: [AddedToken] = []
        for name in Self.names {
            if let token = try token(name) {
                named.append(token)
            } else if let content = defaults[name] {
                named.append(AddedToken(id: 0, content: content, isSpecial: true))
            }
        }
        var further = others
        try FormatError.naming(directory + "/tokenizer_config.json") {
            let value = value("additional_special_tokens") ?? value("extra_special_tokens")
            if case .array(let values)? = value { further = try values.map(Self.token) }
        }
        let special = Set((named + further).map { Array($0.content.utf8) })
        // Of further special tokens, those that special_tokens_map.json alone names are as others here.
        var marked = Set(named.map { Array($0.content.utf8) })
        for name in ["additional_special_tokens", "extra_special_tokens"] {
            guard case .array(let values)? = Self.value(name, in: configuration) else { continue }
            for value in values { marked.insert(Array(try Self.token(value).content.utf8)) }
        }
        var wanted =
            isLegacy ? try legacyTokens(marked, listed: listed) : try decoderTokens()
        for index in wanted.indices where special.contains(Array(wanted[index].content.utf8)) {
            wanted[index].isSpecial = true
        }
        let given = wanted.count
        wanted += named + further
        var new: [[UInt8]: Int] = [:]
        var result: [AddedToken] = []
        var taken: Set<Int> = []
        var next = count
        for (index, token) in wanted.enumerated() where !token.content.isEmpty {
            let id = vocabulary(token.content) ?? new[Array(token.content.utf8)]
            if let id, taken.contains(id) { continue }
            var token = token
            let expected = token.id
            token.id = id ?? next
            if index < given, token.id != expected {
                let isListed = isLegacy && listed.contains { $0.id == expected }
                let file = isListed ? "tokenizer" : isLegacy ? "added_tokens" : "tokenizer_config"
                throw FormatError(
                    file: directory + "/\(file).json",
                    place: isListed
                        ? .member("added_tokens")
                        : isLegacy ? nil : .member("added_tokens_decoder"),
                    problem: "the token \"\(token.content)\" has the number \(expected) there and "
                        + "\(token.id) behind the vocabulary",
                    remedy: "Number added tokens on from the vocabulary's \(count)"
                )
            }
            if id == nil { new[Array(token.content.utf8)] = token.id }
            next = max(next, token.id + 1)
            taken.insert(token.id)
            result.append(token)
        }
        return result
    }

    /// The tokens that are added to a vocabulary of these tokens.
    func addedTokens(
        to vocabulary: [(token: String, id: Int)],
        listed: [AddedToken] = [],
        defaults: [String: String],
        further others: [AddedToken] = []
    ) throws -> [AddedToken] {
        var table = TokenTable(capacity: vocabulary.count)
        for (token, id) in vocabulary { try table.add(token, id: id) }
        return try addedTokens(
            to: vocabulary.count,
            id: { table.id(of: $0) },
            listed: listed,
            defaults: defaults,
            further: others
        )
    }

    /// The tokens that a `tokenizer.json` lists, and behind them those that only the other files name,
    /// as transformers has them where it takes all of a `tokenizer.json`.
    ///
    /// Tokens with a meaning that are at the end and in no file's list are left out: the model has no
    /// row for them.
    func addedTokens(
        beside listed: [AddedToken],
        to count: Int,
        id vocabulary: (String) -> Int?
    ) throws -> [AddedToken] {
        // What reads the tokens next refuses such numbers.
        let numbers = 0..<WordPieceVocabulary.maximumSize
        guard listed.allSatisfy({ numbers.contains($0.id) }) else { return listed }
        var known: [[UInt8]: Int] = [:]
        for token in listed { known[Array(token.content.utf8)] = token.id }
        var new = try addedTokens(
            to: max(count, (listed.map(\.id).max() ?? -1) + 1),
            id: { known[Array($0.utf8)] ?? vocabulary($0) },
            defaults: [:]
        ).filter { known[Array($0.content.utf8)] == nil }
        let given = try givenTokens
        let named = try Set(Self.names.compactMap { try token($0)?.content })
        while let last = new.last, named.contains(last.content), !given.contains(last.content),
            vocabulary(last.content) == nil
        {
            new.removeLast()
        }
        return listed + new
    }

    /// The texts of the tokens that `added_tokens_decoder` or `added_tokens.json` lists.
    var givenTokens: Set<String> {
        get throws {
            let tokens = isLegacy ? try legacyTokens([], listed: []) : try decoderTokens()
            return Set(tokens.map(\.content))
        }
    }

    /// The tokens of `added_tokens_decoder`, by number.
    private func decoderTokens() throws -> [AddedToken] {
        try FormatError.naming(directory + "/tokenizer_config.json") {
            let decoder = try configuration.object("added_tokens_decoder")
            return try zip(decoder.names, decoder.values).map { name, value in
                guard let id = Int(name) else {
                    throw FormatError(problem: "\"\(name)\" in added_tokens_decoder is no integer")
                }
                return try AddedToken(value.object(), id: id)
            }.sorted { $0.id < $1.id }
        }
    }

    /// The tokens of `added_tokens.json` and of a `tokenizer.json`, by number; of two with the same
    /// the latter's counts.
    private func legacyTokens(
        _ special: Set<[UInt8]>,
        listed: [AddedToken]
    ) throws -> [AddedToken] {
        let tokens = try FormatError.naming(directory + "/added_tokens.json") {
            try zip(added.names, added.values).map { name, value in
                AddedToken(
                    id: try value.integer(),
                    content: name,
                    isSpecial: special.contains(Array(name.utf8))
                )
            }
        }
        let numbers = Set(listed.map(\.id))
        return (tokens.filter { !numbers.contains($0.id) } + listed).sorted { $0.id < $1.id }
    }
}
