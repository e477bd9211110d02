extension WordPieceTokenizer {
    /// A tokenizer with a vocabulary made from texts: the characters of their words, and the pieces
    /// that come of joining, again and again, the two neighbouring pieces that stand together most
    /// often.
    ///
    ///     let tokenizer = try WordPieceTokenizer.train(on: tweets, vocabularySize: 4_000)
    ///     try tokenizer.save(to: "tokenizer")
    ///
    /// The same texts give the same vocabulary. It is that of Hugging Face's `WordPieceTrainer` up
    /// to the order of the single characters that continue a word, which is by code point here and
    /// by chance there; the order decides which of two equally frequent pairs is joined first.
    ///
    /// - Parameters:
    ///   - texts: The texts.
    ///   - vocabularySize: How many tokens there are to be, the special ones included; fewer where
    ///     the texts do not have as many, more where their characters alone are more.
    ///   - minimumFrequency: How often two pieces must stand together to be joined; default 2.
    ///   - alphabetLimit: The most different characters; the most frequent are kept, and words are
    ///     cut as if the others were not there; default 1,000.
    ///   - settings: How a text is prepared; default: BERT's for uncased models.
    ///   - specialTokens: The first tokens, in the order padding, unknown, classification,
    ///     separator, mask.
    /// - Throws: `WordPieceError` where the vocabulary would have more than 4,194,304 tokens.
    public static func train(
        on texts: [String],
        vocabularySize: Int,
        minimumFrequency: Int = 2,
        alphabetLimit: Int = 1_000,
        settings: WordPieceSettings = WordPieceSettings(),
        specialTokens: SpecialTokens = SpecialTokens()
    ) throws(WordPieceError) -> WordPieceTokenizer {
        var trainer = WordPieceTrainer(
            texts,
            settings,
            specialTokens,
            alphabetLimit: max(0, alphabetLimit)
        )
        trainer.join(until: vocabularySize, minimumFrequency: max(1, minimumFrequency))
        return try WordPieceTokenizer(
            vocabulary: trainer.tokens.map { String(decoding: $0, as: UTF8.self) },
            settings: settings,
            specialTokens: specialTokens
        )
    }
}
