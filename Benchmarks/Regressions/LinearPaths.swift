import Swiftlet

/// TF-IDF, logistic regression and the classifier of both.
func registerLinearPaths() {
    hotPath("TF-IDF fit and transform, 1,280 tweets", preparing: Inputs.texts) { texts in
        var vectorizer = TFIDFVectorizer(Features.settings)
        _ = try vectorizer.fitTransform(texts)
    }
    hotPath("TF-IDF transform, 1,280 tweets", preparing: Features.init) {
        _ = $0.vectorizer.transform($0.texts)
    }
    hotPath("Logistic regression, 1,280 tweets", preparing: Features.init) {
        var regression = LogisticRegression()
        _ = try regression.fit($0.matrix, $0.labels)
    }
    func classifier() throws -> LinearClassifier {
        try LinearClassifier.train(on: Inputs.tweets()).classifier
    }
    hotPath("Linear classifier, one tweet", preparing: classifier) {
        _ = try $0.predict(Inputs.tweet)
    }
    hotPath("Linear classifier, 1,280 tweets") {
        (classifier: try classifier(), texts: try Inputs.texts())
    } _: {
        _ = try $0.classifier.predict($0.texts)
    }
    hotPath("Linear classifier, training, 1,280 tweets", preparing: Inputs.tweets) {
        _ = try LinearClassifier.train(on: $0)
    }
    hotPath("Linear classifier, loading") {
        let directory = try TemporaryDirectory()
        try classifier().save(to: directory.path + "/model")
        return directory
    } _: {
        _ = try TextClassifiers.load(from: $0.path + "/model")
    }
}

/// TF-IDF of words and pairs of words.
private struct Features {
    static let settings = TFIDFVectorizer.Settings(
        counting: .init(
            ngramRange: 1...2,
            minimumDocumentFrequency: 2,
            maximumFeatures: 20_000
        )
    )

    let texts: [String]
    let labels: [Int]
    let vectorizer: TFIDFVectorizer
    let matrix: SparseMatrix

    init() throws {
        let tweets = try Inputs.tweets()
        texts = tweets.map(\.text)
        labels = tweets.map(\.label)
        var vectorizer = TFIDFVectorizer(Self.settings)
        matrix = try vectorizer.fitTransform(texts)
        self.vectorizer = vectorizer
    }
}
