import SwiftletBase

/// The parts of a `tokenizer.json`: BERT's ones, any other is an error.
///
/// Truncation and padding are left to the caller of `encode`.
struct TokenizerFile {
    private(set) var settings: WordPieceSettings
    private(set) var specialTokens: WordPieceTokenizer.SpecialTokens
    let vocabulary: WordPieceVocabulary
    let added: [AddedToken]
    let template: TokenTemplate

    init(_ value: JSONValue, _ configuration: TokenizerConfiguration) throws {
        let root = try value.object()
        let model = try root.object("model")
        if model["type"] != nil { try Self.check(.object(model), "the model", ["WordPiece"]) }
        let tokens = try Self.tokens(model)
        let listed = try AddedToken.list(root["added_tokens"])
        settings = configuration.settings
        specialTokens = configuration.specialTokens
        let rules = try EncodingRules(configuration.files, tokenizerFile: value)
        settings = settings.following(rules)
        if try configuration.isOfBERT {
            var vocabulary = try WordPieceVocabulary(
                tokens,
                continuationPrefix: settings.continuationPrefix
            )
            added = try configuration.addedTokens(to: vocabulary, listed: listed)
            try vocabulary.add(added)
            self.vocabulary = vocabulary
            template = try .bert(vocabulary, specialTokens)
            return
        }
        settings = WordPieceSettings().following(rules)
        settings.modelMaximumLength = configuration.settings.modelMaximumLength
        try Self.readNormalizer(root["normalizer"], &settings)
        try Self.check(root["pre_tokenizer"], "the pre-tokenizer", ["BertPreTokenizer"])
        try Self.readDecoder(root["decoder"])
        settings.cleansUpDecoded = try Self.cleanup(root["decoder"])
        specialTokens.unknown = try model.string("unk_token")
        settings.continuationPrefix = try model.string("continuing_subword_prefix")
        settings.maximumWordLength = try model.integer("max_input_chars_per_word")
        var vocabulary = try WordPieceVocabulary(
            tokens,
            continuationPrefix: settings.continuationPrefix
        )
        added =
            try configuration.files?.addedTokens(
                beside: listed,
                to: vocabulary.tokenCount,
                id: { [vocabulary] in vocabulary.id(of: $0) }
            ) ?? listed
        try vocabulary.add(added)
        self.vocabulary = vocabulary
        template = try Self.template(root["post_processor"])
        for id in template.specialIDs where vocabulary.token(id) == nil {
            throw FormatError(
                .invalidValue("the post-processor adds \(id), which is no token")
            )
        }
    }

    private static func tokens(_ model: JSONObject) throws -> [(token: String, id: Int)] {
        let words = try model.object("vocab")
        return try zip(words.names, words.values).map { token, value in
            guard case .integer(let id) = value else {
                throw FormatError(.invalidValue("the number of \"\(token)\" is \(value)"))
            }
            return (token, id)
        }
    }

    /// Makes sure that a part is there and of one of the kinds `expected`, and returns its kind.
    @discardableResult
    private static func check(
        _ value: JSONValue?,
        _ part: String,
        _ expected: [String]
    ) throws -> String {
        let expectedText = expected.joined(separator: " or ")
        guard let value, value != .null else {
            throw FormatError(
                .unsupported(part: part, found: "missing", expected: expectedText)
            )
        }
        let kind = try value.object().string("type")
        guard expected.contains(kind) else {
            throw FormatError(
                .unsupported(part: part, found: kind, expected: expectedText)
            )
        }
        return kind
    }

    private static func readNormalizer(
        _ value: JSONValue?,
        _ settings: inout WordPieceSettings
    ) throws {
        if case .object(let object)? = value, object["type"] == .string("Sequence") {
            // What sentence-transformers writes for `do_lower_case`.
            let parts = try object.array("normalizers")
            let kinds = try parts.map {
                try check($0, "a part of the normalizer", ["Lowercase", "BertNormalizer"])
            }
            let places = kinds.indices.filter { kinds[$0] == "BertNormalizer" }
            guard places.count == 1 else {
                throw FormatError(
                    .unsupported(
                        part: "the normalizer",
                        found: "\(places.count) of BertNormalizer",
                        expected: "1"
                    )
                )
            }
            try readNormalizer(parts[places[0]], &settings)
            if kinds.count > 1 { settings = settings.lowercased }
            return
        }
        try check(value, "the normalizer", ["BertNormalizer"])
        let object = try value!.object()
        settings.cleansText = try object.bool("clean_text")
        settings.separatesChineseCharacters = try object.bool("handle_chinese_chars")
        settings.lowercases = try object.bool("lowercase")
        if let strips = object["strip_accents"], strips != .null {
            settings.stripsAccents = try strips.bool()
        }
    }

    private static func readDecoder(_ value: JSONValue?) throws {
        if let value, value != .null { try check(value, "the decoder", ["WordPiece"]) }
    }

    private static func cleanup(_ decoder: JSONValue?) throws -> Bool {
        guard let decoder, decoder != .null, try decoder.object()["cleanup"] != nil else {
            return true
        }
        return try decoder.object().bool("cleanup")
    }

    private static func template(_ value: JSONValue?) throws -> TokenTemplate {
        guard let value, value != .null else { return .plain }
        try check(value, "the post-processor", ["TemplateProcessing", "BertProcessing"])
        return try TokenTemplate(postProcessor: value)
    }
}

/// What `tokenizer_config.json` and `special_tokens_map.json` say about a WordPiece tokenizer.
struct TokenizerConfiguration {
    var settings = WordPieceSettings()
    var specialTokens = WordPieceTokenizer.SpecialTokens()
    /// The files; nil where there is a tokenizer's file alone.
    private(set) var files: SpecialTokenFiles?

    /// What the files say; nil for a tokenizer's file alone.
    init(_ files: SpecialTokenFiles? = nil) throws {
        self.files = files
        guard let files else { return }
        if let lowercases = try files.flag("do_lower_case") { settings.lowercases = lowercases }
        if let separates = try files.flag("tokenize_chinese_chars") {
            settings.separatesChineseCharacters = separates
        }
        settings.stripsAccents = try files.flag("strip_accents")
        settings.modelMaximumLength = files.maximumLength
        settings = settings.following(try EncodingRules(files))
        for (name, path) in Self.names {
            if let token = try files.token(name) { specialTokens[keyPath: path] = token.content }
        }
    }

    private static var names: [(String, WritableKeyPath<WordPieceTokenizer.SpecialTokens, String>)]
    {
        [
            ("unk_token", \.unknown), ("pad_token", \.padding), ("cls_token", \.classification),
            ("sep_token", \.separator), ("mask_token", \.mask),
        ]
    }

    /// Whether transformers loads the tokenizer with BERT's class, which takes nothing but the
    /// vocabulary from a `tokenizer.json`.
    var isOfBERT: Bool {
        get throws {
            try files?.family == .bert
        }
    }

    /// The tokens that are added to a vocabulary. A special token that is in no file's list, and not in
    /// the vocabulary, is left out: the model has no row for it.
    ///
    /// - Parameter listed: Those that a `tokenizer.json` lists.
    func addedTokens(
        to words: WordPieceVocabulary,
        listed: [AddedToken] = []
    ) throws -> [AddedToken] {
        guard let files else { return [] }
        var known = words
        try known.add(listed)
        var defaults: [String: String] = [:]
        for (name, path) in Self.names { defaults[name] = specialTokens[keyPath: path] }
        let given = try files.givenTokens
        let added = try files.addedTokens(
            to: words.tokenCount,
            id: { words.id(of: $0) },
            listed: listed,
            defaults: defaults
        )
        return added.filter { token in
            known.id(of: token.content) != nil || given.contains(token.content)
                || !specialTokens.all.contains(token.content)
        }
    }
}
