import SwiftletBase

/// The parts of a `tokenizer.json`: BERT's ones, any other is an error.
///
/// Truncation and padding are left to the caller of `encode`.
struct TokenizerFile {
    private(set) var settings: WordPieceSettings
    private(set) var specialTokens: WordPieceTokenizer.SpecialTokens
    let vocabulary: WordPieceVocabulary
    let added: [WordPieceTokenizer.AddedToken]
    let template: WordPieceTemplate

    init(_ value: JSONValue, _ configuration: TokenizerConfiguration) throws {
        let root = try value.object()
        settings = WordPieceSettings()
        settings.modelMaximumLength = configuration.settings.modelMaximumLength
        specialTokens = configuration.specialTokens
        try Self.readNormalizer(root["normalizer"], &settings)
        try Self.check(root["pre_tokenizer"], "the pre-tokenizer", ["BertPreTokenizer"])
        try Self.readDecoder(root["decoder"])
        settings.cleansUpDecoded = try Self.cleanup(root["decoder"])

        let model = try root.object("model")
        if model["type"] != nil { try Self.check(.object(model), "the model", ["WordPiece"]) }
        specialTokens.unknown = try model.string("unk_token")
        settings.continuationPrefix = try model.string("continuing_subword_prefix")
        settings.maximumWordLength = try model.integer("max_input_chars_per_word")
        let words = try model.object("vocab")
        var tokens: [(token: String, id: Int)] = []
        tokens.reserveCapacity(words.count)
        for (token, value) in zip(words.names, words.values) {
            guard case .integer(let id) = value else {
                throw WordPieceError(
                    problem: .invalidValue("the number of \"\(token)\" is \(value)")
                )
            }
            tokens.append((token, id))
        }
        added = try Self.added(root["added_tokens"])
        vocabulary = try WordPieceVocabulary(
            tokens,
            added: added,
            continuationPrefix: settings.continuationPrefix
        )
        template = try Self.template(root["post_processor"])
        for id in template.single + template.pair {
            guard case .special(let ids, _) = id else { continue }
            for id in ids where vocabulary.token(Int(id)) == nil {
                throw WordPieceError(
                    problem: .invalidValue("the post-processor adds \(id), which is no token")
                )
            }
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
            throw WordPieceError(
                problem: .unsupported(part: part, found: "missing", expected: expectedText)
            )
        }
        let kind = try value.object().string("type")
        guard expected.contains(kind) else {
            throw WordPieceError(
                problem: .unsupported(part: part, found: kind, expected: expectedText)
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
                throw WordPieceError(
                    problem: .unsupported(
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

    private static func added(_ value: JSONValue?) throws -> [WordPieceTokenizer.AddedToken] {
        guard let value, value != .null else { return [] }
        return try value.array().map {
            let object = try $0.object()
            return try WordPieceTokenizer.AddedToken(object, id: object.integer("id"))
        }
    }

    // MARK: The post-processor

    private static func template(_ value: JSONValue?) throws -> WordPieceTemplate {
        guard let value, value != .null else { return .plain }
        let kinds = ["TemplateProcessing", "BertProcessing"]
        let kind = try check(value, "the post-processor", kinds)
        let object = try value.object()
        if kind == "BertProcessing" {
            return .bert(
                classification: try id(ofPair: object.array("cls")),
                separator: try id(ofPair: object.array("sep"))
            )
        }
        let special = try object.object("special_tokens")
        return WordPieceTemplate(
            single: try object.array("single").map { try piece($0, special) },
            pair: try object.array("pair").map { try piece($0, special) }
        )
    }

    /// A token's number from `["[CLS]", 101]`.
    private static func id(ofPair pair: [JSONValue]) throws -> Int {
        guard pair.count == 2 else {
            throw JSONError(
                message: "a special token is a text and a number, not \(pair.count) values"
            )
        }
        return try number(pair[1])
    }

    private static func number(_ value: JSONValue) throws -> Int {
        let number = try value.integer()
        guard (0..<WordPieceVocabulary.maximumSize).contains(number) else {
            throw WordPieceError(
                problem: .invalidValue("the post-processor names the token \(number)")
            )
        }
        return number
    }

    private static func piece(
        _ value: JSONValue,
        _ special: JSONObject
    ) throws -> WordPieceTemplate.Piece {
        let object = try value.object()
        if object["Sequence"] != nil {
            let sequence = try object.object("Sequence")
            let name = try sequence.string("id")
            guard name == "A" || name == "B" else {
                throw JSONError(message: "a template's sequence is A or B, not \"\(name)\"")
            }
            return .text(isSecond: name == "B", typeID: try sequence.integer("type_id"))
        }
        let token = try object.object("SpecialToken")
        let ids = try special.object(token.string("id")).array("ids")
        return .special(
            ids: try ids.map { Int32(try number($0)) },
            typeID: try token.integer("type_id")
        )
    }
}
