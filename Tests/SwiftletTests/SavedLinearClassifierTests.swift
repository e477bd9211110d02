import Swiftlet
import Testing

@Suite struct SavedLinearClassifierTests {
    /// A small classifier of every setting that differs from the default.
    static let unusual = Result {
        var configuration = LinearClassifier.Configuration(
            cleaning: .light,
            countScaling: .minMax(range: 0...2, clips: true),
            regression: LogisticRegression(
                solver: .saga,
                penalty: .elasticNet(l1Ratio: 0.25),
                C: 3,
                fitsIntercept: false,
                tolerance: 1e-3,
                maximumIterations: 20,
                classWeights: .given([0: 1.5, 1: 0.5]),
                interceptScaling: 2,
                warmStart: true,
                seed: 1 << 63 + 7
            )
        )
        configuration.vectorizer.sublinearTF = true
        configuration.vectorizer.counting.ngramRange = 1...3
        configuration.vectorizer.counting.maximumFeatures = nil
        configuration.vectorizer.counting.minimumDocumentFrequency = 3
        let tweets = Array(try LinearClassifierTests.tweets.get().prefix(300))
        return try LinearClassifier.train(on: tweets, configuration: configuration).classifier
    }

    @Test func predictionsAfterLoadingAreThoseBeforeToTheBit() throws {
        for trained in [LinearClassifierTests.trained, Self.unusual] {
            try expectSameAfterLoading(trained.get()) { loaded, saved in
                #expect(loaded.weightedTerms == saved.weightedTerms)
                #expect(loaded.configuration == saved.configuration)
            }
        }
    }

    @Test func aClassifierWithoutCountsIsSavedToo() throws {
        let configuration = LinearClassifier.Configuration(includesCounts: false)
        let tweets = Array(try LinearClassifierTests.tweets.get().prefix(200))
        let classifier = try LinearClassifier.train(on: tweets, configuration: configuration)
            .classifier
        try expectSameAfterLoading(classifier)
    }

    @Test func savingReplacesAClassifierAndNothingElse() throws {
        try expectOnlyClassifiersReplaced(
            LinearClassifierTests.trained.get(),
            by: Self.unusual.get()
        )
    }

    // MARK: - Altered and truncated files

    @Test func brokenFilesAreNamed() throws {
        try expectBrokenFilesNamed(
            of: LinearClassifierTests.trained.get(),
            missing: ["classifier.json", "model.safetensors"],
            truncated: ["classifier.json", "model.safetensors"]
        )
    }

    @Test(arguments: [
        ("\"logistic-regression\"", "\"bilstm-9\"", "bilstm-9"),
        ("\"version\" : 1", "\"version\" : 2", "version 2"),
        ("\"positive\"", "\"negative\"", "all different"),
        ("\"includesCounts\" : true,", "", "includesCounts"),
        ("\"solver\" : \"lbfgs\"", "\"solver\" : \"adam\"", "solver"),
        ("\"penalty\" : \"l2\"", "\"penalty\" : \"l3\"", "l3"),
        ("\"C\" : 1", "\"C\" : \"one\"", "C"),
        ("{", "", "JSON"),
    ])
    func alteredSettingsAreRefusedByName(original: String, altered: String, named: String) throws {
        try expectRefusal(
            of: LinearClassifierTests.trained.get(),
            with: original,
            alteredTo: altered,
            naming: named
        )
    }

    @Test func settingsThatDoNotFitTheNumbersAreRefused() throws {
        try expectRefusal(
            of: LinearClassifierTests.trained.get(),
            with: "\"includesCounts\" : true",
            alteredTo: "\"includesCounts\" : false",
            for: "coefficients"
        )
    }

    @Test func mutatedLinearClassifiersLoadOrAreRefused() throws {
        let tweets = Array(try LinearClassifierTests.tweets.get().prefix(30))
        try expectMutationsReadOrRefused(of: LinearClassifier.train(on: tweets).classifier)
    }
}
