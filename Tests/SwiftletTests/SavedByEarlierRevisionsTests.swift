import Foundation
import Swiftlet
import Synchronization
import TestSupport
import Testing

/// What earlier revisions saved loads, and predicts the same. `Fixtures/saved/make_saved.sh` wrote it
/// with the library of the revision that its folder is named after.
@Suite struct SavedByEarlierRevisionsTests {
    /// `expected.json`.
    struct Expected: Decodable {
        struct Example: Decodable {
            let text: String
            let label: Int
        }

        struct Epoch: Decodable {
            let trainingLoss: Double
            let loss: Double
            let f1: Double
        }

        let examples: [Example]
        let validation: [Example]
        let texts: [String]
        let probabilities: [String: [[Double]]]
        let epochs: [String: [Epoch]]
    }

    /// An encoder that embeds nothing: all embeddings are to be known.
    struct IdleEncoder: SentenceEncoder {
        struct NotKept: Error {}

        let dimension: Int
        let identity: String

        func embed(_ texts: [String]) throws -> Tensor { throw NotKept() }
        func save(to directory: String) throws {}
    }

    static let folder = "saved/4f6a777/"
    let expected: Expected
    let examples: [LabelledText]
    let validation: [LabelledText]

    init() throws {
        expected = try Fixtures.json(Self.folder + "expected.json")
        examples = expected.examples.map { LabelledText(text: $0.text, label: $0.label) }
        validation = expected.validation.map { LabelledText(text: $0.text, label: $0.label) }
    }

    private func path(_ name: String) -> String { Fixtures.path(Self.folder + name) }

    /// Calls `body` with the path of a copy, which may be written to.
    private func withCopy<Result>(_ name: String, _ body: (String) throws -> Result) throws
        -> Result
    {
        try withTemporaryDirectory { directory in
            let copy = directory + "/" + name
            try FileManager.default.copyItem(atPath: path(name), toPath: copy)
            return try body(copy)
        }
    }

    /// Expects the labels and, within `tolerance`, the probabilities that the earlier revision gave.
    private func expectSame(
        _ classifier: any TextClassifier,
        as name: String,
        tolerance: Double,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let probabilities = try #require(expected.probabilities[name])
        let predictions = try classifier.predict(expected.texts)
        try #require(predictions.count == probabilities.count && !predictions.isEmpty)
        var worst = 0.0
        for (prediction, probabilities) in zip(predictions, probabilities) {
            let label = Prediction(labels: classifier.labels, probabilities: probabilities).label
            #expect(prediction.label == label, "\(name)", sourceLocation: sourceLocation)
            try #require(prediction.probabilities.count == probabilities.count)
            for (found, expected) in zip(prediction.probabilities, probabilities) {
                worst = max(worst, (found - expected).isNaN ? .infinity : abs(found - expected))
            }
        }
        #expect(
            worst <= tolerance,
            "\(name): off by \(worst)",
            sourceLocation: sourceLocation
        )
    }

    @Test(arguments: [
        "linear", "linear-elastic-net", "bilstm", "sentence-bert", "distilbert", "bert",
    ])
    func savedClassifiersPredictTheSame(_ name: String) throws {
        try expectSame(TextClassifiers.load(from: path(name)), as: name, tolerance: 1e-6)
    }

    /// Those that compute with integers of 8 and of 16 bits.
    @Test(arguments: ["sentence-bert-int8", "bert-int8", "sentence-use"])
    func quantizedClassifiersPredictAlike(_ name: String) throws {
        try expectSame(TextClassifiers.load(from: path(name)), as: name, tolerance: 1e-3)
    }

    @Test func everySavedClassifierIsCompared() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: path(""))
        let directories = names.filter { FileReader.exists(path($0 + "/classifier.json")) }
        #expect(Set(directories) == Set(expected.probabilities.keys))
        #expect(directories.count == 9)
    }

    @Test func whatIsSavedAgainPredictsTheSame() throws {
        for name in expected.probabilities.keys.sorted() {
            let classifier = try TextClassifiers.load(from: path(name))
            try withTemporaryDirectory { directory in
                try classifier.save(to: directory + "/again")
                let again = try TextClassifiers.load(from: directory + "/again")
                let predictions = try classifier.predict(expected.texts)
                #expect(try again.predict(expected.texts) == predictions, "\(name)")
            }
        }
    }

    /// Expects that a training with the configuration of a saved classifier goes on from its checkpoint
    /// after the second epoch to that classifier. It was trained on one thread: on more, dropout draws
    /// otherwise.
    ///
    /// - Parameter train: Trains with this checkpoint and progress.
    private func expectGoesOn(
        to name: String,
        train: (
            _ checkpoint: String, _ progress: (TrainingProgress) -> TrainingDecision
        ) throws -> (any TextClassifier, TrainingHistory)
    ) throws {
        let epochs = try #require(expected.epochs[name])
        try withCopy(name + "-checkpoint.safetensors") { checkpoint in
            var trained: Set<Int> = []
            let (classifier, history) = try Threads.withCount(1) {
                try train(checkpoint) {
                    trained.insert($0.epoch)
                    return .goOn
                }
            }
            #expect(trained.min() == 3)
            for (number, (found, expected)) in zip(history.epochs, epochs).enumerated() {
                let validation = try #require(found.validation)
                // The first two are read.
                let tolerance = number < 2 ? 0 : 1e-5
                #expect(abs(found.trainingLoss - expected.trainingLoss) <= tolerance)
                #expect(abs(validation.loss - expected.loss) <= tolerance)
                #expect(abs(validation.score - expected.f1) <= tolerance)
                #expect((validation.accuracy == nil) == (number < 2))
            }
            #expect(history.epochs.count == epochs.count)
            try expectSame(classifier, as: name, tolerance: name == "sentence-use" ? 1e-3 : 1e-5)
        }
    }

    @Test func aTrainingOfABiLSTMGoesOn() throws {
        let configuration = try BiLSTMClassifier(from: path("bilstm")).configuration
        try expectGoesOn(to: "bilstm") { checkpoint, progress in
            let result = try BiLSTMClassifier.train(
                on: examples,
                validation: validation,
                embeddings: WordVectors(from: path("word-vectors.safetensors")),
                configuration: configuration,
                checkpoint: checkpoint,
                progress: progress
            )
            return (result.classifier, result.history)
        }
    }

    @Test func aTrainingOnSentencesGoesOn() throws {
        let saved = try SentenceEncoderClassifier(from: path("sentence-use"))
        try expectGoesOn(to: "sentence-use") { checkpoint, progress in
            let result = try SentenceEncoderClassifier.train(
                on: examples,
                validation: validation,
                encoder: saved.encoder,
                configuration: saved.configuration,
                embeddings: path("sentence-use-embeddings.safetensors"),
                checkpoint: checkpoint,
                progress: progress
            )
            return (result.classifier, result.history)
        }
    }

    @Test func aTrainingOfADistilBERTGoesOn() throws {
        func three(_ texts: [LabelledText]) -> [LabelledText] {
            texts.enumerated().map { number, text in
                LabelledText(text: text.text, label: number % 5 == 0 ? 1 : 2 * text.label)
            }
        }
        let saved = try DistilBERTClassifier(from: path("distilbert"))
        try expectGoesOn(to: "distilbert") { checkpoint, progress in
            let result = try DistilBERTClassifier.train(
                on: three(examples),
                labels: saved.labels,
                validation: three(validation),
                from: Fixtures.path("distilbert/classifier"),
                configuration: saved.configuration,
                checkpoint: checkpoint,
                progress: progress
            )
            return (result.classifier, result.history)
        }
    }

    /// The embeddings that the earlier revision kept, without an encoder that could make them anew.
    private func keptEmbeddings() throws -> (parts: [EmbeddedExamples], encoder: IdleEncoder) {
        let encoder = try SentenceEncoderClassifier(from: path("sentence-use")).encoder
        let idle = IdleEncoder(dimension: encoder.dimension, identity: encoder.identity)
        let parts = try SentenceEncoderClassifier.embed(
            [examples, validation],
            encoder: idle,
            embeddings: path("sentence-use-embeddings.safetensors")
        )
        return (parts, idle)
    }

    @Test func keptEmbeddingsAreUsed() throws {
        let kept = try keptEmbeddings().parts
        let encoder = try SentenceEncoders.load(from: path("sentence-use/encoder"))
        let computed = try SentenceEncoderClassifier.embed(
            [examples, validation],
            encoder: encoder
        )
        for (kept, computed) in zip(kept, computed) {
            expectClose(computed.embeddings.elements, kept.embeddings.elements, tolerance: 2e-3)
        }
    }

    /// Expects that a search for two trials takes both from the file, and that one for three adds the
    /// third alone.
    private func expectContinued(
        _ name: String,
        search: (
            SearchSettings,
            _ progress: @Sendable (_ trial: Int, TrainingProgress) -> TrainingDecision
        ) throws -> Study
    ) throws {
        let earlier = try JSONValue(from: path(name)).array().map {
            try $0.object().object("trial")
        }
        #expect(earlier.count == 2)
        try withCopy(name) { results in
            let trained = Mutex(Set<Int>())
            func run(_ count: Int) throws -> Study {
                try search(SearchSettings(trials: count, seed: 5, savingTo: results)) { trial, _ in
                    _ = trained.withLock { $0.insert(trial) }
                    return .goOn
                }
            }
            let two = try run(2)
            #expect(try two.trials.map(\.value) == earlier.map { try $0.double("f1") })
            for (trial, earlier) in zip(two.trials, earlier) {
                let configuration = try earlier.object("configuration")
                let units = try configuration.integer("units")
                #expect(trial.state == .complete && trial.parameters.integer("units") == units)
                let rate = try configuration.object("training").double("learningRate")
                #expect(trial.parameters.double("learningRate") == rate)
            }
            #expect(trained.withLock { $0.isEmpty })
            let three = try run(3)
            #expect(Array(three.trials.prefix(2)) == two.trials)
            #expect(trained.withLock(\.self) == [2])
            #expect(try Study(from: results) == three)
            // Trials of other texts or settings are refused.
            let text = String(decoding: try FileReader.bytes(of: path(name)), as: UTF8.self)
            for (old, new) in [
                ("\"maximumLetterRun\" : 3", "\"maximumLetterRun\" : 4"),
                ("\"data\" : \"", "\"data\" : \"0"),
            ] {
                try AtomicFile.write(Array(text.replacing(old, with: new).utf8), to: results)
                let error = #expect(throws: FormatError.self) { try run(3) }
                #expect(
                    "\(try #require(error))".contains("[0]: a trial of other texts or settings")
                )
            }
        }
    }

    @Test func searchesOfBiLSTMsAreContinued() throws {
        var configuration = try BiLSTMClassifier(from: path("bilstm")).configuration
        configuration.training.epochs = 1
        try expectContinued("bilstm-search.json") { settings, progress in
            try BiLSTMClassifier.search(
                settings,
                on: examples,
                validation: validation,
                embeddings: WordVectors(from: path("word-vectors.safetensors")),
                around: configuration,
                progress: progress
            )
        }
    }

    @Test func searchesOnSentencesAreContinued() throws {
        let (parts, encoder) = try keptEmbeddings()
        let configuration = try SentenceEncoderClassifier(from: path("sentence-use")).configuration
        try expectContinued("sentence-use-search.json") { settings, progress in
            try SentenceEncoderClassifier.search(
                settings,
                on: parts[0],
                validation: parts[1],
                encoder: encoder,
                around: configuration,
                progress: progress
            )
        }
    }
}
