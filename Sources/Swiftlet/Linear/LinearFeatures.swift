import SwiftletBase
import SwiftletLinear
import SwiftletTensor
import SwiftletText

/// Turns raw texts into the features of a linear classifier: TF-IDF of the cleaned text by one
/// vectorizer or several side by side, and beside it the ten scaled counts of the raw one.
struct LinearFeatures: Sendable {
    let cleaning: TextCleaner
    /// At least one; the first is the one that texts are inspected by.
    let vectorizers: [TFIDFVectorizer]
    /// Scales the ten counts; nil where there are no counts.
    let countScaler: FeatureScaler?

    /// Learned features, as they were saved.
    init(cleaning: TextCleaner, vectorizers: [TFIDFVectorizer], countScaler: FeatureScaler?) {
        self.cleaning = cleaning
        self.vectorizers = vectorizers
        self.countScaler = countScaler
    }

    /// Learns the terms and the scaling from texts, and gives the features of the same texts.
    static func fit(
        _ texts: [String],
        _ configuration: LinearClassifier.Configuration
    ) throws -> (features: Self, matrix: SparseMatrix) {
        var vectorizers = configuration.vectorizers.map { TFIDFVectorizer($0) }
        let cleaned = configuration.cleaning.clean(texts)
        var parts: [SparseMatrix] = []
        for index in vectorizers.indices {
            parts.append(try vectorizers[index].fitTransform(cleaned))
        }
        var scaler: FeatureScaler?
        if configuration.includesCounts {
            let counts = tweetCounts(texts)
            let learned = try FeatureScaler(configuration.countScaling, fittedTo: counts)
            parts.append(SparseMatrix(try learned.transform(counts)))
            scaler = learned
        }
        let features = Self(
            cleaning: configuration.cleaning,
            vectorizers: vectorizers,
            countScaler: scaler
        )
        return (features, SparseMatrix(sideBySide: parts))
    }

    /// The features of texts: shape [texts, terms + counts].
    func transform(_ texts: [String]) throws -> SparseMatrix {
        let cleaned = cleaning.clean(texts)
        return try matrix(of: texts, terms: vectorizers.map { $0.transform(cleaned) })
    }

    /// What ``transform(_:)`` and ``inspect(_:)`` give, in one pass over the texts.
    func transformAndInspect(_ texts: [String]) throws -> (SparseMatrix, [TextInspection]) {
        let cleaned = cleaning.clean(texts)
        let (first, inspections) = vectorizers[0].transformAndInspect(cleaned)
        let further = vectorizers.dropFirst().map { $0.transform(cleaned) }
        return (try matrix(of: texts, terms: [first] + further), inspections)
    }

    /// The terms of texts with their counts.
    private func matrix(of texts: [String], terms: [SparseMatrix]) throws -> SparseMatrix {
        guard let countScaler else { return SparseMatrix(sideBySide: terms) }
        let counts = SparseMatrix(try countScaler.transform(Self.tweetCounts(texts)))
        return SparseMatrix(sideBySide: terms + [counts])
    }

    /// What the features are called: the terms, then the counts.
    var names: [String] {
        vectorizers.flatMap { vectorizer in
            vectorizer.vocabulary.map { name(of: $0, vectorizer) }
        } + (countScaler == nil ? [] : TweetCounts.names)
    }

    /// What a feature is called.
    func name(of column: Int) -> String {
        var place = column
        for vectorizer in vectorizers {
            let terms = vectorizer.vocabulary
            if place < terms.count { return name(of: terms[place], vectorizer) }
            place -= terms.count
        }
        return TweetCounts.names[place]
    }

    /// Characters stand between quotation marks where there are words, too, which they may equal.
    private func name(of term: String, _ vectorizer: TFIDFVectorizer) -> String {
        vectorizers.count > 1 && vectorizer.settings.counting.analyzer != .word
            ? "\"\(term)\"" : term
    }

    /// How many words each text has once cleaned, and how many of them are no terms.
    func inspect(_ texts: [String]) -> [TextInspection] {
        vectorizers[0].inspect(cleaning.clean(texts))
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

extension LinearClassifier.Configuration {
    /// All vectorizers, in the order of the features.
    var vectorizers: [TFIDFVectorizer.Settings] { [vectorizer] + furtherVectorizers }
}
