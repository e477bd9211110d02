import Swiftlet

/// From raw tweets to tokens and numbers.
func registerTextPaths() {
    for (name, cleaner) in [("light", TextCleaner.light), ("strong", .strong)] {
        hotPath("Cleaning, \(name), 1,280 tweets", preparing: Inputs.texts) { texts in
            for text in texts { _ = cleaner(text) }
        }
    }
    hotPath("Ten counts, 1,280 tweets", preparing: Inputs.texts) { texts in
        for text in texts { _ = TweetCounts(text) }
    }
    hotPath("WordPiece, 1,280 tweets", preparing: WordPieceInputs.init) {
        _ = $0.tokenizer.encode($0.texts, maximumLength: 128)
    }
    hotPath("WordPiece, one tweet", preparing: WordPieceInputs.init) {
        _ = $0.tokenizer.encode([Inputs.tweet], maximumLength: 128)
    }
    hotPath("Unigram, 1,280 tweets") {
        (
            tokenizer: try UnigramTokenizer(from: Inputs.fixture("unigram/nfkc.model")),
            texts: try Inputs.texts()
        )
    } _: {
        _ = $0.tokenizer.encode($0.texts, addingSpecialTokens: false)
    }
    hotPath("Word index, 1,280 tweets") {
        let texts = try Inputs.texts()
        return (index: WordIndex.fit(texts).index, texts: texts)
    } _: {
        _ = $0.index.encode($0.texts)
    }
}

private struct WordPieceInputs {
    let texts: [String]
    let tokenizer: WordPieceTokenizer

    init() throws {
        texts = try Inputs.texts()
        tokenizer = try WordPieceTokenizer.train(on: texts, vocabularySize: 8_000)
    }
}
