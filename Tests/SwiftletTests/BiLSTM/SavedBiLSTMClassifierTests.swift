import Foundation
import Swiftlet
import TestSupport
import Testing

@Suite struct SavedBiLSTMClassifierTests {
    /// A tiny classifier of every setting that differs from the default.
    static let unusual = Result {
        var configuration = BiLSTMClassifier.Configuration()
        configuration.cleaning = .strong
        configuration.vocabularySize = 120
        configuration.maximumLength = 7
        configuration.embeddingSize = 3
        configuration.trainsEmbedding = false
        configuration.units = 5
        configuration.denseUnits = 4
        configuration.spatialDropout = 0.15
        configuration.dropout = 0
        configuration.denseDropout = 0.45
        configuration.classWeighting = .weights(negative: 1, positive: 1.5)
        configuration.training.epochs = 2
        configuration.training.batchSize = 9
        configuration.training.optimizer = .adamW(weightDecay: 0.02)
        configuration.training.schedule = .cosine(warmUpRatio: 0.25)
        configuration.training.maxGradientNorm = nil
        configuration.training.patience = nil
        configuration.training.monitor = .lowestLoss
        configuration.training.seed = 9
        let tweets = Array(try BiLSTMClassifierTests.tweets.get()[0].prefix(80))
        return try BiLSTMClassifier.train(on: tweets, configuration: configuration).classifier
    }

    @Test func predictionsAfterLoadingAreThoseBeforeToTheBit() throws {
        let classifiers = [
            try BiLSTMClassifierTests.trained.get().classifier, try Self.unusual.get(),
        ]
        for classifier in classifiers {
            try expectSameAfterLoading(classifier) { loaded, saved in
                #expect(loaded.configuration == saved.configuration)
                #expect(loaded.index.words == saved.index.words)
                #expect(loaded.network.weights == saved.network.weights)
            }
        }
    }

    @Test func savingReplacesAClassifierAndNothingElse() throws {
        try expectOnlyClassifiersReplaced(
            BiLSTMClassifierTests.trained.get().classifier,
            by: Self.unusual.get()
        )
    }

    @Test func weightsHaveTheNamesAndShapesOfPyTorch() throws {
        let classifier = try Self.unusual.get()
        try withSaved(classifier) { model in
            let file = try SafetensorsFile(from: model + "/model.safetensors")
            let rows = classifier.index.vocabularySize
            #expect(try file.shape(of: "embedding.weight") == [rows, 3])
            #expect(try file.shape(of: "lstm.weight_ih_l0_reverse") == [20, 3])
            #expect(try file.shape(of: "lstm.weight_hh_l0") == [20, 5])
            #expect(try file.shape(of: "dense.weight") == [4, 10])
            #expect(try file.shape(of: "word_offsets") == [rows])
        }
    }

    // MARK: - Altered and truncated files

    @Test(arguments: ["words", "word_offsets", "word_slots"])
    func aDamagedTableOfWordsIsRefused(_ tensor: String) throws {
        try withSaved(Self.unusual.get()) { model in
            let path = model + "/model.safetensors"
            var bytes = Data(try FileReader.bytes(of: path))
            let table = try SafetensorsFile(from: path).withUnsafeBytes(of: tensor) { Data($0) }
            let place = try #require(bytes.range(of: table))
            bytes.replaceSubrange(place, with: Data(count: table.count))
            try bytes.write(to: URL(fileURLWithPath: path))
            let error = try #require(throws: FormatError.self) {
                try TextClassifiers.load(from: model)
            }
            #expect(error.file == path && error.problem.contains("word 0"), "\(error)")
        }
    }

    @Test func theDirectoryAroundTheModelNamesItToo() throws {
        let classifier = try Self.unusual.get()
        try withTemporaryDirectory { folder in
            #expect(TextClassifiers.modelDirectory(at: folder) == folder)
            try classifier.save(to: folder + "/model")
            #expect(TextClassifiers.modelDirectory(at: folder) == folder + "/model")
            let loaded = try TextClassifiers.load(from: folder)
            #expect(try loaded.predict("so late") == classifier.predict("so late"))
        }
    }

    @Test func whatIsNoClassifiersDirectoryIsNamed() throws {
        try withTemporaryDirectory { folder in
            #expect(throws: FileError(operation: "open", path: folder + "/no", reason: .missing)) {
                try TextClassifiers.load(from: folder + "/no")
            }
            try Data().write(to: URL(fileURLWithPath: folder + "/file"))
            for (path, problem) in [
                (folder, "no classifier is saved here"), (folder + "/file", "no directory"),
            ] {
                let error = try #require(throws: FormatError.self) {
                    try TextClassifiers.load(from: path)
                }
                #expect(error.file == path && error.problem.contains(problem))
                #expect(error.remedy?.hasPrefix("Give the directory") ?? false)
            }
        }
    }

    @Test func aClassifierOfAnotherApproachIsRefusedAsSuch() throws {
        try withSaved(Self.unusual.get()) { model in
            let error = try #require(throws: FormatError.self) {
                try LinearClassifier(from: model)
            }
            #expect(
                error.problem == "the approach is \"bilstm\", expected \"logistic-regression\""
            )
        }
    }

    @Test func brokenFilesAreNamed() throws {
        try expectBrokenFilesNamed(
            of: Self.unusual.get(),
            missing: ["classifier.json", "model.safetensors"],
            truncated: ["classifier.json", "model.safetensors"]
        )
    }

    @Test(arguments: [
        ("\"bilstm\"", "\"bilstm-9\"", "bilstm-9"),
        ("\"negative\",", "\"negative\", \"neutral\",", "classWeighting"),
        ("\"units\" : 5,", "", "units"),
        ("\"units\" : 5", "\"units\" : 0", "units"),
        ("\"units\" : 5", "\"units\" : 4611686018427387904", "units"),
        ("\"dropout\" : 0", "\"dropout\" : 1", "dropout"),
        ("\"batchSize\" : 9", "\"batchSize\" : -9", "batchSize"),
        ("\"monitor\" : \"lowestLoss\"", "\"monitor\" : \"luck\"", "monitor"),
        ("\"warmUpShare\" : 0.25", "\"warmUpShare\" : 25", "warmUpRatio"),
        ("\"urls\" : \"remove\"", "\"urls\" : \"click\"", "urls"),
    ])
    func alteredSettingsAreRefusedByName(original: String, altered: String, named: String) throws {
        try expectRefusal(
            of: Self.unusual.get(),
            with: original,
            alteredTo: altered,
            naming: named
        )
    }

    @Test(arguments: [
        ("\"units\" : 5", "\"units\" : 6", "lstm.weight_ih_l0"),
        ("\"denseUnits\" : 4", "\"denseUnits\" : 3", "dense.weight"),
        ("\"embeddingSize\" : 3", "\"embeddingSize\" : 4", "embedding.weight"),
    ])
    func settingsThatDoNotFitTheNumbersAreRefused(
        original: String,
        altered: String,
        tensor: String
    ) throws {
        try expectRefusal(
            of: Self.unusual.get(),
            with: original,
            alteredTo: altered,
            for: tensor
        )
    }

    @Test func moreWordsThanTheSettingsAllowAreRefused() throws {
        try withSaved(Self.unusual.get()) { model in
            try replace(
                "\"vocabularySize\" : 120",
                by: "\"vocabularySize\" : 119",
                in: model + "/classifier.json"
            )
            #expect(throws: FormatError.self) { try TextClassifiers.load(from: model) }
        }
    }

    @Test(arguments: ["embedding.weight", "dense.bias", "lstm.weight_hh_l0"])
    func numbersThatAreNotFiniteAreRefused(tensor: String) throws {
        try expectRefusal(of: Self.unusual.get(), withNaNIn: tensor)
    }

    @Test(arguments: ["words", "word_offsets", "word_slots"])
    func aWordTableOfAnotherFormIsRefused(part: String) throws {
        try withSaved(Self.unusual.get()) { model in
            let path = model + "/model.safetensors"
            let bytes = try FileReader.bytes(of: path)
            let name = Data("\"\(part)\"".utf8)
            let start = try #require(Data(bytes).range(of: name)).lowerBound
            for other in ["x" + part.dropFirst(), nil] {
                var changed = bytes
                if let other {
                    changed.replaceSubrange(
                        start + 1..<start + 1 + part.utf8.count,
                        with: other.utf8
                    )
                } else {
                    let type = part == "words" ? ("\"U8\"", "\"I8\"") : ("\"U32\"", "\"I32\"")
                    let place = try #require(
                        Data(bytes).range(of: Data(type.0.utf8), in: start..<bytes.count)
                    )
                    changed.replaceSubrange(place, with: type.1.utf8)
                }
                try AtomicFile.write(changed, to: path)
                #expect(throws: (any Error).self) { try TextClassifiers.load(from: model) }
            }
        }
    }

    @Test func mutatedBiLSTMClassifiersLoadOrAreRefused() throws {
        try expectMutationsReadOrRefused(of: Self.unusual.get())
    }
}
