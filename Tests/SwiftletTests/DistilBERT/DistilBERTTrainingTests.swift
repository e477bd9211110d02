import Swiftlet
import TestSupport
import Testing

@Suite struct DistilBERTTrainingTests {
    let tweets: [LabelledText]

    init() throws {
        tweets = try [LabelledText](from: Fixtures.path("tweets.csv"))
    }

    /// A model small enough to train from scratch within a second, and its tokenizer.
    private func small() throws -> (DistilBERTForSequenceClassification, WordPieceTokenizer) {
        let letters = "abcdefghijklmnopqrstuvwxyz0123456789!?.,'#@:()".map { String($0) }
        let (index, _) = WordIndex.fit(
            TextCleaner.light(tweets.map(\.text)),
            maximumWords: 600
        )
        let words = index.words.filter { $0.count > 1 && $0.allSatisfy(\.isLetter) }
        let tokenizer = try WordPieceTokenizer(
            vocabulary: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + letters
                + letters.map { "##" + $0 } + words
        )
        var configuration = DistilBERTConfiguration()
        configuration.vocabularySize = tokenizer.vocabularySize
        configuration.maximumPositions = 64
        configuration.hiddenSize = 32
        configuration.layerCount = 2
        configuration.headCount = 2
        configuration.intermediateSize = 64
        configuration.labels = ["negative", "positive"]
        return (DistilBERTForSequenceClassification(configuration, seed: 3), tokenizer)
    }

    private func configuration(epochs: Int) -> DistilBERTClassifier.Configuration {
        var configuration = DistilBERTClassifier.Configuration()
        configuration.maximumLength = 48
        configuration.training.epochs = epochs
        configuration.training.learningRate = 2e-3
        return configuration
    }

    @Test func trainingLearnsAndKeepsTheBestEpoch() throws {
        let (model, tokenizer) = try small()
        var epochs: [Int] = []
        let result = try DistilBERTClassifier.train(
            on: Array(tweets.dropFirst(200)),
            validation: Array(tweets.prefix(200)),
            from: model,
            tokenizer: tokenizer,
            configuration: configuration(epochs: 4),
            progress: { step in
                if let record = step.record { epochs.append(record.epoch) }
                return .continue
            }
        )
        #expect(epochs == [1, 2, 3, 4])
        let scores = result.history.epochs.compactMap { $0.validation?.score }
        let best = try #require(result.history.bestEpoch)
        #expect(scores[best - 1] == scores.max())
        #expect(scores.max()! > 0.6)
        // The classifier is that of the best epoch.
        let again = try ClassificationScores(of: result.classifier, on: tweets.prefix(200))
        #expect(abs(again.f1 - scores[best - 1]) < 1e-9)
        let validation = try #require(result.history.epochs[best - 1].validation)
        #expect(validation.accuracy == again.accuracy)
        #expect(validation.precision == again.precision)
        #expect(validation.recall == again.recall)
    }

    @Test func bFloat16TrainingLearnsAsMuchAndCanBeContinued() throws {
        let (model, tokenizer) = try small()
        let results = try [TrainingPrecision.float32, .bfloat16, .bfloat16].map { precision in
            var configuration = configuration(epochs: 4)
            configuration.headLearningRateMultiplier = 1
            configuration.precision = precision
            return try DistilBERTClassifier.train(
                on: Array(tweets.dropFirst(200)),
                from: model,
                tokenizer: tokenizer,
                configuration: configuration
            )
        }
        let losses = results.map { $0.history.epochs.map(\.trainingLoss) }
        for (float32, bfloat16) in zip(losses[0], losses[1]) {
            #expect(abs(float32 - bfloat16) < 0.02, "\(losses)")
        }
        #expect(losses[1].last! < 0.8 * losses[1][0], "\(losses)")
        let classifiers = results.map(\.classifier)
        let unseen = tweets.prefix(200)
        let answers = try classifiers.map { try $0.predict(unseen.map(\.text)) }
        #expect(answers[1] == answers[2] && answers[0] != answers[1])
        #expect(classifiers[0].model.configuration == classifiers[1].model.configuration)
        try withTemporaryDirectory { directory in
            try classifiers[1].save(to: directory + "/model")
            let loaded = try DistilBERTClassifier(from: directory + "/model")
            #expect(loaded.configuration.precision == .bfloat16)
            let further = try DistilBERTClassifier.train(on: Array(unseen), from: loaded).classifier
            #expect(further.configuration.precision == .bfloat16)
        }
    }

    @Test func classWeightsMoveTheAnswers() throws {
        let (model, tokenizer) = try small()
        func positives(_ weighting: ClassWeighting) throws -> Int {
            var configuration = configuration(epochs: 2)
            configuration.classWeighting = weighting
            let classifier = try DistilBERTClassifier.train(
                on: Array(tweets.dropFirst(200)),
                from: model,
                tokenizer: tokenizer,
                configuration: configuration
            ).classifier
            return try classifier.predict(tweets.prefix(200).map(\.text)).count {
                $0.label == "positive"
            }
        }
        let most = try positives(.weights(negative: 0.05, positive: 1))
        let fewest = try positives(.weights(negative: 1, positive: 0.05))
        #expect(most > 180 && fewest < 20, "\(most) and \(fewest) of 200")
    }

    @Test func anInterruptedTrainingGoesOn() throws {
        let (model, tokenizer) = try small()
        let some = Array(tweets.prefix(120))
        func train(_ checkpoint: String?, stopAfter: Int?) throws -> DistilBERTClassifier {
            try DistilBERTClassifier.train(
                on: some,
                validation: Array(tweets.suffix(60)),
                from: model,
                tokenizer: tokenizer,
                configuration: configuration(epochs: 3),
                checkpoint: checkpoint,
                progress: { step in
                    step.record != nil && step.epoch == stopAfter ? .stop : .continue
                }
            ).classifier
        }
        let whole = try train(nil, stopAfter: nil)
        try withTemporaryDirectory { directory in
            let checkpoint = directory + "/checkpoint"
            _ = try train(checkpoint, stopAfter: 1)
            let resumed = try train(checkpoint, stopAfter: nil)
            #expect(
                try resumed.predict(some.map(\.text)) == whole.predict(some.map(\.text))
            )
        }
    }

    @Test func anEncodersDirectoryIsFineTuned() throws {
        // The fixture's classifier has three labels; its own tokenizer goes with it.
        let directory = DistilBERTClassifierTests.directory
        let examples = (0..<24).map { LabelledText(text: "great flight \($0)", label: $0 % 3) }
        var configuration = DistilBERTClassifier.Configuration()
        configuration.maximumLength = 16
        configuration.frozenLayers = 1
        let classifier = try DistilBERTClassifier.train(
            on: examples,
            labels: ["a", "b", "c"],
            from: directory,
            configuration: configuration
        ).classifier
        #expect(classifier.labels == ["a", "b", "c"])
        try withTemporaryDirectory { folder in
            try classifier.save(to: folder + "/model")
            let trained = try SafetensorsFile(from: folder + "/model/model.safetensors")
            let original = try SafetensorsFile(from: directory + "/model.safetensors")
            for name in original.tensorNames where name.hasSuffix(".weight") {
                let isFrozen = name.contains("embeddings") || name.contains("layer.0.")
                let isSame = try trained.tensor(name) == original.tensor(name)
                #expect(isSame == isFrozen, "\(name)")
            }
        }
    }

    @Test func aQuantizedModelIsNotTrainedFurther() throws {
        let (model, tokenizer) = try small()
        let classifier = try DistilBERTClassifier(
            model: model,
            tokenizer: tokenizer,
            configuration: configuration(epochs: 1)
        ).quantized()
        func expectRefusal(
            _ train: () throws -> TrainingResult<DistilBERTClassifier, TrainingHistory>
        ) {
            #expect(throws: SettingError.quantizedModel) { try train() }
        }
        let some = Array(tweets.prefix(60))
        expectRefusal {
            try DistilBERTClassifier.train(
                on: some,
                from: classifier.model,
                tokenizer: tokenizer,
                configuration: classifier.configuration
            )
        }
        try withTemporaryDirectory { folder in
            try classifier.save(to: folder + "/model-int8")
            expectRefusal {
                try DistilBERTClassifier.train(
                    on: some,
                    from: folder + "/model-int8",
                    configuration: classifier.configuration
                )
            }
        }
    }

    @Test func badExamplesAndSettingsAreErrors() throws {
        let (model, tokenizer) = try small()
        func error(
            _ labels: [Int],
            _ change: (inout DistilBERTClassifier.Configuration) -> Void = { _ in }
        ) -> (any Error)? {
            var configuration = DistilBERTClassifier.Configuration()
            configuration.maximumLength = 48
            change(&configuration)
            return #expect(throws: (any Error).self) {
                try DistilBERTClassifier.train(
                    on: labels.map { LabelledText(text: "x", label: $0) },
                    from: model,
                    tokenizer: tokenizer,
                    configuration: configuration
                )
            }
        }
        #expect(
            error([1, 1]) as? TrainingDataError
                == .missingLabel(0, name: model.configuration.labels[0])
        )
        #expect(error([0, 1, 2]) as? TrainingDataError == .unknownLabel(2, labels: 2))
        #expect(error([0, -1]) as? TrainingDataError == .unknownLabel(-1, labels: 2))
        func expectInvalid(
            _ name: String,
            _ change: (inout DistilBERTClassifier.Configuration) -> Void
        ) {
            #expect((error([0, 1], change) as? SettingError)?.name == name)
        }
        expectInvalid("maximumLength") { $0.maximumLength = 65 }
        expectInvalid("frozenLayers") { $0.frozenLayers = 3 }
        expectInvalid("classifierDropout") { $0.classifierDropout = 1 }
        expectInvalid("headLearningRateMultiplier") { $0.headLearningRateMultiplier = 0 }
        expectInvalid("classWeighting") {
            $0.classWeighting = .weights(negative: -1, positive: 1)
        }
        expectInvalid("learningRate") { $0.training.learningRate = .nan }
        expectInvalid("batchSize") { $0.training.batchSize = 0 }
        expectInvalid("epochs") { $0.training.epochs = 0 }
        expectInvalid("warmUpRatio") { $0.training.schedule = .linear(warmUpRatio: 2) }
    }
}
