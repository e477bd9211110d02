import Foundation
import Swiftlet
import TestSupport
import Testing

@Suite struct SentenceEncoderClassifierTests {
    /// An encoder of random weights, which tells texts apart by their pieces.
    static let encoder = Result {
        try UniversalSentenceEncoder(from: Fixtures.path("use/tiny"))
    }

    /// A configuration for few tweets.
    static var small: SentenceEncoderClassifier.Configuration {
        var configuration = SentenceEncoderClassifier.Configuration()
        configuration.units = 24
        configuration.dropout = 0.1
        configuration.denseDropout = 0.1
        configuration.training.epochs = 8
        configuration.training.batchSize = 16
        configuration.training.learningRate = 5e-3
        return configuration
    }

    static let trained = Result {
        try SentenceEncoderClassifier.train(
            on: BiLSTMClassifierTests.tweets.get()[0],
            validation: BiLSTMClassifierTests.tweets.get()[1],
            encoder: encoder.get(),
            configuration: small
        )
    }

    @Test func theClassifierIsThatOfTheBestEpochAndLearns() throws {
        let result = try Self.trained.get()
        let epochs = result.history.epochs
        let scores = epochs.map { $0.validation?.score ?? 0 }
        let best = try #require(result.history.bestEpoch)
        #expect(scores[best - 1] == scores.max())
        // As saved, with the scaling folded in, it answers as it did in training.
        let again = try ClassificationScores(
            of: result.classifier,
            on: BiLSTMClassifierTests.tweets.get()[1]
        )
        #expect(abs(again.f1 - scores[best - 1]) < 0.02)
        #expect(epochs.last!.trainingLoss < epochs[0].trainingLoss)
        for prediction in try result.classifier.predict(["Great flight!", "", "\u{0}"]) {
            #expect(abs(prediction.probabilities.reduce(0, +) - 1) < 1e-9)
        }
        #expect(try result.classifier.predict([]) == [])
    }

    @Test func aTextsPredictionHardlyDependsOnItsNeighbours() throws {
        let classifier = try Self.trained.get().classifier
        let texts = try BiLSTMClassifierTests.tweets.get()[2].map(\.text)
        for (text, prediction) in zip(texts, try classifier.predict(texts)) {
            let alone = try classifier.predict(text)
            #expect(abs(alone.probabilities[1] - prediction.probabilities[1]) < 1e-5)
        }
    }

    @Test func textsAreCleanedAsTheConfigurationSays() throws {
        let classifier = try Self.trained.get().classifier
        let light = classifier.configuration.cleaning
        let text = "@crew LOVED it http://t.co/x"
        #expect(light(text) != text)
        let cleaned = try classifier.encoder.embed([light(text)])
        let expected = classifier.network.probabilities(of: cleaned)[0, 1]
        #expect(try classifier.predict(text).probabilities[1] == Double(expected))
    }

    @Test(arguments: [false, true])
    func theSameSeedGivesTheSameModel(standardizes: Bool) throws {
        let tweets = try BiLSTMClassifierTests.tweets.get()[0]
        func network(seed: UInt64) throws -> DenseNetwork {
            var configuration = Self.small
            configuration.standardizes = standardizes
            configuration.training.epochs = 2
            configuration.training.seed = seed
            return try SentenceEncoderClassifier.train(
                on: tweets,
                encoder: Self.encoder.get(),
                configuration: configuration
            ).classifier.network
        }
        #expect(try network(seed: 3).weights == network(seed: 3).weights)
        #expect(try network(seed: 3).weights != network(seed: 4).weights)
    }

    @Test func aTrainingGoesOnFromItsCheckpoint() throws {
        let parts = try BiLSTMClassifierTests.tweets.get()
        func train(checkpoint: String, stopAfter: Int = .max) throws -> DenseNetwork {
            try SentenceEncoderClassifier.train(
                on: parts[0],
                validation: parts[1],
                encoder: Self.encoder.get(),
                configuration: Self.small,
                checkpoint: checkpoint,
                progress: { $0.record?.epoch == stopAfter ? .stop : .continue }
            ).classifier.network
        }
        try withTemporaryDirectory { directory in
            let checkpoint = directory + "/checkpoint.safetensors"
            _ = try train(checkpoint: checkpoint, stopAfter: 3)
            let resumed = try train(checkpoint: checkpoint)
            #expect(try resumed.weights == Self.trained.get().classifier.network.weights)
        }
    }

    // MARK: - Search

    @Test func aSearchIsSeededAndResumed() throws {
        let parts = try SentenceEncoderClassifier.embed(
            BiLSTMClassifierTests.tweets.get().map { Array($0.prefix(60)) },
            encoder: Self.encoder.get()
        )
        var base = Self.small
        base.training.epochs = 1
        var changed = parts[0].embeddings
        changed[0, 0] += 1
        try expectSeededAndResumed(
            on: parts[0],
            andOn: EmbeddedExamples(changed, labels: parts[0].labels)
        ) { settings, examples, progress in
            try SentenceEncoderClassifier.search(
                settings,
                on: examples,
                validation: parts[1],
                encoder: Self.encoder.get(),
                around: base,
                progress: progress
            )
        }
    }

    // MARK: - Bad input

    @Test func badExamplesAreRefused() throws {
        let good = LabelledText(text: "good", label: 1)
        func train(_ examples: [LabelledText], _ validation: [LabelledText] = []) throws {
            _ = try SentenceEncoderClassifier.train(
                on: examples,
                validation: validation,
                encoder: Self.encoder.get()
            )
        }
        #expect(throws: TrainingDataError.missingLabel(0, name: "negative")) { try train([good]) }
        #expect(throws: TrainingDataError.missingLabel(0, name: "negative")) { try train([]) }
        let bad = LabelledText(text: "bad", label: 2)
        #expect(throws: TrainingDataError.unknownLabel(2, labels: 2)) { try train([good, bad]) }
        let other = LabelledText(text: "bad", label: 0)
        #expect(throws: TrainingDataError.unknownLabel(2, labels: 2)) {
            try train([good, other], [bad])
        }
    }

    @Test func badEmbeddingsAreRefused() throws {
        func train(_ embeddings: Tensor) throws {
            _ = try SentenceEncoderClassifier.train(
                on: EmbeddedExamples(embeddings, labels: [0, 1]),
                encoder: Self.encoder.get()
            )
        }
        #expect(throws: TrainingDataError.wrongDimension(9, expected: 10)) {
            try train(Tensor(zeros: [2, 9]))
        }
        var embeddings = Tensor(zeros: [2, 10])
        embeddings[1, 3] = .nan
        let error = #expect(throws: TrainingDataError.self) { try train(embeddings) }
        #expect(error?.problem.contains("row 1, column 3") == true)
    }

    @Test func badSettingsAreRefusedByName() throws {
        typealias Configuration = SentenceEncoderClassifier.Configuration
        let changes: [(setting: String, change: (inout Configuration) -> Void)] = [
            ("units", { $0.units = 0 }),
            ("dropout", { $0.dropout = 1 }),
            ("denseDropout", { $0.denseDropout = .nan }),
            ("epochs", { $0.training.epochs = 0 }),
            ("learningRate", { $0.training.learningRate = -1 }),
            ("classWeighting", { $0.classWeighting = .weights(negative: 1, positive: .infinity) }),
        ]
        try expectRefusal(of: changes, to: Self.small) {
            _ = try SentenceEncoderClassifier.train(
                on: BiLSTMClassifierTests.tweets.get()[0],
                encoder: Self.encoder.get(),
                configuration: $0
            )
        }
    }
}
