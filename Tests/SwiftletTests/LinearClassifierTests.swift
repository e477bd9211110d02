import Swiftlet
import TestSupport
import Testing

@Suite struct LinearClassifierTests {
    /// The embedded corpus, and a classifier trained on it.
    static let tweets = Result { try [LabelledText](from: Fixtures.path("tweets.csv")) }
    static let trained = Result { try LinearClassifier.train(on: tweets.get()).classifier }

    @Test func predictsWhatItWasTaught() throws {
        let tweets = try Self.tweets.get()
        let predictions = try Self.trained.get().predict(tweets.map(\.text))
        let scores = BinaryScores(
            truth: tweets.map(\.label),
            probabilities: predictions.map { $0.probabilities[1] }
        )
        #expect(scores.f1 > 0.85)
        for prediction in predictions {
            #expect(abs(prediction.probabilities.reduce(0, +) - 1) < 1e-6)
            #expect(prediction.probability == prediction.probabilities.max())
            #expect(prediction.probability >= 0.5)
        }
    }

    @Test func labelsUnseenTweetsBetterThanChance() throws {
        let tweets = try Self.tweets.get()
        let probabilities = try LinearClassifier.crossValidatedProbabilities(on: tweets, seed: 1)
        let scores = BinaryScores(truth: tweets.map(\.label), probabilities: probabilities)
        #expect(scores.accuracy > 0.62)
        #expect(try #require(scores.areaUnderCurve) > 0.68)
    }

    @Test func aTextsPredictionDoesNotDependOnItsNeighbours() throws {
        let classifier = try Self.trained.get()
        let texts = ["Great flight!", "", "lost my bag AGAIN :(", "🛫", "Great flight!"]
        let together = try classifier.predict(texts)
        #expect(try texts.map { try classifier.predict($0) } == together)
        #expect(together[0] == together[4])
        #expect(try classifier.predict([]) == [])
    }

    @Test(arguments: [1, 2, 3]) func threadsDoNotChangePredictions(count: Int) throws {
        let texts = try Self.tweets.get().map(\.text)
        let classifier = try Self.trained.get()
        let expected = try Threads.withCount(1) { try classifier.predict(texts) }
        #expect(try Threads.withCount(count) { try classifier.predict(texts) } == expected)
    }

    @Test func theSameSeedAndThreadsGiveTheSameModel() throws {
        let again = try LinearClassifier.train(on: Self.tweets.get()).classifier
        #expect(try again.weightedTerms == Self.trained.get().weightedTerms)
    }

    @Test func weightsSpeakForTheirSide() throws {
        let weights = Dictionary(
            uniqueKeysWithValues: try Self.trained.get().weightedTerms.map { ($0.term, $0.weight) }
        )
        #expect(try #require(weights["love"]) > 0)
        #expect(try #require(weights["thank"]) > 0)
        #expect(try #require(weights["worst"]) < 0)
        #expect(weights.count == 1_010)
    }

    @Test func searchPutsTheBestFirst() throws {
        let tweets = Array(try Self.tweets.get().prefix(400))
        var weak = LinearClassifier.Configuration()
        weak.regression.C = 1e-6
        let candidates = [weak, .init(), .init(countScaling: .minMax())]
        let results = try LinearClassifier.search(candidates, on: tweets, foldCount: 3, seed: 4)
        #expect(results.count == 3)
        #expect(results.map(\.f1.mean) == results.map(\.f1.mean).sorted(by: >))
        #expect(Set(results.map(\.configuration.regression.C)) == [1, 1e-6])
        for result in results { #expect(result.convergedFolds == 3) }
        let again = try Threads.withCount(1) {
            try LinearClassifier.search(candidates, on: tweets, foldCount: 3, seed: 4)
        }
        #expect(again == results)
    }

    @Test func theSearchOfTheStudyHoldsOnlyWhatGoesTogether() throws {
        let candidates = LinearClassifier.Configuration.searchCandidates(around: .init())
        #expect(candidates.count == 105)
        let tweets = Array(try Self.tweets.get().prefix(60))
        for var candidate in candidates where candidate.regression.C == 1 {
            candidate.regression.maximumIterations = 2
            _ = try LinearClassifier.train(on: tweets, configuration: candidate)
        }
    }

    // MARK: - Bad input

    @Test func oneLabelAloneIsRefused() throws {
        let positive = try Self.tweets.get().filter { $0.label == 1 }
        #expect(throws: LogisticRegressionError.oneClass(label: 1)) {
            try LinearClassifier.train(on: positive)
        }
    }

    @Test func aThirdLabelIsRefused() throws {
        var tweets = try Self.tweets.get()
        tweets[5].label = 2
        let examples = tweets
        #expect(throws: TrainingDataError.unknownLabel(2, labels: 2)) {
            try LinearClassifier.train(on: examples)
        }
        #expect(throws: TrainingDataError.unknownLabel(2, labels: 2)) {
            try LinearClassifier.search([LinearClassifier.Configuration()], on: examples, seed: 1)
        }
        #expect(throws: TrainingDataError.unknownLabel(2, labels: 2)) {
            try LinearClassifier.crossValidatedProbabilities(on: examples, seed: 1)
        }
    }

    @Test func textsThatAreEmptyOnceCleanedAreRefused() {
        let empty = [LabelledText(text: "the", label: 0), LabelledText(text: "@you", label: 1)]
        #expect(throws: VectorizerError.emptyVocabulary(texts: 2)) {
            try LinearClassifier.train(on: empty)
        }
        #expect(throws: VectorizerError.self) { try LinearClassifier.train(on: []) }
    }

    @Test func aTextOfAMegabyteIsPredicted() throws {
        let long = String(repeating: "What a lovely crew! ", count: 50_000)
        #expect(try Self.trained.get().predict(long).label == "positive")
    }
}
