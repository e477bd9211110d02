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

    package var lowercases: Bool { model.normalizer.lowercases }

    package func lowercased() -> XLMRobertaTokenizer {
        XLMRobertaTokenizer(Model(lowercasing: model))
    }

    package func isSpecial(_ id: Int) -> Bool { model.added.isSpecial(id) }

    // MARK: Tokens and their numbers

    /// One more than the greatest number of a token: the rows that an embedding needs.
    public var vocabularySize: Int { model.pieces.tokens.count }

    /// The number of a token as the vocabulary writes it, mostly with U+2581 for a blank; nil where
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
