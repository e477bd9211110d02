import Foundation
import Swiftlet
import TestSupport
import Testing

@Suite struct SavedSentenceEncoderClassifierTests {
    /// A tiny classifier of every setting that differs from the default, on a BERT.
    static let unusual = Result {
        var configuration = SentenceEncoderClassifier.Configuration()
        configuration.cleaning = .minimal
        configuration.units = 5
        configuration.dropout = 0
        configuration.denseDropout = 0.45
        configuration.standardizes = false
        configuration.classWeighting = .balanced
        configuration.training.epochs = 2
        configuration.training.batchSize = 9
        configuration.training.monitor = .lowestLoss
        configuration.training.seed = 9
        return try SentenceEncoderClassifier.train(
            on: Array(BiLSTMClassifierTests.tweets.get()[0].prefix(80)),
            encoder: TransformerSentenceEncoder(from: Fixtures.path("sentence-bert/tiny")),
            configuration: configuration
        ).classifier
    }

    /// The same on an encoder of 8 bits, which has no files of its own.
    static let quantized = Result {
        try SentenceEncoderClassifier.train(
            on: Array(BiLSTMClassifierTests.tweets.get()[0].prefix(80)),
            encoder: TransformerSentenceEncoder(from: Fixtures.path("sentence-bert/tiny"))
                .quantized(),
            configuration: unusual.get().configuration
        ).classifier
    }

    @Test func predictionsAfterLoadingAreThoseBeforeToTheBit() throws {
        let classifiers = [
            try SentenceEncoderClassifierTests.trained.get().classifier, try Self.unusual.get(),
            try Self.quantized.get(),
        ]
        for classifier in classifiers {
            try expectSameAfterLoading(classifier) { loaded, saved in
                #expect(loaded.configuration == saved.configuration)
                #expect(loaded.network.weights == saved.network.weights)
                #expect(loaded.encoder.identity == saved.encoder.identity)
            }
        }
    }

    /// As `Fixtures/sentence-bert/tiny` has no list of modules there, its mean has no length of 1.
    @Test func classifiersSavedBeforeModulesCountedAnswerTheSame() throws {
        let classifier = try Self.unusual.get()
        try withSaved(classifier) { model in
            try FileManager.default.removeItem(atPath: model + "/encoder/modules.json")
            let bare = try SentenceEncoders.load(from: model + "/encoder")
            #expect(bare.identity != classifier.encoder.identity)
            for _ in 0..<2 {
                let loaded = try SentenceEncoderClassifier(from: model)
                #expect(try loaded.predict(variousTexts) == classifier.predict(variousTexts))
                try loaded.save(to: model)
            }
        }
    }

    @Test func savingReplacesAClassifierAndNothingElse() throws {
        try expectOnlyClassifiersReplaced(Self.unusual.get(), by: Self.quantized.get())
    }

    @Test func aSaveThatFailsLeavesTheEarlierOneWhole() throws {
        try withTemporaryDirectory { directory in
            let (source, model) = (directory + "/encoder", directory + "/model")
            try AtomicDirectory.createDirectories(source)
            try Self.quantized.get().encoder.save(to: source)
            var classifier = try Self.quantized.get()
            try classifier.save(to: model)
            classifier = try SentenceEncoderClassifier.train(
                on: Array(BiLSTMClassifierTests.tweets.get()[0].prefix(40)),
                encoder: SentenceEncoders.load(from: source),
                configuration: Self.unusual.get().configuration
            ).classifier
            try FileManager.default.removeItem(atPath: source + "/config.json")
            let error = try #require(throws: FileError.self) { try classifier.save(to: model) }
            #expect(error.path == source + "/config.json")
            let earlier = try TextClassifiers.load(from: model)
            #expect(
                try earlier.predict(variousTexts) == Self.quantized.get().predict(variousTexts)
            )
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 2)
        }
    }

    @Test func weightsHaveTheNamesAndShapesOfPyTorch() throws {
        try withSaved(Self.unusual.get()) { model in
            let file = try SafetensorsFile(from: model + "/model.safetensors")
            #expect(try file.shape(of: "dense.weight") == [5, 24])
            #expect(try file.shape(of: "output.bias") == [1])
            #expect(file.tensorNames.count == 4)
        }
    }

    // MARK: - Altered and truncated files

    @Test(arguments: [
        ("\"sentence-encoder\"", "\"sentence-encoder-9\"", "sentence-encoder-9"),
        ("\"negative\",", "\"negative\", \"negative\",", "all different"),
        ("\"units\" : 5", "\"units\" : 0", "units"),
        ("\"units\" : 5", "\"units\" : 4611686018427387904", "units"),
        ("\"dropout\" : 0", "\"dropout\" : 1", "dropout"),
        ("\"batchSize\" : 9", "\"batchSize\" : -9", "batchSize"),
        ("\"monitor\" : \"lowestLoss\"", "\"monitor\" : \"luck\"", "monitor"),
        ("\"encoder\" : \"bert-", "\"encoder\" : \"other-", "other-"),
    ])
    func alteredSettingsAreRefusedByName(original: String, altered: String, named: String) throws {
        try expectRefusal(
            of: Self.unusual.get(),
            with: original,
            alteredTo: altered,
            naming: named
        )
    }

    @Test func anotherNumberOfUnitsDoesNotFitTheNumbers() throws {
        try expectRefusal(
            of: Self.unusual.get(),
            with: "\"units\" : 5",
            alteredTo: "\"units\" : 6",
            for: "dense.weight"
        )
    }

    @Test func anotherEncodersFilesAreRefused() throws {
        try withSaved(Self.unusual.get()) { model in
            let encoder = model + "/encoder"
            try FileManager.default.removeItem(atPath: encoder)
            let missing = try #require(throws: FileError.self) {
                try TextClassifiers.load(from: model)
            }
            #expect(missing.path == encoder + "/config.json")
            try AtomicDirectory.createDirectories(encoder)
            try SentenceEncoders.load(from: Fixtures.path("use/tiny")).save(to: encoder)
            let error = try #require(throws: FormatError.self) {
                try TextClassifiers.load(from: model)
            }
            #expect(error.problem.contains("universal-sentence-encoder-10"))
        }
    }

    @Test(arguments: ["dense.weight", "dense.bias", "output.weight"])
    func numbersThatAreNotFiniteAreRefused(tensor: String) throws {
        try expectRefusal(of: Self.unusual.get(), withNaNIn: tensor)
    }

    @Test func brokenFilesAreNamed() throws {
        let files = ["classifier.json", "model.safetensors", "encoder/model.safetensors"]
        try expectBrokenFilesNamed(
            of: Self.unusual.get(),
            missing: files + ["encoder/config.json"],
            truncated: files + ["encoder/tokenizer.json"]
        )
    }

    @Test func mutatedSentenceEncoderClassifiersLoadOrAreRefused() throws {
        try expectMutationsReadOrRefused(
            of: SentenceEncoderClassifierTests.trained.get().classifier,
            files: ["classifier.json", "model.safetensors", "encoder/config.json"]
        )
    }
}
