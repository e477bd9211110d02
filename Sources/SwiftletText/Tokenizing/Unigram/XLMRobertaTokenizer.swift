import SwiftletBase

/// The tokenizer of XLM-RoBERTa, CamemBERT and their family, from Hugging Face's files: cuts a text
/// into words, and each word where the sum of its pieces' scores is greatest (Unigram).
///
///     let tokenizer = try XLMRobertaTokenizer(from: "twitter-xlm-roberta-base-sentiment")
///     let ids = tokenizer.encode("Great flight!", maximumLength: 128)
///     tokenizer.decode(ids)                                      // "Great flight!"
///     let batch = tokenizer.encode(tweets, maximumLength: 128)   // on all threads
///
/// Its numbers are those of Hugging Face's tokenizers 0.23, which differ from those of the
/// `sentencepiece` package, and of ``UnigramTokenizer``, for some texts: those normalise other
/// characters, and add scores in 32 bits, not in 64. A run of characters that are no piece becomes
/// one unknown token.
///
/// A value of this type is cheap to copy, and safe to share between tasks.
///
/// Conneau et al., "Unsupervised Cross-lingual Representation Learning at Scale", ACL 2020; Kudo,
/// "Subword Regularization", ACL 2018, <https://arxiv.org/abs/1804.10959>.
public struct XLMRobertaTokenizer: SourceTokenizer {
    let model: Model

    /// What a tokenizer knows; it does not change.
    final class Model: Sendable {
        let pieces: UnigramPieces
        let pieceCount: Int
        let words: UnigramWords
        let normalizer: TextNormalizer
        let added: AddedTokens
        let template: TokenTemplate
        let decoder: Metaspace
        let padding: String?
        let maximumLength: Int?
        let rules: EncodingRules

        init(_ parts: XLMRobertaParts) throws(FormatError) {
            var pieces = try UnigramPieces(
                parts.pieces,
                unknown: parts.unknown,
                fallsBackToBytes: parts.fallsBackToBytes
            )
            pieceCount = pieces.tokens.count
            for token in parts.added where pieces.tokens.id(of: token.content) != token.id {
                let next = pieces.tokens.count
                // The peer would count on, whatever the file says.
                guard token.id == next || pieces.tokens.id(of: token.content) != nil else {
                    throw FormatError(
                        place: .member("added_tokens"),
                        problem: "the token \"\(token.content)\" has the number \(token.id) there "
                            + "and \(next) behind the vocabulary",
                        remedy: "Number added tokens on from \(next)"
                    )
                }
                try pieces.tokens.add(token.content, id: token.id)
            }
            try parts.template.requireTokens(in: pieces.tokens)
            self.pieces = pieces
            words = parts.words
            normalizer = parts.normalizer
            template = parts.template
            decoder = parts.decoder
            padding = parts.padding
            maximumLength = parts.maximumLength
            rules = parts.rules
            added = AddedTokens(
                parts.added,
                splitsSpecialTokens: parts.rules.splitsSpecialTokens
            ) {
                parts.normalizer.normalized(Array($0.utf8))
            }
        }

        /// The same with texts in lower case before everything else.
        init(lowercasing model: Model) {
            pieces = model.pieces
            pieceCount = model.pieceCount
            words = model.words
            normalizer = model.normalizer.lowercased
            template = model.template
            decoder = model.decoder
            padding = model.padding
            maximumLength = model.maximumLength
            rules = model.rules
            added = AddedTokens(
                model.added.tokens,
                splitsSpecialTokens: model.rules.splitsSpecialTokens
            ) { [normalizer] content in
                normalizer.normalized(Array(content.utf8))
            }
        }
    }

    init(_ parts: XLMRobertaParts) throws(FormatError) { model = try Model(parts) }

    private init(_ model: Model) { self.model = model }

    var template: TokenTemplate { model.template }
    var added: AddedTokens { model.added }
    var truncatesStart: Bool { model.rules.truncatesStart }
    var unknown: Int? { model.pieces.unknown }
    var lowercases: Bool { model.normalizer.lowercases }

    func lowercased() -> XLMRobertaTokenizer { XLMRobertaTokenizer(Model(lowercasing: model)) }

    // MARK: Encoding

    /// The tokens of many texts, on all threads.
    ///
    /// - Parameters:
    ///   - texts: The texts.
    ///   - maximumLength: The most tokens of a text, special ones included, and at least as many as
    ///     there are special ones; nil for no limit. What is too long loses its end, or its beginning
    ///     where the files say so (`truncation_side`).
    /// - Returns: The tokens of each text, in the order of the texts.
    public func encode(_ texts: [String], maximumLength: Int?) -> TokenSequences {
        encode(source: texts, maximumLength: maximumLength)
    }

    /// The text of tokens, without the special ones. What the normaliser changed stays changed.
    ///
    /// - Parameter ids: Numbers of tokens; those that no token has are passed over.
    public func decode(_ ids: some Sequence<Int>) -> String {
        var text: [UInt8] = []
        var isFirst = true
        for id in ids where !model.added.isSpecial(id) {
            guard let token = model.pieces.tokens.bytes(of: id) else { continue }
            model.decoder.decode(token, isFirst: isFirst, to: &text)
            isFirst = false
        }
        return String(decoding: text, as: UTF8.self)
    }
    // MARK: Tokens and their numbers

    /// One more than the greatest number of a token: the rows that an embedding needs.
    public var vocabularySize: Int { model.pieces.tokens.count }

    /// The number of a token as the vocabulary writes it, usually with U+2581 for a blank; nil where
    /// there is no such token.
    public func id(of token: String) -> Int? { model.pieces.tokens.id(of: token) }

    /// The token of a number, as the vocabulary writes it; nil where the number has none.
    public func token(at id: Int) -> String? { model.pieces.tokens[id] }

    /// The most tokens that the model takes: `model_max_length` of `tokenizer_config.json`; nil
    /// where the files do not say. Left to the caller of `encode`.
    public var maximumLength: Int? { model.maximumLength }

    /// The tokens that are looked for in a text before it is cut, by number.
    public var addedTokens: [AddedToken] { model.added.tokens }

    /// The number of the token for characters that are no piece.
    public var unknownID: Int { model.pieces.unknown }

    /// The number of the token that fills up short sequences, where the files name one.
    public var paddingID: Int? { model.padding.flatMap(id) }
}

/// What the files of a tokenizer of XLM-RoBERTa's form say.
struct XLMRobertaParts {
    var pieces: [(piece: String, score: Double)] = []
    var unknown = 0
    var fallsBackToBytes = false
    var added: [AddedToken] = []
    var normalizer = TextNormalizer()
    var words = UnigramWords()
    var template = TokenTemplate.plain
    var decoder = Metaspace()
    var padding: String?
    var maximumLength: Int?
    var rules = EncodingRules()
}

/// How a text is cut into words before a Unigram model cuts these: the `pre_tokenizer` of a
/// `tokenizer.json`.
struct UnigramWords: Sendable, Equatable {
    /// Whether white space divides words, and goes: `WhitespaceSplit`.
    var splitsAtWhiteSpace = false
    var metaspace: Metaspace?
}

/// A character that stands for a blank, usually U+2581: `Metaspace` as a pre-tokenizer and a decoder.
struct Metaspace: Sendable, Equatable {
    /// Where the character is put before words that do not begin with it.
    enum Prefix: String {
        case always, first, never
    }

    /// The character in UTF-8.
    var replacement: [UInt8] = [0xE2, 0x96, 0x81]
    var prefix = Prefix.always
    /// Whether a word begins at each such character.
    var splits = true
}

extension Metaspace {
    /// One as a `tokenizer.json` writes it, in the older members or the newer.
    init(_ object: JSONObject, place: String) throws {
        let text = try object.string("replacement")
        guard text.unicodeScalars.count == 1 else {
            throw FormatError(
                place: .member(place + ".replacement"),
                problem: "it is \"\(text)\", expected one character",
                remedy: "Write \"\u{2581}\""
            )
        }
        replacement = Array(text.utf8)
        if object["prepend_scheme"] != nil {
            let name = try object.string("prepend_scheme")
            guard let scheme = Prefix(rawValue: name) else {
                throw FormatError(
                    place: .member(place + ".prepend_scheme"),
                    problem: "it is \"\(name)\", expected \"always\", \"first\" or \"never\"",
                    remedy: "Write one of them"
                )
            }
            prefix = scheme
        }
        func flag(_ name: String) throws -> Bool? {
            guard let value = object[name], value != .null else { return nil }
            return try object.bool(name)
        }
        if try flag("add_prefix_space") == false {
            // The peer refuses "always" and "first" beside it.
            guard object["prepend_scheme"] == nil || prefix == .never else {
                throw FormatError(
                    place: .member(place),
                    problem: "add_prefix_space is false, and prepend_scheme \"\(prefix.rawValue)\"",
                    remedy: "Set prepend_scheme to \"never\", or leave add_prefix_space out"
                )
            }
            prefix = .never
        }
        splits = try flag("split") ?? true
    }

    /// Appends a token's text with blanks for the character, which goes from the first token.
    func decode(_ token: ArraySlice<UInt8>, isFirst: Bool, to text: inout [UInt8]) {
        var rest = token
        while let byte = rest.first {
            if byte == replacement[0], rest.starts(with: replacement) {
                if !isFirst || prefix == .never { text.append(UInt8(ascii: " ")) }
                rest = rest.dropFirst(replacement.count)
            } else {
                text.append(byte)
                rest = rest.dropFirst()
            }
        }
    }
}

extension UnigramWords {
    init(_ value: JSONValue) throws {
        if value == .null { return }
        let object = try value.object()
        var parts = [object]
        if object["type"] == "Sequence" {
            parts = try object.array("pretokenizers").map { value throws in try value.object() }
        }
        for part in parts {
            switch try part.string("type") {
            case "WhitespaceSplit" where metaspace == nil: splitsAtWhiteSpace = true
            case "Metaspace" where metaspace == nil:
                metaspace = try Metaspace(part, place: "pre_tokenizer")
            case let kind:
                throw FormatError(
                    place: .member("pre_tokenizer"),
                    problem: "\(kind) in it is not supported there; Metaspace is, alone or in a "
                        + "Sequence behind WhitespaceSplit",
                    remedy: "Use a tokenizer of XLM-RoBERTa's form"
                )
            }
        }
        if splitsAtWhiteSpace, metaspace?.prefix == .first {
            throw FormatError(
                place: .member("pre_tokenizer"),
                problem: "prepend_scheme is \"first\" behind WhitespaceSplit, which is not "
                    + "supported",
                remedy: "Set it to \"always\""
            )
        }
    }
}
