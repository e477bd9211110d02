import SwiftletBase

/// The tokenizer of GPT-2, RoBERTa and their family: cuts a text into words, and joins each word's
/// bytes to tokens, the pair that was learnt first before others (byte-level byte pair encoding).
///
///     let tokenizer = try BytePairTokenizer(from: "twitter-roberta-base-sentiment")
///     let ids = tokenizer.encode("Great flight!", maximumLength: 128)
///     tokenizer.decode(ids)                                      // "Great flight!"
///     let batch = tokenizer.encode(tweets, maximumLength: 128)   // on all threads
///
/// No text has unknown tokens where the vocabulary holds all 256 bytes, as the published ones do.
/// Its numbers are those of Hugging Face's tokenizers 0.23, for any text. Encoding takes time that
/// grows with the text's length, whatever it holds.
///
/// A value of this type is cheap to copy, and safe to share between tasks.
///
/// Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units", ACL 2016; Radford
/// et al., "Language Models are Unsupervised Multitask Learners", 2019.
public struct BytePairTokenizer: SourceTokenizer {
    let model: Model

    /// What a tokenizer knows; it does not change.
    final class Model: Sendable {
        let tokens: TokenVocabulary
        let merges: MergeTable
        /// The token of each byte, -1 where there is none.
        let byteIDs: [Int32]
        let addsPrefixSpace: Bool
        let splitsWords: Bool
        let ignoresMerges: Bool
        let fusesUnknown: Bool
        let unknownID: Int?
        let normalizer: TextNormalizer
        let added: AddedTokens
        /// Whether there is anything to do for a text before it is cut into words.
        let hasNormalForm: Bool
        let template: TokenTemplate
        let specialTokens: SpecialTokens
        let maximumLength: Int?
        let rules: EncodingRules

        init(_ parts: BytePairParts) throws(FormatError) {
            var tokens = TokenVocabulary(capacity: parts.tokens.count + parts.added.count)
            for (token, id) in parts.tokens { try tokens.add(token, id: id) }
            byteIDs = ByteAlphabet.characters.map { [tokens] character in
                tokens.id(of: String(character)).map(Int32.init) ?? -1
            }
            unknownID = try parts.unknownID(in: tokens, byteIDs)
            merges = try parts.merges.table(of: tokens)
            for token in parts.added where tokens.id(of: token.content) != token.id {
                try tokens.add(token.content, id: token.id)
            }
            try parts.template.requireTokens(in: tokens)
            self.tokens = tokens
            addsPrefixSpace = parts.addsPrefixSpace
            splitsWords = parts.splitsWords
            ignoresMerges = parts.ignoresMerges
            fusesUnknown = parts.fusesUnknown
            normalizer = parts.normalizer
            template = parts.template
            specialTokens = parts.specialTokens
            maximumLength = parts.maximumLength
            rules = parts.rules
            added = AddedTokens(
                parts.added,
                splitsSpecialTokens: rules.splitsSpecialTokens
            ) { [normalizer] content in
                normalizer.normalized(Array(content.utf8))
            }
            hasNormalForm = !normalizer.isEmpty || !added.normalized.isEmpty
        }

        /// The same with texts in lower case before everything else.
        init(lowercasing model: Model) {
            tokens = model.tokens
            merges = model.merges
            byteIDs = model.byteIDs
            addsPrefixSpace = model.addsPrefixSpace
            splitsWords = model.splitsWords
            ignoresMerges = model.ignoresMerges
            fusesUnknown = model.fusesUnknown
            unknownID = model.unknownID
            normalizer = model.normalizer.lowercased
            template = model.template
            specialTokens = model.specialTokens
            maximumLength = model.maximumLength
            rules = model.rules
            added = AddedTokens(
                model.added.tokens,
                splitsSpecialTokens: rules.splitsSpecialTokens
            ) { [normalizer] content in
                normalizer.normalized(Array(content.utf8))
            }
            hasNormalForm = true
        }

        /// The token that is a whole word.
        func wholeWord(_ word: UnsafeBufferPointer<UInt8>) -> Int? {
            var text = String.UnicodeScalarView()
            for byte in word { text.append(ByteAlphabet.characters[Int(byte)]) }
            return tokens.id(of: String(text))
        }
    }

    package init(_ parts: BytePairParts) throws(FormatError) { model = try Model(parts) }

    private init(_ model: Model) { self.model = model }

    var template: TokenTemplate { model.template }
    var added: AddedTokens { model.added }
    var truncatesStart: Bool { model.rules.truncatesStart }
    var unknown: Int? { model.unknownID }
    var lowercases: Bool { model.normalizer.lowercases }

    func lowercased() -> BytePairTokenizer { BytePairTokenizer(Model(lowercasing: model)) }

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

    /// The text of tokens, without the special ones; bytes that are not UTF-8 together become
    /// U+FFFD.
    ///
    /// - Parameter ids: Numbers of tokens; those that no token has are passed over.
    public func decode(_ ids: some Sequence<Int>) -> String {
        var text: [UInt8] = []
        for id in ids where !model.added.isSpecial(id) {
            if let token = model.tokens.bytes(of: id) { text += ByteAlphabet.decoded(token) }
        }
        return String(decoding: text, as: UTF8.self)
    }
    // MARK: Tokens and their numbers

    /// One more than the greatest number of a token: the rows that an embedding needs.
    public var vocabularySize: Int { model.tokens.count }

    /// The number of a token as the vocabulary writes it, `Ġthe` for " the"; nil where there is no
    /// such token.
    public func id(of token: String) -> Int? { model.tokens.id(of: token) }

    /// The token of a number, as the vocabulary writes it; nil where the number has none.
    public func token(at id: Int) -> String? { model.tokens[id] }

    /// The most tokens that the model takes: `model_max_length` of `tokenizer_config.json`; nil
    /// where the files do not say. Left to the caller of `encode`.
    public var maximumLength: Int? { model.maximumLength }

    /// Whether a blank is put before a text that begins with none, so that its first word is cut as
    /// others are: `add_prefix_space`.
    public var addsPrefixSpace: Bool { model.addsPrefixSpace }

    /// The tokens that are looked for in a text before it is cut, by number.
    public var addedTokens: [AddedToken] { model.added.tokens }

    /// The texts of the special tokens.
    public var specialTokens: SpecialTokens { model.specialTokens }

    /// The number of the token that fills up short sequences, where there is one.
    public var paddingID: Int? { specialTokens.padding.flatMap(id) }
    /// The number of the token that begins every sequence, where there is one.
    public var classificationID: Int? { specialTokens.classification.flatMap(id) }
    /// The number of the token that ends a text, where there is one.
    public var separatorID: Int? { specialTokens.separator.flatMap(id) }
    /// The number of the token for a hidden token, where there is one.
    public var maskID: Int? { specialTokens.mask.flatMap(id) }

    /// The number of the token for bytes that the vocabulary does not hold; nil where it holds all,
    /// or where such bytes are left out.
    public var unknownID: Int? { model.unknownID }

    /// The texts of the special tokens; nil where the files name none.
    public struct SpecialTokens: Sendable, Equatable {
        /// Stands for bytes that the vocabulary does not hold.
        public var unknown: String?
        /// Fills up short sequences.
        public var padding: String?
        /// Begins every sequence; what stands at its place after the layers is classified.
        public var classification: String?
        /// Ends a text.
        public var separator: String?
        /// Stands for a hidden token.
        public var mask: String?

        init() {}
    }
}

/// The characters that stand for bytes in the tokens of byte-level BPE: a printable character of
/// Latin-1 for its own byte, and those from U+0100 on, in order, for the other bytes.
///
/// Reference: Radford et al., "Language Models are Unsupervised Multitask Learners", 2019.
enum ByteAlphabet {
    private static func isPrintable(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || byte >= 0xAE
    }

    /// The character of each byte.
    static let characters: [Unicode.Scalar] = {
        var next: UInt32 = 0x100
        return (UInt8.min...UInt8.max).map { byte in
            if isPrintable(byte) { return Unicode.Scalar(byte) }
            defer { next += 1 }
            return Unicode.Scalar(next)!
        }
    }()

    /// The byte of each character up to U+0143, -1 where it stands for none.
    static let bytes: [Int16] = {
        var bytes = [Int16](repeating: -1, count: 0x144)
        for (byte, character) in characters.enumerated() {
            bytes[Int(character.value)] = Int16(byte)
        }
        return bytes
    }()

    /// The bytes that a token stands for: its own text where a character of it is no byte's.
    static func decoded(_ token: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        for character in String(decoding: token, as: UTF8.self).unicodeScalars {
            guard character.value < bytes.count, bytes[Int(character.value)] >= 0 else {
                return Array(token)
            }
            result.append(UInt8(bytes[Int(character.value)]))
        }
        return result
    }
}
