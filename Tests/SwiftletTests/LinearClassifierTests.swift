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
        let scores = ClassificationScores(
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
        let scores = ClassificationScores(
            truth: tweets.map(\.label),
            probabilities: probabilities,
            labels: ["negative", "positive"]
        )
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
        #expect(results.map(\.score.mean) == results.map(\.score.mean).sorted(by: >))
        #expect(results.map(\.score.folds) == results.map { $0.folds.map(\.f1) })
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

    @Test func labelsThatAreMissingOrNotNamedAreRefused() throws {
        let tweets = try Self.tweets.get()
        let names = ["negative", "positive"]
        var wrong = tweets
        wrong[5].label = 2
        var negative = tweets
        negative[5].label = -1
        let positive = tweets.filter { $0.label == 1 }
        let cases: [(examples: [LabelledText], labels: [String], error: TrainingDataError)] = [
            (positive, names, .missingLabel(0, name: "negative")),
            ([], names, .missingLabel(0, name: "negative")),
            (tweets, names + ["neutral"], .missingLabel(2, name: "neutral")),
            (wrong, names, .unknownLabel(2, labels: 2)),
            (negative, names, .unknownLabel(-1, labels: 2)),
            (tweets, ["positive"], .wrongLabels(["positive"])),
            (tweets, ["same", "same"], .wrongLabels(["same", "same"])),
        ]
        for (examples, labels, error) in cases {
            #expect(throws: error) { try LinearClassifier.train(on: examples, labels: labels) }
            #expect(throws: error) {
                try LinearClassifier.search(
                    [LinearClassifier.Configuration()],
                    on: examples,
                    labels: labels,
                    seed: 1
                )
            }
            #expect(throws: error) {
                try LinearClassifier.crossValidatedProbabilities(
                    on: examples,
                    labels: labels,
                    seed: 1
                )
            }
        }
    }

    @Test func textsThatAreEmptyOnceCleanedAreRefused() {
        let empty = [LabelledText(text: "the", label: 0), LabelledText(text: "@you", label: 1)]
        #expect(throws: TrainingDataError.noTerms(texts: 2)) {
            try LinearClassifier.train(on: empty)
        }
    }

    @Test func aTextOfAMegabyteIsPredicted() throws {
        let long = String(repeating: "What a lovely crew! ", count: 50_000)
        #expect(try Self.trained.get().predict(long).label == "positive")
    }
}
