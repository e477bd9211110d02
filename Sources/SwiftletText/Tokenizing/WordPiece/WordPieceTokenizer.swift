import SwiftletBase

/// BERT's tokenizer: prepares a text, cuts it into words, and each word into the longest pieces that
/// are in a vocabulary.
///
///     let tokenizer = try WordPieceTokenizer(from: "all-MiniLM-L6-v2")
///     let ids = tokenizer.encode("Great flight!", maximumLength: 128)
///                                                 // [101, 2307, 3462, 999, 102]
///     tokenizer.decode(ids)                       // "great flight!"
///     let batch = tokenizer.encode(tweets, maximumLength: 128)   // on all threads
///
/// Its numbers are those of Hugging Face's tokenizers 0.23, for any text. Encoding takes time that
/// grows with the text's length; words longer than `settings.maximumWordLength` are not cut.
///
/// Schuster and Nakajima, "Japanese and Korean voice search", ICASSP 2012; Devlin et al., "BERT",
/// NAACL 2019.
public struct WordPieceTokenizer: SourceTokenizer {
    public let settings: WordPieceSettings
    public let specialTokens: SpecialTokens
    /// The tokens that are looked for in a text before it is cut, by number.
    public var addedTokens: [AddedToken] { added.tokens }

    let vocabulary: WordPieceVocabulary
    let template: TokenTemplate
    let added: AddedTokens

    /// A tokenizer of tokens numbered in their order, BERT's template around a text, and its
    /// special tokens, as far as they are in the vocabulary, as added tokens.
    ///
    /// - Parameters:
    ///   - vocabulary: The tokens; of two equal ones the later counts.
    ///   - settings: How a text is prepared; default: BERT's for uncased models.
    ///   - specialTokens: The texts of the special tokens; default: BERT's.
    /// - Throws: `FormatError` where the unknown, the classification or the separator token is
    ///   not in the vocabulary, or that holds more than 4,194,304 tokens.
    public init(
        vocabulary: [String],
        settings: WordPieceSettings = WordPieceSettings(),
        specialTokens: SpecialTokens = SpecialTokens()
    ) throws(FormatError) {
        try self.init(
            vocabulary: WordPieceVocabulary(
                vocabulary.enumerated().map { (token: $1, id: $0) },
                continuationPrefix: settings.continuationPrefix
            ),
            added: [],
            settings: settings,
            specialTokens: specialTokens
        )
    }

    /// A tokenizer of words' tokens with BERT's template, whose special tokens become added tokens.
    init(
        vocabulary words: WordPieceVocabulary,
        added: [AddedToken],
        settings: WordPieceSettings,
        specialTokens: SpecialTokens
    ) throws(FormatError) {
        var vocabulary = words
        try vocabulary.add(added)
        let template = try TokenTemplate.bert(vocabulary, specialTokens)
        var added = added
        for content in specialTokens.all where !added.contains(where: { $0.content == content }) {
            guard let id = vocabulary.id(of: content) else { continue }
            added.append(AddedToken(id: id, content: content, isSpecial: true))
        }
        try self.init(
            vocabulary: vocabulary,
            added: added,
            settings: settings,
            specialTokens: specialTokens,
            template: template
        )
    }

    /// The parts of a tokenizer; `vocabulary` holds the added tokens too.
    init(
        vocabulary: WordPieceVocabulary,
        added: [AddedToken],
        settings: WordPieceSettings,
        specialTokens: SpecialTokens,
        template: TokenTemplate
    ) throws(FormatError) {
        guard let unknown = vocabulary.id(of: specialTokens.unknown) else {
            throw FormatError(.missingToken(specialTokens.unknown))
        }
        unknownID = unknown
        self.vocabulary = vocabulary
        self.settings = settings
        self.specialTokens = specialTokens
        self.template = template
        self.added = AddedTokens(
            added,
            splitsSpecialTokens: settings.splitsSpecialTokens
        ) { BERTNormalizer.normalized($0, settings) }
    }

    // MARK: Tokens and their numbers

    public var vocabularySize: Int { vocabulary.count }

    public func id(of token: String) -> Int? { vocabulary.id(of: token) }

    public func token(at id: Int) -> String? { vocabulary.token(id) }

    /// `settings.modelMaximumLength`.
    public var maximumLength: Int? { settings.modelMaximumLength }

    /// The number of the token for words that no pieces make.
    public let unknownID: Int
    /// The number of the token that fills up short sequences, where there is one.
    public var paddingID: Int? { id(of: specialTokens.padding) }
    /// The number of the token that begins every sequence, where there is one.
    public var classificationID: Int? { id(of: specialTokens.classification) }
    /// The number of the token that ends a text, where there is one.
    public var separatorID: Int? { id(of: specialTokens.separator) }
    /// The number of the token for a hidden token, where there is one.
    public var maskID: Int? { id(of: specialTokens.mask) }

    /// The normal form of a text: what is cut into words.
    package func normalized(_ text: String) -> String {
        String(decoding: BERTNormalizer.normalized(text, settings), as: UTF8.self)
    }

    /// The words of a text in their normal form, a line each.
    package func words(of text: String) -> String {
        BERTNormalizer.normalized(text, settings).withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return "" }
            var words = BERTWords(start, 0..<bytes.count)
            var lines: [UInt8] = []
            while let range = words.next() {
                lines.append(contentsOf: bytes[range])
                lines.append(UInt8(ascii: "\n"))
            }
            return String(decoding: lines, as: UTF8.self)
        }
    }

    var truncatesStart: Bool { settings.truncatesStart }
    var unknown: Int? { unknownID }
    var lowercases: Bool { settings.lowercases }

    /// The tokenizer with texts in lower case, whose accents stay or go as before.
    func lowercased() throws(FormatError) -> WordPieceTokenizer {
        try WordPieceTokenizer(
            vocabulary: vocabulary,
            added: addedTokens,
            settings: settings.lowercased,
            specialTokens: specialTokens,
            template: template
        )
    }
}

extension TokenTemplate {
    /// BERT's, of the special tokens in a vocabulary.
    ///
    /// - Throws: `FormatError` where one is not there.
    static func bert(
        _ vocabulary: WordPieceVocabulary,
        _ tokens: WordPieceTokenizer.SpecialTokens
    ) throws(FormatError) -> TokenTemplate {
        guard let classification = vocabulary.id(of: tokens.classification) else {
            throw FormatError(.missingToken(tokens.classification))
        }
        guard let separator = vocabulary.id(of: tokens.separator) else {
            throw FormatError(.missingToken(tokens.separator))
        }
        return .bert(classification: classification, separator: separator)
    }
}

/// How a WordPiece tokenizer prepares a text and cuts words: BERT's settings, under Hugging Face's
/// names in `tokenizer.json`.
public struct WordPieceSettings: Sendable, Equatable {
    /// Removes control characters and writes every white space as a blank: `clean_text`.
    public var cleansText = true
    /// Sets each Chinese character apart as a word of its own: `handle_chinese_chars`.
    public var separatesChineseCharacters = true
    /// Decomposes characters and removes their accents: `strip_accents`. Where nil, accents are
    /// removed if `lowercases` is set.
    public var stripsAccents: Bool?
    /// Writes lower case: `lowercase`; true for uncased models.
    public var lowercases = true
    /// What stands before a piece that continues a word: `continuing_subword_prefix`.
    public var continuationPrefix = "##"
    /// The most characters a word can have that is cut into pieces; a longer one is unknown:
    /// `max_input_chars_per_word`.
    public var maximumWordLength = 100
    /// Whether `decode` puts punctuation and English contractions next to the word before them:
    /// `cleanup` of the decoder.
    public var cleansUpDecoded = true
    /// The most tokens that the model takes: `model_max_length` of `tokenizer_config.json`. Loaded
    /// and saved, but left to the caller of `encode`.
    public var modelMaximumLength: Int?

    /// Whether a text that is too long loses its beginning, not its end: `truncation_side` of
    /// `tokenizer_config.json`.
    public var truncatesStart = false
    /// Whether special tokens that stand in a text are cut like other words: `split_special_tokens` of
    /// `tokenizer_config.json`.
    public var splitsSpecialTokens = false

    /// BERT's settings for uncased models.
    public init() {}

    /// The settings with other rules.
    func following(_ rules: EncodingRules) -> WordPieceSettings {
        var result = self
        result.truncatesStart = rules.truncatesStart
        result.splitsSpecialTokens = rules.splitsSpecialTokens
        return result
    }

    /// The settings with lower case before everything else, which is lower case after it; accents
    /// stay or go as before.
    var lowercased: WordPieceSettings {
        var result = self
        result.stripsAccents = stripsAccents ?? lowercases
        result.lowercases = true
        return result
    }
}

extension WordPieceTokenizer {
    /// The texts of the special tokens.
    public struct SpecialTokens: Sendable, Equatable {
        /// Stands for a word that no pieces make.
        public var unknown = "[UNK]"
        /// Fills up short sequences.
        public var padding = "[PAD]"
        /// Begins every sequence; what stands at its place after the layers is classified.
        public var classification = "[CLS]"
        /// Ends a text.
        public var separator = "[SEP]"
        /// Stands for a hidden token.
        public var mask = "[MASK]"

        /// BERT's.
        public init() {}

        var all: [String] { [unknown, separator, padding, classification, mask] }
    }
}
