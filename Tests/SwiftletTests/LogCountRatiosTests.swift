import Swiftlet
import TestSupport
import Testing

/// NB-SVM, against what `Fixtures/linear/make_log_count_ratios.py` wrote with scikit-learn.
@Suite struct LogCountRatiosTests {
    struct Expected: Decodable {
        let labels, texts, asked: [String]
        let truth: [Int]
        let factors: [Float]
        let coefficients, probabilities: [[Double]]

        static let stored = Result {
            try Fixtures.json("linear/log-count-ratios.json", as: [Self].self)
        }
    }

    private func trained(_ expected: Expected, counts: Bool = false) throws -> LinearClassifier {
        try LinearClassifier.train(
            on: zip(expected.texts, expected.truth).map { LabelledText(text: $0, label: $1) },
            labels: expected.labels,
            configuration: LinearClassifier.Configuration(
                cleaning: .minimal,
                vectorizer: TFIDFVectorizer.Settings(counting: .init(ngramRange: 1...2)),
                includesCounts: counts,
                usesLogCountRatios: true,
                regression: LogisticRegression(C: 2, tolerance: 1e-9, maximumIterations: 10_000)
            )
        ).classifier
    }

    @Test func factorsEqualNumPy() throws {
        let cases = try Expected.stored.get()
        #expect(cases.map(\.labels.count) == [2, 3])
        for expected in cases {
            var vectorizer = TFIDFVectorizer(.init(counting: .init(ngramRange: 1...2)))
            var features = try vectorizer.fitTransform(expected.texts)
            let ratios = LogCountRatios(features, labels: expected.truth)
            #expect(ratios.factors.count == expected.factors.count)
            for (found, wanted) in zip(ratios.factors, expected.factors) {
                #expect(abs(found - wanted) < 1e-6)
            }
            let unscaled = features
            ratios.scale(&features)
            for (place, column) in features.columnIndices.enumerated() {
                let wanted = unscaled.values[place] * ratios.factors[Int(column)]
                #expect(features.values[place] == wanted)
            }
            let some = LogCountRatios(features, labels: expected.truth, columns: 0..<3)
            #expect(some.factors.dropFirst(3).allSatisfy { $0 == 1 })
            #expect(some.factors.prefix(3).contains { $0 != 1 })
        }
    }

    @Test func classifiersEqualScikitLearn() throws {
        for expected in try Expected.stored.get() {
            let classifier = try trained(expected)
            let found =
                expected.labels.count == 2
                ? [classifier.weightedTerms]
                : expected.labels.map { classifier.weightedTerms(for: $0) }
            for (terms, coefficients) in zip(found, expected.coefficients) {
                #expect(terms.count == coefficients.count)
                #expect(zip(terms, coefficients).allSatisfy { abs($0.weight - $1) < 1e-4 })
            }
            for (prediction, probabilities) in zip(
                try classifier.predict(expected.asked),
                expected.probabilities
            ) {
                let off = zip(prediction.probabilities, probabilities).map { abs($0 - $1) }
                #expect(off.allSatisfy { $0 < 1e-5 })
            }
        }
    }

    @Test func theyAreSaved() throws {
        try expectSameAfterLoading(trained(Expected.stored.get()[1], counts: true)) {
            #expect($0.configuration == $1.configuration && $0.configuration.usesLogCountRatios)
        }
    }
}
