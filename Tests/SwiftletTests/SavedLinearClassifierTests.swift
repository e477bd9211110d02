import Foundation
import Swiftlet
import TestSupport
import Testing

@Suite struct SavedLinearClassifierTests {
    let texts = ["Great flight!", "", "lost my bag AGAIN :(", "😍😍", "won't fly @you again..."]

    /// A small classifier of every setting that differs from the default.
    static let unusual = Result {
        var configuration = LinearClassifier.Configuration(
            cleaning: .light,
            countScaling: .minMax(range: 0...2, clips: true),
            regression: LogisticRegression(
                solver: .saga,
                penalty: .elasticNet(l1Ratio: 0.25),
                C: 3,
                maximumIterations: 20
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
            let classifier = try trained.get()
            try withTemporaryDirectory { directory in
                try classifier.save(to: directory + "/model")
                let loaded = try TextClassifiers.load(from: directory + "/model")
                #expect(try loaded.predict(texts) == classifier.predict(texts))
                #expect(loaded.labels == classifier.labels)
                let again = try #require(loaded as? LinearClassifier)
                #expect(again.weightedTerms == classifier.weightedTerms)
                let (restored, original) = (again.configuration, classifier.configuration)
                #expect(restored.vectorizer == original.vectorizer)
                #expect(restored.cleaning == original.cleaning)
                #expect(restored.countScaling == original.countScaling)
                #expect(restored.regression.penalty == original.regression.penalty)
            }
        }
    }

    @Test func aClassifierWithoutCountsIsSavedToo() throws {
        let configuration = LinearClassifier.Configuration(includesCounts: false)
        let tweets = Array(try LinearClassifierTests.tweets.get().prefix(200))
        let (classifier, _) = try LinearClassifier.train(on: tweets, configuration: configuration)
        try withTemporaryDirectory { directory in
            try classifier.save(to: directory + "/model")
            let loaded = try LinearClassifier(from: directory + "/model")
            #expect(try loaded.predict(texts) == classifier.predict(texts))
        }
    }

    @Test func savingReplacesAClassifierButNoOtherDirectory() throws {
        let classifier = try LinearClassifierTests.trained.get()
        try withTemporaryDirectory { directory in
            try classifier.save(to: directory + "/model")
            try Self.unusual.get().save(to: directory + "/model")
            let loaded = try LinearClassifier(from: directory + "/model")
            #expect(try loaded.predict(texts) == Self.unusual.get().predict(texts))

            let precious = directory + "/photographs"
            try AtomicDirectory.createDirectories(precious)
            try AtomicFile.write([1], to: precious + "/cat.jpeg")
            #expect(throws: FileError.self) { try classifier.save(to: precious) }
            #expect(try FileReader.bytes(of: precious + "/cat.jpeg") == [1])
        }
    }

    @Test func aSaveThatFailsLeavesTheEarlierOneWhole() throws {
        let classifier = try LinearClassifierTests.trained.get()
        try withTemporaryDirectory { directory in
            try AtomicFile.write([1], to: directory + "/model")
            #expect(throws: FileError.self) { try classifier.save(to: directory + "/model") }
            #expect(try FileReader.bytes(of: directory + "/model") == [1])
            let left = try FileManager.default.contentsOfDirectory(atPath: directory)
            #expect(left == ["model"])
        }
    }

    // MARK: - Altered and truncated files

    @Test func missingFilesAreNamed() throws {
        try withTemporaryDirectory { directory in
            let missing = try #require(throws: FileError.self) {
                try TextClassifiers.load(from: directory)
            }
            #expect(missing.path == directory + "/classifier.json")
            try LinearClassifierTests.trained.get().save(to: directory + "/model")
            try FileManager.default.removeItem(atPath: directory + "/model/model.safetensors")
            #expect(throws: (any Error).self) {
                try TextClassifiers.load(from: directory + "/model")
            }
        }
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
        try withTemporaryDirectory { directory in
            let classifier = try LinearClassifierTests.trained.get()
            try classifier.save(to: directory + "/model")
            try replace(
                "\"includesCounts\" : true",
                by: "\"includesCounts\" : false",
                in: directory + "/model/classifier.json"
            )
            let error = try #require(throws: SafetensorsError.self) {
                try TextClassifiers.load(from: directory + "/model")
            }
            #expect(error.file == directory + "/model/model.safetensors")
            #expect(error.tensor == "coefficients")
        }
    }

    /// Mutated settings and numbers load or are refused, and nothing traps. A long run:
    /// `SWIFTLET_FUZZ_ITERATIONS=100000 swift test -c release --filter mutatedClassifiers`
    @Test func mutatedClassifiersLoadOrAreRefused() throws {
        let tweets = Array(try LinearClassifierTests.tweets.get().prefix(30))
        let classifier = try LinearClassifier.train(on: tweets).classifier
        try withTemporaryDirectory { directory in
            let model = directory + "/model"
            try classifier.save(to: model)
            for name in ["classifier.json", "model.safetensors"] {
                let path = model + "/" + name
                let original = try FileReader.bytes(of: path)
                var loaded = 0
                var refused = 0
                try Mutator.fuzz([original], seed: 3) { mutated in
                    try Data(mutated).write(to: URL(fileURLWithPath: path))
                    do {
                        let classifier = try TextClassifiers.load(from: model)
                        _ = try classifier.predict("not a good flight :(")
                        loaded += 1
                    } catch {
                        refused += 1
                    }
                }
                try AtomicFile.write(original, to: path)
                #expect(refused > loaded / 100)
                #expect(loaded > 0)
            }
        }
    }
}
