import Swiftlet
import Synchronization
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

    @Test func aSearchDependsOnTheSeedAlone() throws {
        let tweets = Array(try Self.tweets.get().prefix(400))
        func outcome(threads: Int, savingTo path: String? = nil, trials: Int = 12) throws
            -> [String]
        {
            let study = try Threads.withCount(threads) {
                try LinearClassifier.search(
                    SearchSettings(
                        trials: trials,
                        seed: 4,
                        pruner: MedianPruner(firstTrials: 3),
                        savingTo: path
                    ),
                    on: tweets,
                    foldCount: 3
                )
            }
            return study.trials.map { "\($0.parameters) \($0.state) \($0.reports)" }
        }
        let one = try outcome(threads: 1)
        #expect(try outcome(threads: 2) == one)
        #expect(one.contains { $0.contains("pruned") } && one.contains { $0.contains("complete") })
        try withTemporaryDirectory { directory in
            let path = directory + "/search.json"
            _ = try outcome(threads: 2, savingTo: path, trials: 5)
            #expect(try outcome(threads: 2, savingTo: path) == one)
        }
    }

    @Test func aSearchIsNoWorseThanWhereItBegins() throws {
        let tweets = Array(try Self.tweets.get().prefix(300))
        let told = Mutex([Int: [ClassificationScores]]())
        let study = try LinearClassifier.search(
            SearchSettings(trials: 2, seed: 1),
            on: tweets,
            foldCount: 3,
            progress: { trial, folds in told.withLock { $0[trial] = folds } }
        )
        for trial in study.trials {
            let folds = try #require(told.withLock { $0[trial.number] })
            #expect(folds.map(\.count) == [100, 100, 100])
            #expect(trial.value == CrossValidationScore(folds: folds.map(\.f1)).mean)
        }
        let first = try LinearClassifier.Configuration().applying(study.trials[0].parameters)
        #expect(first == LinearClassifier.Configuration())
        #expect(try #require(study.best?.value) >= study.trials[0].value!)
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
                    SearchSettings(trials: 1, seed: 1),
                    on: examples,
                    labels: labels
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
