import Swiftlet
import TestSupport
import Testing

/// The approaches that end in a dense network, with three labels.
@Suite struct ThreeLabelsTests {
    static let labels = ["bad", "so so", "good"]

    /// Made-up texts; a word of each tells its label.
    static func texts(_ count: Int, seed: UInt64) -> [LabelledText] {
        let words = [
            ["awful", "lost", "late"], ["usual", "plain", "average"], ["great", "fast", "kind"],
        ]
        var generator = PCG64(seed: seed)
        return (0..<count).map { number in
            let label = number % 3
            let before = ["the", "my", "a"][generator.below(3)]
            let word = words[label][generator.below(3)]
            return LabelledText(text: "\(before) \(word) flight \(number)", label: label)
        }
    }

    /// Trains, and checks what holds for every approach with three labels.
    ///
    /// - Parameter share: Of unseen texts, how many get their label at least.
    private func check<Classifier: TextClassifier>(
        _ share: Double = 0.9,
        _ train: ([LabelledText], [String], [LabelledText]) throws -> (Classifier, TrainingHistory)
    ) throws {
        let (classifier, history) = try train(
            Self.texts(180, seed: 1),
            Self.labels,
            Self.texts(60, seed: 2)
        )
        #expect(classifier.labels == Self.labels)
        let unseen = Self.texts(90, seed: 3)
        let predictions = try classifier.predict(unseen.map(\.text))
        let right = zip(unseen, predictions).count { Self.labels[$0.label] == $1.label }
        #expect(Double(right) > 90 * share, "\(right) of 90")
        #expect(history.epochs.last!.validation!.score > share)
        // A network's scaling, folded in after the training, may turn one answer.
        let best = try #require(history.epochs[history.bestEpoch! - 1].validation)
        let again = try ClassificationScores(of: classifier, on: Self.texts(60, seed: 2))
        #expect(abs(best.accuracy! - again.accuracy) < 0.02)
        #expect(abs(best.precision! - again.macro.precision) < 0.04)
        #expect(abs(best.recall! - again.macro.recall) < 0.04)
        for prediction in predictions {
            #expect(prediction.probabilities.count == 3)
            #expect(abs(prediction.probabilities.reduce(0, +) - 1) < 1e-9)
            #expect(prediction.probability == prediction.probabilities.max())
        }
        try withTemporaryDirectory { folder in
            try classifier.save(to: folder + "/model")
            let loaded = try TextClassifiers.load(from: folder + "/model")
            #expect(loaded.labels == Self.labels)
            #expect(try loaded.predict(unseen.map(\.text)) == predictions)
        }
        for wrong in [["one"], [], ["a", "b", "a"]] {
            #expect(throws: TrainingDataError.wrongLabels(wrong)) {
                _ = try train(Self.texts(9, seed: 1), wrong, [])
            }
        }
        #expect(throws: TrainingDataError.unknownLabel(2, labels: 2)) {
            _ = try train(Self.texts(9, seed: 1), ["a", "b"], [])
        }
        #expect(throws: TrainingDataError.missingLabel(3, name: "d")) {
            _ = try train(Self.texts(9, seed: 1), ["a", "b", "c", "d"], [])
        }
    }

    @Test(arguments: [ClassWeighting.equal, .balanced, .perClass([1, 2, 0.5])])
    func aBiLSTMTellsThreeApart(_ weighting: ClassWeighting) throws {
        try check { examples, labels, validation in
            var configuration = BiLSTMClassifierTests.small
            configuration.classWeighting = weighting
            let result = try BiLSTMClassifier.train(
                on: examples,
                labels: labels,
                validation: validation,
                configuration: configuration
            )
            return (result.classifier, result.history)
        }
    }

    @Test(arguments: [ClassWeighting.equal, .balanced, .perClass([1, 2, 0.5])])
    func aSentenceEncoderTellsThreeApart(_ weighting: ClassWeighting) throws {
        // The encoder has drawn weights.
        try check(0.6) { examples, labels, validation in
            var configuration = SentenceEncoderClassifierTests.small
            configuration.classWeighting = weighting
            configuration.training.epochs = 20
            let result = try SentenceEncoderClassifier.train(
                on: examples,
                labels: labels,
                validation: validation,
                encoder: SentenceEncoderClassifierTests.encoder.get(),
                configuration: configuration
            )
            return (result.classifier, result.history)
        }
    }

    @Test func weightsMustBeAsManyAsLabels() throws {
        var configuration = BiLSTMClassifierTests.small
        for weighting in [
            ClassWeighting.weights(negative: 1, positive: 1), .perClass([1, 1]),
            .perClass([1, 1, -1]),
        ] {
            configuration.classWeighting = weighting
            let error = #expect(throws: SettingError.self) {
                try BiLSTMClassifier.train(
                    on: Self.texts(9, seed: 1),
                    labels: Self.labels,
                    configuration: configuration
                )
            }
            #expect(error?.name == "classWeighting", "\(weighting) was not refused")
        }
    }

    @Test func aSearchComparesMacroF1() throws {
        var configuration = BiLSTMClassifierTests.small
        configuration.training.epochs = 2
        let study = try BiLSTMClassifier.search(
            SearchSettings(trials: 2, seed: 1, pruner: nil),
            on: Self.texts(60, seed: 1),
            labels: Self.labels,
            validation: Self.texts(30, seed: 2),
            around: configuration,
            over: SearchSpace([.integer("units", 8...16)])
        )
        for trial in study.trials {
            let trained = try BiLSTMClassifier.train(
                on: Self.texts(60, seed: 1),
                labels: Self.labels,
                validation: Self.texts(30, seed: 2),
                configuration: try {
                    var applied = try configuration.applying(trial.parameters)
                    applied.trainsEmbedding = true
                    return applied
                }()
            ).history
            #expect(trial.reports.map(\.value) == trained.epochs.map { $0.validation!.score })
            #expect(trial.value == trained.epochs.map { $0.validation!.score }.max())
        }
    }
}
