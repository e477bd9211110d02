import Foundation
import Swiftlet
import Testing

@testable import Retraining

@Suite struct ChallengerTests {
    private static func fixture(_ name: String) -> String {
        URL(filePath: #filePath).appending(path: "../../../../../Fixtures").standardized
            .appending(path: name).path
    }

    private static let tweets = Result {
        let all = try [LabelledText](from: fixture("tweets.csv"))
        let parts = try stratifiedSplit(labels: all.map(\.label), shares: [0.5], seed: 1)
        return parts.map { $0.map { all[$0] } }
    }

    /// Praise that no tweet has, in words that a text of other words is judged by, too.
    private static let reported = [
        "Lisbon", "Oslo", "Quito", "Perth", "Turin", "Seoul", "Dakar", "Malmo", "Essen", "Porto",
    ].map { LabelledText(text: "the flight to \($0) was quite zorbly", label: 1) }

    private static let unseen = [
        "our flight to Boston was quite zorbly", "quite zorbly, all of it",
    ]

    private func mix(_ weight: Int = 3) throws -> TrainingMix {
        TrainingMix(old: try Self.tweets.get()[0], reported: Self.reported, weight: weight)
    }

    @Test func aLinearClassifierIsTrainedAnewWithItsSettings() throws {
        var configuration = LinearClassifier.Configuration(cleaning: .light)
        configuration.regression.C = 3
        let champion = try LinearClassifier.train(
            on: Self.tweets.get()[0],
            configuration: configuration
        ).classifier
        let challenger = try Challenger.train(from: champion, on: mix())
        let trained = try #require(challenger.classifier as? LinearClassifier)
        #expect(trained.configuration.cleaning == configuration.cleaning)
        #expect(trained.configuration.regression.C == 3)
        #expect(trained.labels == champion.labels)
        for text in Self.unseen { #expect(try trained.predict(text).label == "positive") }
        let word = trained.weightedTerms.first { $0.term == "zorbly" }
        #expect(try #require(word).weight > 0.5)
        #expect(!Challenger.goesOnFromWeights(champion))
    }

    @Test func aCalibratedClassifierIsCalibratedAgain() throws {
        let champion = try LinearClassifier.trainCalibrated(
            by: .isotonic,
            on: Self.tweets.get()[0],
            seed: 1
        ).classifier
        let challenger = try Challenger.train(from: champion, on: mix())
        let trained = try #require(challenger.classifier as? CalibratedClassifier)
        #expect(trained.calibration.method == .isotonic)
        #expect(trained.calibration != champion.calibration)
        for text in Self.unseen { #expect(try trained.predict(text).label == "positive") }
    }

    @Test func aBiLSTMGoesOnFromItsWeights() throws {
        var configuration = BiLSTMClassifier.Configuration()
        (configuration.embeddingSize, configuration.units) = (16, 16)
        configuration.denseUnits = 12
        configuration.training.epochs = 6
        configuration.training.batchSize = 16
        configuration.training.learningRate = 5e-3
        let champion = try BiLSTMClassifier.train(
            on: Self.tweets.get()[0],
            configuration: configuration
        ).classifier
        let shares = Shares()
        let challenger = try Challenger.train(from: champion, on: mix()) { shares.add($0) }
        let trained = try #require(challenger.classifier as? BiLSTMClassifier)
        #expect(trained.index.id(of: "zorbly") != nil)
        #expect(champion.index.id(of: "zorbly") == nil)
        #expect(try trained.predict(Self.unseen[0]).label == "positive")
        #expect(Challenger.goesOnFromWeights(champion))
        #expect(shares.isRising)
    }

    @Test func aSentenceEncoderKeepsItsEncoder() throws {
        let encoder = try UniversalSentenceEncoder(from: Self.fixture("use/tiny"))
        var configuration = SentenceEncoderClassifier.Configuration()
        configuration.units = 24
        configuration.training.epochs = 8
        configuration.training.learningRate = 5e-3
        let champion = try SentenceEncoderClassifier.train(
            on: Self.tweets.get()[0],
            encoder: encoder,
            configuration: configuration
        ).classifier
        let challenger = try Challenger.train(from: champion, on: mix())
        let trained = try #require(challenger.classifier as? SentenceEncoderClassifier)
        #expect(trained.encoder.identity == champion.encoder.identity)
        #expect(trained.configuration == champion.configuration)
        #expect(trained.network.configuration == champion.network.configuration)
    }

    @Test func aDistilBERTGoesOnAndKeepsItsPrecision() throws {
        let float = try DistilBERTClassifier(from: Self.fixture("distilbert/classifier"))
        let labels = float.labels
        #expect(labels.count == 3)
        let old = (0..<60).map { LabelledText(text: "late again \($0)", label: $0 % 3) }
        let mix = TrainingMix(
            old: old,
            reported: (0..<12).map { LabelledText(text: "on time \($0)", label: 2) },
            weight: 2
        )
        let challenger = try Challenger.train(from: float, on: mix)
        let trained = try #require(challenger.classifier as? DistilBERTClassifier)
        #expect(challenger.trainable == nil)
        #expect(trained.labels == labels)
        // It went on: an encoder that was drawn anew would be far from it.
        let before = try float.predict(["late again"])[0].probabilities
        let after = try trained.predict(["late again"])[0].probabilities
        #expect(before != after)

        for small in [try float.quantized(), float.bfloat16()] {
            let refusal = #expect(throws: SettingError.self) {
                try Challenger.train(from: small, on: mix)
            }
            #expect(refusal?.name == "trainable")
            var settings = Challenger.Settings()
            settings.trainable = float
            let challenger = try Challenger.train(from: small, on: mix, settings: settings)
            let served = try #require(challenger.classifier as? DistilBERTClassifier)
            #expect(served.model.isQuantized == small.model.isQuantized)
            #expect(
                served.model.configuration.usesBFloat16 == small.model.configuration.usesBFloat16
            )
            let next = try #require(challenger.trainable as? DistilBERTClassifier)
            #expect(!next.model.isQuantized && !next.model.configuration.usesBFloat16)
            settings.trainable = small
            #expect(throws: SettingError.self) {
                try Challenger.train(from: small, on: mix, settings: settings)
            }
        }
    }

    @Test func reportsCountAsOftenAsTheyWeigh() throws {
        let mix = try mix(4)
        let old = try Self.tweets.get()[0]
        #expect(mix.all.count == old.count + 40)
        #expect(mix.drawing(100, seed: 1).all.count == 140)
        #expect(mix.drawing(1_000_000, seed: 1).old == old)
        let (training, validation) = try mix.parts(seed: 5)
        #expect(validation.count == (old.count + 10 + 9) / 10)
        // No copy of what is validated on is trained on.
        let validated = Set(validation.map(\.text))
        #expect(training.all.allSatisfy { !validated.contains($0.text) || old.contains($0) })
        #expect(training.reported.allSatisfy { !validated.contains($0.text) })
    }
}

/// Shares of a training, as they come.
private final class Shares: @unchecked Sendable {
    private var all: [Double] = []
    func add(_ share: Double) { all.append(share) }
    var isRising: Bool {
        all.count > 10 && zip(all, all.dropFirst()).allSatisfy { $0 < $1 } && all.last == 1
    }
}
