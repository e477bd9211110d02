import Swiftlet
import TestSupport
import Testing

/// What `Fixtures/linear/make_union.py` wrote with scikit-learn.
private struct ExpectedUnion: Decodable {
    struct Row: Decodable {
        let columns: [Int32]
        let values: [Float]
    }
    let labels, texts, names, asked: [String]
    let truth: [Int]
    let rows, askedRows: [Row]
    let coefficients, probabilities: [[Double]]

    static let stored = Result { try Fixtures.json("linear/union.json", as: Self.self) }
}

/// Vectorizers side by side.
@Suite struct LinearUnionTests {
    private static var configuration: LinearClassifier.Configuration {
        LinearClassifier.Configuration(
            cleaning: .minimal,
            vectorizer: TFIDFVectorizer.Settings(
                counting: .init(tokenPattern: .whitespaceSeparated, ngramRange: 1...2),
                sublinearTF: true
            ),
            furtherVectorizers: [
                TFIDFVectorizer.Settings(
                    counting: .init(
                        analyzer: .characterWithinWords,
                        ngramRange: 2...4,
                        minimumDocumentFrequency: 2
                    )
                ),
                TFIDFVectorizer.Settings(
                    counting: .init(analyzer: .character),
                    norm: .l1,
                    useIDF: false
                ),
            ],
            includesCounts: false,
            regression: LogisticRegression(C: 3, tolerance: 1e-9, maximumIterations: 10_000)
        )
    }

    private static let trained = Result {
        let expected = try ExpectedUnion.stored.get()
        return try LinearClassifier.train(
            on: zip(expected.texts, expected.truth).map { LabelledText(text: $0, label: $1) },
            labels: expected.labels,
            configuration: configuration
        ).classifier
    }

    @Test func featuresSideBySideEqualScikitLearn() throws {
        let expected = try ExpectedUnion.stored.get()
        let settings = [Self.configuration.vectorizer] + Self.configuration.furtherVectorizers
        var vectorizers = settings.map { TFIDFVectorizer($0) }
        var parts: [SparseMatrix] = []
        for index in vectorizers.indices {
            parts.append(try vectorizers[index].fitTransform(expected.texts))
        }
        #expect(vectorizers.flatMap { Array($0.vocabulary) } == expected.names)
        for (matrix, rows) in [
            (SparseMatrix(sideBySide: parts), expected.rows),
            (
                SparseMatrix(sideBySide: vectorizers.map { $0.transform(expected.asked) }),
                expected.askedRows
            ),
        ] {
            #expect(matrix.rows == rows.count && matrix.columns == expected.names.count)
            for (index, row) in rows.enumerated() {
                let range = matrix.rowOffsets[index]..<matrix.rowOffsets[index + 1]
                #expect(Array(matrix.columnIndices[range]) == row.columns)
                let off = zip(matrix.values[range], row.values).map { abs($0 - $1) }
                #expect(off.allSatisfy { $0 < 1e-6 })
            }
        }
    }

    @Test func aClassifierOfSeveralVectorizersEqualsScikitLearn() throws {
        let expected = try ExpectedUnion.stored.get()
        let classifier = try Self.trained.get()
        for (label, coefficients) in zip(expected.labels, expected.coefficients) {
            let terms = classifier.weightedTerms(for: label)
            // Characters, which may equal words, stand between quotation marks.
            let plain = terms.map { String($0.term.dropFirst().dropLast()) }
            for (place, (term, name)) in zip(terms, expected.names).enumerated() {
                #expect(term.term == name || plain[place] == name && term.term.first == "\"")
            }
            #expect(Set(terms.map(\.term)).count > expected.names.count - 30)
            let off = zip(terms, coefficients).map { abs($0.weight - $1) }
            #expect(off.max()! < 1e-3, "\(label)")
        }
        for (prediction, probabilities) in zip(
            try classifier.predict(expected.asked),
            expected.probabilities
        ) {
            let off = zip(prediction.probabilities, probabilities).map { abs($0 - $1) }
            #expect(off.max()! < 1e-5)
        }
        for (text, row) in zip(expected.asked, expected.askedRows) {
            let explanation = try classifier.explain(text)
            let label = expected.labels.firstIndex(of: explanation.label)!
            let contributions = zip(row.columns, row.values).map {
                expected.coefficients[label][Int($0)] * Double($1)
            }
            #expect(explanation.terms.count == contributions.count)
            let sorted = contributions.sorted { abs($0) > abs($1) }
            for (term, contribution) in zip(explanation.terms, sorted) {
                #expect(abs(abs(term.weight) - abs(contribution)) < 1e-4, "\(term)")
            }
        }
    }

    @Test func wordsOfTheFirstVectorizerAreInspected() throws {
        let classifier = try Self.trained.get()
        let texts = ["late unheard crew", ""]
        var taken: [TextInspection] = []
        let predictions = try classifier.predict(texts) { taken = $0 }
        #expect(taken[0] == TextInspection(tokenCount: 3, unknownTokenCount: 1))
        #expect(taken == classifier.inspect(texts))
        #expect(try predictions == classifier.predict(texts))
    }

    @Test func severalVectorizersAreSavedAndSearched() throws {
        try expectSameAfterLoading(Self.trained.get()) { loaded, saved in
            #expect(loaded.configuration == saved.configuration)
            #expect(loaded.weightedTerms == saved.weightedTerms)
        }
        let tweets = Array(try LinearClassifierTests.tweets.get().prefix(200))
        var beside = LinearClassifier.Configuration()
        beside.furtherVectorizers = [LinearClassifier.Configuration.characterVectorizer]
        let classifier = try LinearClassifier.train(on: tweets, configuration: beside).classifier
        #expect(classifier.weightedTerms.last?.term == TweetCounts.names.last)
        try expectSameAfterLoading(classifier)
        let study = try LinearClassifier.search(
            SearchSettings(trials: 2, seed: 1),
            on: tweets,
            foldCount: 2,
            around: beside,
            over: SearchSpace([.number("C", 0.5...1)])
        )
        let probabilities = try LinearClassifier.crossValidatedProbabilities(
            on: tweets,
            configuration: beside.applying(study.trials[0].parameters),
            foldCount: 2,
            seed: 1
        )
        let folds = try stratifiedFolds(labels: tweets.map(\.label), count: 2, seed: 1)
        let scores = folds.map { fold in
            ClassificationScores(
                truth: fold.validation.map { tweets[$0].label },
                probabilities: fold.validation.map { probabilities[$0] },
                labels: classifier.labels
            ).f1
        }
        #expect(study.trials[0].value == CrossValidationScore(folds: scores).mean)
    }

    @Test func aMissingVectorizerIsRefused() throws {
        try expectRefusal(
            of: Self.trained.get(),
            with: "\"furtherVectorizers\"",
            alteredTo: "\"formerVectorizers\"",
            for: "coefficients"
        )
    }

    @Test func mutatedClassifiersOfSeveralVectorizersLoadOrAreRefused() throws {
        try expectMutationsReadOrRefused(of: Self.trained.get())
    }
}
