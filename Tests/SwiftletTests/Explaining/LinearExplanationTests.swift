import Swiftlet
import TestSupport
import Testing

/// What `Fixtures/linear/make_explanation.py` wrote with scikit-learn, beside the classifiers.
struct ExpectedExplanations: Decodable {
    struct Case: Decodable {
        let text, label: String
        let intercept, decision: Double
        let contributions: [String: Double]
        let words, unknown: Int
    }
    let model: String
    let cases: [Case]

    static let stored = Result {
        try Fixtures.json("linear/explanation.json", as: [ExpectedExplanations].self)
    }

    func classifier() throws -> LinearClassifier {
        try LinearClassifier(from: Fixtures.path("linear/" + model))
    }
}

@Suite struct LinearExplanationTests {
    @Test func contributionsEqualScikitLearn() throws {
        for expected in try ExpectedExplanations.stored.get() {
            let classifier = try expected.classifier()
            for expected in expected.cases {
                let explanation = try classifier.explain(expected.text)
                let name = Comment(rawValue: "\(expected.text.debugDescription)")
                #expect(explanation.method == .coefficients)
                #expect(explanation.label == expected.label, name)
                let intercept = try #require(explanation.intercept)
                #expect(abs(intercept - expected.intercept) < 1e-9, name)
                let weights = Dictionary(
                    uniqueKeysWithValues: explanation.terms.map { ($0.term, $0.weight) }
                )
                #expect(Set(weights.keys) == Set(expected.contributions.keys), name)
                for (term, contribution) in expected.contributions {
                    #expect(abs((weights[term] ?? .nan) - contribution) < 1e-6, name)
                }
                let sum = explanation.terms.reduce(intercept) { $0 + $1.weight }
                #expect(abs(sum - expected.decision) < 1e-6, name)
            }
        }
    }

    @Test func wordsAndUnknownOnesEqualScikitLearn() throws {
        for expected in try ExpectedExplanations.stored.get() {
            let classifier = try expected.classifier()
            let inspections = classifier.inspect(expected.cases.map(\.text))
            for (inspection, expected) in zip(inspections, expected.cases) {
                let counts = TextInspection(
                    tokenCount: expected.words,
                    unknownTokenCount: expected.unknown
                )
                #expect(inspection == counts, "\(expected.text.debugDescription)")
                #expect(!inspection.isTruncated)
            }
        }
    }

    @Test func theSumIsTheLogOddsOfThePrediction() throws {
        let classifier = try LinearClassifierTests.trained.get()
        let texts = try LinearClassifierTests.tweets.get().prefix(200).map(\.text) + hostileTexts
        for (text, prediction) in zip(texts, try classifier.predict(texts)) {
            let explanation = try classifier.explain(text)
            #expect(explanation.label == prediction.label)
            let sum = explanation.terms.reduce(explanation.intercept!) { $0 + $1.weight }
            // The probability has 24 bits.
            let margin = 1e-6 + 2e-7 / (1 - min(prediction.probability, 1 - 1e-7))
            let probability = prediction.probability
            if probability < 1 - 1e-6 {
                #expect(abs(sum - logOdds(probability)) < margin, "\(text.prefix(50))")
            } else {
                #expect(sum > 10)
            }
            let sizes = explanation.terms.map { abs($0.weight) }
            #expect(sizes == sizes.sorted(by: >))
        }
    }

    @Test func withoutUnigramsAWordIsKnownThatStandsInATerm() throws {
        var configuration = LinearClassifier.Configuration(cleaning: .minimal)
        configuration.vectorizer.counting.ngramRange = 2...2
        configuration.vectorizer.counting.minimumDocumentFrequency = 1
        configuration.vectorizer.counting.maximumFeatures = nil
        let tweets = [
            LabelledText(text: "a good crew", label: 1), LabelledText(text: "a bad seat", label: 0),
        ]
        let classifier = try LinearClassifier.train(on: tweets, configuration: configuration)
            .classifier
        let inspection = try classifier.inspect("crew bad crew unheard")
        #expect(inspection == TextInspection(tokenCount: 4, unknownTokenCount: 1))
    }

    @Test func charactersAreTokensWhereTermsAreMadeOfThem() throws {
        var configuration = LinearClassifier.Configuration(cleaning: .minimal)
        configuration.vectorizer.counting.analyzer = .characterWithinWords
        configuration.vectorizer.counting.ngramRange = 3...3
        configuration.vectorizer.counting.minimumDocumentFrequency = 1
        let tweets = [
            LabelledText(text: "good", label: 1), LabelledText(text: "bad", label: 0),
        ]
        let classifier = try LinearClassifier.train(on: tweets, configuration: configuration)
            .classifier
        // " goo " and " xx ": blanks are characters of a word's ends.
        let inspection = try classifier.inspect("goo xx")
        #expect(inspection == TextInspection(tokenCount: 9, unknownTokenCount: 2))
    }
}
