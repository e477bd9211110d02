import Swiftlet

/// A DistilBERT and a vocabulary made of the tweets alone: what the example trains where no encoder
/// was fetched.
enum SmallModel {
    static func make(
        from tweets: [LabelledText],
        labels: [String],
        maximumLength: Int,
        seed: UInt64
    ) throws -> (model: DistilBERTForSequenceClassification, tokenizer: WordPieceTokenizer) {
        let tokenizer = try WordPieceTokenizer.train(
            on: tweets.map(\.text),
            vocabularySize: 2_000
        )
        var configuration = DistilBERTConfiguration()
        configuration.vocabularySize = tokenizer.vocabularySize
        // Training refuses a length that does not fit these, as with a fetched encoder.
        configuration.maximumPositions = min(max(maximumLength, 128), 512)
        configuration.hiddenSize = 128
        configuration.layerCount = 2
        configuration.headCount = 4
        configuration.intermediateSize = 256
        configuration.labels = labels
        return (DistilBERTForSequenceClassification(configuration, seed: seed), tokenizer)
    }
}
