import SwiftletBase

/// What `tokenizer_config.json` and `special_tokens_map.json` say about a tokenizer.
struct TokenizerConfiguration {
    var settings = WordPieceSettings()
    var specialTokens = WordPieceTokenizer.SpecialTokens()
    /// Further tokens, with their numbers where the file gives them.
    private var further: [(id: Int?, token: AddedToken)] = []

    init() {}

    /// Reads the two files of a directory; either may be missing.
    init(from directory: String) throws {
        for name in ["tokenizer_config.json", "special_tokens_map.json"] {
            let path = directory + "/" + name
            do {
                try read(try JSONValue(from: path).object())
            } catch let error as FileError {
                guard error.reason == .missing else { throw error }
            } catch var error as FormatError {
                error.file = path
                throw error
            }
        }
    }

    private mutating func read(_ object: JSONObject) throws(FormatError) {
        // A member that is null says nothing.
        func value(_ name: String) -> JSONValue? {
            guard let value = object[name], value != .null else { return nil }
            return value
        }
        if value("do_lower_case") != nil {
            settings.lowercases = try object.bool("do_lower_case")
        }
        if value("tokenize_chinese_chars") != nil {
            settings.separatesChineseCharacters = try object.bool("tokenize_chinese_chars")
        }
        if value("strip_accents") != nil {
            settings.stripsAccents = try object.bool("strip_accents")
        }
        // Where a model has no limit the file has a number that no integer holds.
        if case .integer(let length)? = value("model_max_length") {
            settings.modelMaximumLength = length
        }
        let names: [(String, WritableKeyPath<WordPieceTokenizer.SpecialTokens, String>)] = [
            ("unk_token", \.unknown), ("pad_token", \.padding), ("cls_token", \.classification),
            ("sep_token", \.separator), ("mask_token", \.mask),
        ]
        for (name, path) in names {
            guard let value = value(name) else { continue }
            specialTokens[keyPath: path] = try Self.content(value)
        }
        if let decoder = value("added_tokens_decoder") {
            let tokens = try decoder.object()
            for (name, value) in zip(tokens.names, tokens.values) {
                guard let id = Int(name) else {
                    throw FormatError(
                        problem: "\"\(name)\" in added_tokens_decoder is no integer"
                    )
                }
                further.append((id, try AddedToken(value.object(), id: id)))
            }
        }
        if let additional = value("additional_special_tokens") {
            for value in try additional.array() {
                let content = try Self.content(value)
                further.append((nil, .init(id: 0, content: content, isSpecial: true)))
            }
        }
    }

    /// The text of a token, which is written as such or as an object.
    private static func content(_ value: JSONValue) throws(FormatError) -> String {
        if case .object(let object) = value { return try object.string("content") }
        return try value.string()
    }

    /// The added tokens beside the special ones of a vocabulary: those that it holds under their
    /// numbers there, others under the numbers given, or under the next ones.
    func addedTokens(
        after tokens: [(token: String, id: Int)]
    ) throws(FormatError) -> [AddedToken] {
        if further.isEmpty { return [] }
        let known = try WordPieceVocabulary(
            tokens,
            continuationPrefix: settings.continuationPrefix
        )
        var next = max(tokens.count, (further.compactMap(\.id).max() ?? -1).clampedSuccessor)
        var result: [AddedToken] = []
        for (id, token) in further where !result.contains(where: { $0.content == token.content }) {
            var token = token
            if let known = known.id(of: token.content) {
                token.id = known
            } else if let id {
                token.id = id
            } else {
                token.id = next
                next = next.clampedSuccessor
            }
            result.append(token)
        }
        return result
    }
}

extension Int {
    /// One more, where there is one more.
    fileprivate var clampedSuccessor: Int { self == .max ? self : self + 1 }
}
