import SwiftletBase
import SwiftletLinear
import SwiftletTensor
import SwiftletText

/// Turns raw texts into the features of a linear classifier: TF-IDF of the cleaned text, and beside
/// it the ten scaled counts of the raw one.
struct LinearFeatures: Sendable {
    let cleaning: TextCleaner
    let vectorizer: TFIDFVectorizer
    /// Scales the ten counts; nil where there are no counts.
    let countScaler: FeatureScaler?

    /// Learned features, as they were saved.
    init(cleaning: TextCleaner, vectorizer: TFIDFVectorizer, countScaler: FeatureScaler?) {
        self.cleaning = cleaning
        self.vectorizer = vectorizer
        self.countScaler = countScaler
    }

    /// Learns the terms and the scaling from texts, and gives the features of the same texts.
    static func fit(
        _ texts: [String],
        _ configuration: LinearClassifier.Configuration
    ) throws -> (features: Self, matrix: SparseMatrix) {
        var vectorizer = TFIDFVectorizer(configuration.vectorizer)
        var matrix = try vectorizer.fitTransform(configuration.cleaning.clean(texts))
        var scaler: FeatureScaler?
        if configuration.includesCounts {
            let counts = tweetCounts(texts)
            let learned = try FeatureScaler(configuration.countScaling, fittedTo: counts)
            matrix = matrix.appendingColumns(try learned.transform(counts))
            scaler = learned
        }
        let features = Self(
            cleaning: configuration.cleaning,
            vectorizer: vectorizer,
            countScaler: scaler
        )
        return (features, matrix)
    }

    /// The features of texts: shape [texts, terms + counts].
    func transform(_ texts: [String]) throws -> SparseMatrix {
        try appendingCounts(texts, to: vectorizer.transform(cleaning.clean(texts)))
    }

    /// What ``transform(_:)`` and ``inspect(_:)`` give, in one pass over the texts.
    func transformAndInspect(_ texts: [String]) throws -> (SparseMatrix, [TextInspection]) {
        let (terms, inspections) = vectorizer.transformAndInspect(cleaning.clean(texts))
        return (try appendingCounts(texts, to: terms), inspections)
    }

    private func appendingCounts(
        _ texts: [String],
        to terms: SparseMatrix
    ) throws -> SparseMatrix {
        guard let countScaler else { return terms }
        return terms.appendingColumns(try countScaler.transform(Self.tweetCounts(texts)))
    }

    /// What the features are called: the terms, then the counts.
    var names: [String] {
        Array(vectorizer.vocabulary) + (countScaler == nil ? [] : TweetCounts.names)
    }

    /// What a feature is called.
    func name(of column: Int) -> String {
        let terms = vectorizer.vocabulary
        return column < terms.count ? terms[column] : TweetCounts.names[column - terms.count]
    }

    /// How many words each text has once cleaned, and how many of them are no terms.
    func inspect(_ texts: [String]) -> [TextInspection] {
        vectorizer.inspect(cleaning.clean(texts))
    }

    /// The ten counts of texts: shape [texts, 10].
    private static func tweetCounts(_ texts: [String]) -> Tensor {
        let width = TweetCounts.names.count
        var counts = Tensor(zeros: [texts.count, width])
        counts.withUnsafeMutableBufferPointer { counts in
            nonisolated(unsafe) let counts = counts
            Threads.split(texts.count, minimumPart: 256) { _, range in
                for index in range {
                    let values = TweetCounts(texts[index]).values
                    for column in 0..<width { counts[index * width + column] = values[column] }
                }
            }
        }
        return counts
    }
}
