import Foundation
import Swiftlet
import TestSupport
import Testing

@Suite struct SavedSentenceEncoderClassifierTests {
    let texts = ["Great flight!", "", "lost my bag AGAIN :(", "😍😍", "won't fly @you again..."]

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
            encoder: BERTSentenceEncoder(directory: Fixtures.path("sentence-bert/tiny")),
            configuration: configuration
        ).classifier
    }

    /// The same on an encoder of 8 bits, which has no files of its own.
    static let quantized = Result {
        try SentenceEncoderClassifier.train(
            on: Array(BiLSTMClassifierTests.tweets.get()[0].prefix(80)),
            encoder: BERTSentenceEncoder(directory: Fixtures.path("sentence-bert/tiny"))
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
            try withTemporaryDirectory { directory in
                try classifier.save(to: directory + "/model")
                let loaded = try TextClassifiers.load(from: directory + "/model")
                #expect(try loaded.predict(texts) == classifier.predict(texts))
                #expect(loaded.labels == classifier.labels)
                let again = try #require(loaded as? SentenceEncoderClassifier)
                #expect(again.configuration == classifier.configuration)
                #expect(again.network.weights == classifier.network.weights)
                #expect(again.encoder.identity == classifier.encoder.identity)
                // What was loaded can be saved, also in place of what it was loaded from.
                try again.save(to: directory + "/model")
                let third = try SentenceEncoderClassifier(from: directory + "/model")
                #expect(try third.predict(texts) == classifier.predict(texts))
                #expect(try again.predict(texts) == classifier.predict(texts))
            }
        }
    }

    @Test func aSaveThatFailsLeavesTheEarlierOneWhole() throws {
        try withTemporaryDirectory { directory in
            let (source, model) = (directory + "/encoder", directory + "/model")
            try AtomicDirectory.createDirectories(source)
            try Self.quantized.get().encoder.write(into: source)
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
            #expect(try earlier.predict(texts) == Self.quantized.get().predict(texts))
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 2)
        }
    }

    @Test func weightsHaveTheNamesAndShapesOfPyTorch() throws {
        try withTemporaryDirectory { directory in
            try Self.unusual.get().save(to: directory + "/model")
            let file = try SafetensorsFile(path: directory + "/model/model.safetensors")
            #expect(try file.shape(of: "dense.weight") == [5, 24])
            #expect(try file.shape(of: "output.bias") == [1])
            #expect(file.tensorNames.count == 4)
        }
    }

    // MARK: - Altered and truncated files

    @Test(arguments: [
        ("\"sentence-encoder\"", "\"sentence-encoder-9\"", "sentence-encoder-9"),
        ("\"negative\",", "\"negative\", \"neutral\",", "3 labels"),
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
        try withTemporaryDirectory { directory in
            try Self.unusual.get().save(to: directory + "/model")
            try replace(
                "\"units\" : 5",
                by: "\"units\" : 6",
                in: directory + "/model/classifier.json"
            )
            let error = try #require(throws: SafetensorsError.self) {
                try TextClassifiers.load(from: directory + "/model")
            }
            #expect(error.file == directory + "/model/model.safetensors")
            #expect(error.tensor == "dense.weight")
        }
    }

    @Test func anotherEncodersFilesAreRefused() throws {
        try withTemporaryDirectory { directory in
            let (model, encoder) = (directory + "/model", directory + "/model/encoder")
            try Self.unusual.get().save(to: model)
            try FileManager.default.removeItem(atPath: encoder)
            let missing = try #require(throws: FileError.self) {
                try TextClassifiers.load(from: model)
            }
            #expect(missing.path == encoder + "/config.json")
            try AtomicDirectory.createDirectories(encoder)
            try SentenceEncoders.load(from: Fixtures.path("use/tiny")).write(into: encoder)
            let error = try #require(throws: SavedClassifierError.self) {
                try TextClassifiers.load(from: model)
            }
            #expect(error.message.contains("universal-sentence-encoder-10"))
        }
    }

    @Test(arguments: ["dense.weight", "dense.bias", "output.weight"])
    func numbersThatAreNotFiniteAreRefused(tensor: String) throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/model/model.safetensors"
            try Self.unusual.get().save(to: directory + "/model")
            try writeNaN(at: 1, of: tensor, in: path)
            let error = try #require(throws: SavedClassifierError.self) {
                try TextClassifiers.load(from: directory + "/model")
            }
            #expect(error.file == path)
            #expect(error.message.contains("element 1 of \(tensor)"))
        }
    }

    @Test(arguments: ["model.safetensors", "encoder/model.safetensors", "encoder/tokenizer.json"])
    func truncatedFilesAreRefusedByName(name: String) throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/model/" + name
            for share in [0, 0.3, 0.9] {
                try Self.unusual.get().save(to: directory + "/model")
                let bytes = try FileReader.bytes(of: path)
                try AtomicFile.write(
                    Array(bytes.prefix(Int(share * Double(bytes.count)))),
                    to: path
                )
                let error = try #require(throws: (any Error).self) {
                    try TextClassifiers.load(from: directory + "/model")
                }
                #expect("\(error)".contains(path))
            }
        }
    }

    /// Mutated settings and numbers load or are refused, and nothing traps. A long run:
    /// `SWIFTLET_FUZZ_ITERATIONS=100000 swift test -c release --filter mutatedSentence`
    @Test func mutatedSentenceEncoderClassifiersLoadOrAreRefused() throws {
        try withTemporaryDirectory { directory in
            let model = directory + "/model"
            try SentenceEncoderClassifierTests.trained.get().classifier.save(to: model)
            for name in ["classifier.json", "model.safetensors", "encoder/config.json"] {
                let path = model + "/" + name
                let original = try FileReader.bytes(of: path)
                var loaded = 0
                var refused = 0
                try Mutator.fuzz([original], seed: 4) { mutated in
                    // Replaced, since a mapped file must not be written in place.
                    try Data(mutated).write(to: URL(fileURLWithPath: path), options: .atomic)
                    do {
                        let classifier = try TextClassifiers.load(from: model)
                        _ = try classifier.predict(["not a good flight :(", ""])
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
