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
    /// The texts of the tokens with a meaning of their own.
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
