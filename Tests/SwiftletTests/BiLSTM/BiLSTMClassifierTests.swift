import Swiftlet
import TestSupport
import Testing

@Suite struct BiLSTMClassifierTests {
    /// The embedded corpus: 80 % to train on, 10 % to validate on, 10 % unseen.
    static let tweets = Result { () throws -> [[LabelledText]] in
        let all = try [LabelledText](from: Fixtures.path("tweets.csv"))
        let parts = try stratifiedSplit(labels: all.map(\.label), shares: [0.1, 0.1], seed: 1)
        return parts.map { $0.map { all[$0] } }
    }

    /// A configuration for few tweets.
    static var small: BiLSTMClassifier.Configuration {
        var configuration = BiLSTMClassifier.Configuration()
        configuration.embeddingSize = 16
        configuration.units = 16
        configuration.denseUnits = 12
        configuration.vocabularySize = 1_000
        configuration.training.epochs = 8
        configuration.training.batchSize = 16
        configuration.training.learningRate = 5e-3
        configuration.training.schedule = .constant
        configuration.dropout = 0.3
        return configuration
    }

    static let trained = Result {
        try BiLSTMClassifier.train(
            on: tweets.get()[0],
            validation: tweets.get()[1],
            configuration: small
        )
    }

    @Test func learnsWhatItIsTaughtAndGeneralises() throws {
        let (result, parts) = (try Self.trained.get(), try Self.tweets.get())
        let classifier = result.classifier
        // A network that says nothing has a loss of 0.69. The best epoch may be an early one.
        #expect(result.history.epochs.map(\.trainingLoss).min()! < 0.3)
        #expect(try ClassificationScores(of: classifier, on: parts[2]).accuracy > 0.6)
        for prediction in try classifier.predict(parts[2].map(\.text)) {
            #expect(abs(prediction.probabilities.reduce(0, +) - 1) < 1e-9)
            #expect(prediction.probability >= 0.5)
        }
    }

    @Test func theClassifierIsThatOfTheBestEpoch() throws {
        let result = try Self.trained.get()
        let scores = result.history.epochs.map { $0.validation?.score ?? 0 }
        let best = try #require(result.history.bestEpoch)
        #expect(scores[best - 1] == scores.max())
        let again = try ClassificationScores(of: result.classifier, on: Self.tweets.get()[1])
        #expect(abs(again.f1 - scores[best - 1]) < 1e-9)
        let validation = try #require(result.history.epochs[best - 1].validation)
        #expect(validation.accuracy == again.accuracy)
        #expect(validation.precision == again.precision)
        #expect(validation.recall == again.recall)
        #expect(Set([again.accuracy, again.precision, again.recall, again.f1]).count == 4)
        #expect(result.coverage == nil)
    }

    @Test func aTextsPredictionHardlyDependsOnItsNeighbours() throws {
        let classifier = try Self.trained.get().classifier
        let texts = try Self.tweets.get()[2].map(\.text) + ["", "\u{0}", "Great flight!"]
        let together = try classifier.predict(texts)
        for (text, prediction) in zip(texts, together) {
            let alone = try classifier.predict(text)
            #expect(abs(alone.probabilities[1] - prediction.probabilities[1]) < 1e-5)
        }
        #expect(try classifier.predict([]) == [])
    }

    @Test func textsWithoutWordsAndUnknownWordsAreAnswered() throws {
        let classifier = try Self.trained.get().classifier
        let empty = try classifier.predict(["", "   ", "\n"])
        #expect(Set(empty.map(\.probability)).count == 1)
        let unknown = try classifier.predict(["qqxx zzyy", "wwvv xxqq"])
        #expect(abs(unknown[0].probability - unknown[1].probability) < 1e-6)
        let long = String(repeating: "What a lovely crew! ", count: 20_000)
        #expect(try classifier.predict(long).probability.isFinite)
    }

    @Test func theSameSeedAndThreadsGiveTheSameModel() throws {
        let again = try BiLSTMClassifier.train(
            on: Self.tweets.get()[0],
            validation: Self.tweets.get()[1],
            configuration: Self.small
        ).classifier
        let first = try Self.trained.get().classifier
        #expect(again.network.weights == first.network.weights)
        #expect(again.network.embedding == first.network.embedding)
        var other = Self.small
        other.training.seed += 1
        other.training.epochs = 1
        var same = other
        same.training.seed -= 1
        let networks = try [other, same].map {
            try BiLSTMClassifier.train(on: Self.tweets.get()[0], configuration: $0)
                .classifier.network
        }
        #expect(networks[0].weights != networks[1].weights)
    }

    @Test func aTrainingGoesOnFromItsCheckpoint() throws {
        let parts = try Self.tweets.get()
        func train(checkpoint: String? = nil, stopAfter: Int = .max) throws -> BiLSTMClassifier {
            try BiLSTMClassifier.train(
                on: parts[0],
                validation: parts[1],
                configuration: Self.small,
                checkpoint: checkpoint,
                progress: { $0.record?.epoch == stopAfter ? .stop : .goOn }
            ).classifier
        }
        try withTemporaryDirectory { directory in
            let checkpoint = directory + "/checkpoint.safetensors"
            _ = try train(checkpoint: checkpoint, stopAfter: 3)
            let resumed = try train(checkpoint: checkpoint)
            let whole = try Self.trained.get().classifier
            #expect(resumed.network.weights == whole.network.weights)
            #expect(resumed.network.embedding == whole.network.embedding)
            #expect(throws: FormatError.self) {
                try BiLSTMClassifier.train(
                    on: Array(parts[0].dropLast(8)),
                    configuration: Self.small,
                    checkpoint: checkpoint
                )
            }
        }
    }

    // MARK: - Word vectors

    /// Vectors of a few words, of four numbers each.
    static let vectors = WordVectors(
        words: ["good", "bad", "do", "n't", "so", "happy", "user", "in", "check", "Paris", "!"],
        matrix: Tensor((0..<44).map { Float($0) / 10 }, shape: [11, 4])
    )

    @Test(arguments: [
        ("good", ["good"]), ("bad", ["bad"]), ("don't", ["do", "n't"]), ("sooo", ["so"]),
        ("#happy", ["happy"]), ("<USER>", ["user"]), ("check-in", ["check", "in"]),
        ("paris", ["Paris"]), ("!!!!", ["!"]), ("unheard-of", []), ("'s", []), ("-", []),
    ])
    func wordsWithoutVectorsGetThatOfWhatIsNearest(word: String, parts: [String]) throws {
        let examples = [LabelledText(text: word, label: 0), LabelledText(text: word, label: 1)]
        var configuration = Self.small
        configuration.cleaning = .minimal
        configuration.trainsEmbedding = false
        configuration.training.epochs = 1
        let result = try BiLSTMClassifier.train(
            on: examples,
            embeddings: Self.vectors,
            configuration: configuration
        )
        let rows = parts.map { Self.vectors.vector(for: $0)! }
        let embedding = result.classifier.network.embedding
        for column in 0..<4 {
            let mean = rows.isEmpty ? 0 : rows.reduce(0) { $0 + $1[column] } / Float(rows.count)
            #expect(abs(embedding[1, column] - mean) < 1e-6)
            #expect(embedding[0, column] == 0)
        }
        let coverage = try #require(result.coverage)
        #expect(coverage.wordsFound == (parts.isEmpty ? 0 : 1))
        #expect(coverage.runningWords == 2)
    }

    @Test func wordVectorsAreTrainedOnlyWhenAskedFor() throws {
        var configuration = Self.small
        configuration.training.epochs = 1
        for isTrained in [false, true] {
            configuration.trainsEmbedding = isTrained
            let classifier = try BiLSTMClassifier.train(
                on: Self.tweets.get()[0],
                embeddings: Self.vectors,
                configuration: configuration
            ).classifier
            let row = try #require(classifier.index.id(of: "good"))
            let vector = (0..<4).map { classifier.network.embedding[row, $0] }
            #expect((vector == Self.vectors.vector(for: "good")) == !isTrained)
            #expect(classifier.configuration.embeddingSize == 4)
        }
    }

    @Test func anEmbeddingWithoutWordVectorsIsTrainedOnToo() throws {
        let tweets = try Self.tweets.get()[0]
        var configuration = Self.small
        configuration.training.epochs = 1
        configuration.trainsEmbedding = false
        let first = try BiLSTMClassifier.train(on: tweets, configuration: configuration).classifier
        #expect(first.configuration.trainsEmbedding)
        let second = try BiLSTMClassifier.train(on: tweets, from: first).classifier
        let row = try #require(first.index.id(of: "good"))
        #expect(
            (0..<first.network.embedding.columns).contains {
                first.network.embedding[row, $0] != second.network.embedding[row, $0]
            }
        )
    }

    // MARK: - Search

    @Test func aSearchIsSeededAndResumed() throws {
        let parts = try Self.tweets.get().map { Array($0.prefix(60)) }
        var base = Self.small
        base.training.epochs = 1
        try expectSeededAndResumed(
            on: parts[0],
            andOn: Array(parts[0].dropLast())
        ) { settings, examples, progress in
            try BiLSTMClassifier.search(
                settings,
                on: examples,
                validation: parts[1],
                around: base,
                progress: progress
            )
        }
    }

    // MARK: - Bad input

    @Test func badExamplesAreRefused() throws {
        let good = LabelledText(text: "good", label: 1)
        #expect(throws: TrainingDataError.missingLabel(0, name: "negative")) {
            try BiLSTMClassifier.train(on: [good])
        }
        #expect(throws: TrainingDataError.missingLabel(0, name: "negative")) {
            try BiLSTMClassifier.train(on: [])
        }
        #expect(throws: TrainingDataError.unknownLabel(2, labels: 2)) {
            try BiLSTMClassifier.train(on: [good, LabelledText(text: "bad", label: 2)])
        }
        #expect(throws: TrainingDataError.emptyVocabulary(texts: 2)) {
            try BiLSTMClassifier.train(
                on: [LabelledText(text: " ", label: 0), LabelledText(text: "", label: 1)]
            )
        }
    }

    @Test func badSettingsAreRefusedByName() throws {
        typealias Configuration = BiLSTMClassifier.Configuration
        let changes: [(setting: String, change: (inout Configuration) -> Void)] = [
            ("units", { $0.units = 0 }),
            ("denseUnits", { $0.denseUnits = .max }),
            ("vocabularySize", { $0.vocabularySize = -1 }),
            ("maximumLength", { $0.maximumLength = 0 }),
            ("embeddingSize", { $0.embeddingSize = 0 }),
            ("dropout", { $0.dropout = 1 }),
            ("denseDropout", { $0.denseDropout = -.infinity }),
            ("spatialDropout", { $0.spatialDropout = .nan }),
            ("epochs", { $0.training.epochs = 0 }),
            ("batchSize", { $0.training.batchSize = 0 }),
            ("patience", { $0.training.patience = 0 }),
            ("learningRate", { $0.training.learningRate = .nan }),
            ("maxGradientNorm", { $0.training.maxGradientNorm = 0 }),
            ("warmUpRatio", { $0.training.schedule = .linear(warmUpRatio: 2) }),
            ("classWeighting", { $0.classWeighting = .weights(negative: -1, positive: 1) }),
        ]
        try expectRefusal(of: changes, to: Self.small) {
            _ = try BiLSTMClassifier.train(on: Self.tweets.get()[0], configuration: $0)
        }
    }

    @Test func goesOnFromAClassifierAndLearnsNewWords() throws {
        let (first, parts) = (try Self.trained.get(), try Self.tweets.get())
        let old = first.classifier
        // Said of every flight, so that only the new word tells.
        let places = ["Lisbon", "Oslo", "Quito", "Perth", "Turin", "Seoul", "Dakar", "Malmo"]
        func texts(_ word: String, _ label: Int) -> [LabelledText] {
            places.map { LabelledText(text: "the flight to \($0) was \(word)", label: label) }
        }
        let new = texts("zingly", 1) + texts("quorpid", 0)
        #expect(old.index.id(of: "zingly") == nil)
        let result = try BiLSTMClassifier.train(
            on: parts[0] + new + new,
            validation: parts[1],
            from: old
        )
        let newer = result.classifier
        #expect(result.history.epochs[0].trainingLoss < first.history.epochs[0].trainingLoss)
        #expect(Array(newer.index.words.prefix(old.index.wordCount)) == old.index.words)
        #expect(newer.index.id(of: "zingly") != nil)
        #expect(newer.labels == old.labels)
        let answers = try newer.predict([
            "the flight to Boston was zingly", "the flight to Boston was quorpid",
        ])
        #expect(answers[0].probabilities[1] > answers[1].probabilities[1] + 0.3)
        // It is saved and loaded as any other.
        try withTemporaryDirectory { directory in
            try newer.save(to: directory)
            let loaded = try BiLSTMClassifier(from: directory)
            #expect(try loaded.predict("zingly") == newer.predict("zingly"))
        }
        #expect(throws: TrainingDataError.self) {
            try BiLSTMClassifier.train(on: texts("zingly", 1), from: old)
        }
    }
}
