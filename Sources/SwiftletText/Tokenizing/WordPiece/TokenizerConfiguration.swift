import SwiftletBase

/// What `tokenizer_config.json` and `special_tokens_map.json` say about a WordPiece tokenizer.
struct TokenizerConfiguration {
    var settings = WordPieceSettings()
    var specialTokens = WordPieceTokenizer.SpecialTokens()
    /// The files; nil where there is a tokenizer's file alone.
    private(set) var files: SpecialTokenFiles?

    init() {}

    /// Reads the files of a directory; any may be missing.
    init(from directory: String) throws {
        let files = try SpecialTokenFiles(directory: directory)
        self.files = files
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
