import Foundation
import Swiftlet
import TestSupport
import Testing

/// Classifiers of BERT's family, of several labels a text, and of what is no classifier.
@Suite struct FamilyClassifierTests {
    private let words = ["late", "lost", "rude", "great", "kind", "quick", "bag", "crew"]

    /// A model small enough to learn from nothing, and its tokenizer.
    private func small(
        _ family: EncoderFamily,
        _ change: (inout DistilBERTConfiguration) -> Void = { _ in }
    ) throws -> (DistilBERTForSequenceClassification, WordPieceTokenizer) {
        let tokenizer = try WordPieceTokenizer(
            vocabulary: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + words
        )
        var configuration = DistilBERTConfiguration()
        configuration.family = family
        configuration.tokenTypeCount = family == .distilBERT ? 0 : 2
        configuration.vocabularySize = tokenizer.vocabularySize
        configuration.maximumPositions = 16
        configuration.hiddenSize = 16
        configuration.layerCount = 2
        configuration.headCount = 2
        configuration.intermediateSize = 32
        change(&configuration)
        return (DistilBERTForSequenceClassification(configuration, seed: 3), tokenizer)
    }

    private func configuration(epochs: Int) -> DistilBERTClassifier.Configuration {
        var configuration = DistilBERTClassifier.Configuration()
        configuration.maximumLength = 12
        configuration.training.epochs = epochs
        configuration.training.batchSize = 8
        configuration.training.gradientAccumulationSteps = 1
        configuration.training.learningRate = 4e-3
        configuration.headLearningRateMultiplier = 1
        return configuration
    }

    /// Texts of three words; one has the label 0 with a word of complaint, and 1 with one of praise.
    private var texts: [MultiLabelText] {
        var generator = PCG64(seed: 9)
        return (0..<160).map { _ in
            let drawn = (0..<3).map { _ in generator.below(words.count) }
            var labels = Set<Int>()
            if drawn.contains(where: { $0 < 3 }) { labels.insert(0) }
            if drawn.contains(where: { 3..<6 ~= $0 }) { labels.insert(1) }
            let text = drawn.map { words[$0] }.joined(separator: " ")
            return MultiLabelText(text: text, labels: labels)
        }
    }

    @Test(arguments: EncoderFamily.allCases)
    func everyFamilyLearnsAndIsTheSameAfterSaving(_ family: EncoderFamily) throws {
        let (model, tokenizer) = try small(family)
        let examples = texts.map {
            LabelledText(text: $0.text, label: $0.labels.contains(0) ? 1 : 0)
        }
        let result = try DistilBERTClassifier.train(
            on: examples,
            validation: examples,
            from: model,
            tokenizer: tokenizer,
            configuration: configuration(epochs: 8)
        )
        let scores = result.history.epochs.compactMap { $0.validation?.score }
        #expect(scores.max()! > 0.95, "\(scores)")
        try expectSameAfterLoading(result.classifier) { loaded, saved in
            #expect(loaded.model.configuration == saved.model.configuration)
            #expect(loaded.model.configuration.family == family)
        }
        try expectSameAfterLoading(result.classifier.quantized()) { loaded, _ in
            #expect(loaded.model.isQuantized && loaded.model.configuration.family == family)
        }
    }

    @Test(arguments: [EncoderFamily.distilBERT, .bert])
    func severalLabelsATextAreLearned(_ family: EncoderFamily) throws {
        let (model, tokenizer) = try small(family) {
            ($0.dropout, $0.attentionDropout) = (0, 0)
        }
        var configuration = configuration(epochs: 30)
        configuration.classifierDropout = 0
        try withTemporaryDirectory { directory in
            try model.save(to: directory + "/encoder")
            try tokenizer.save(to: directory + "/encoder")
            let result = try DistilBERTClassifier.train(
                on: texts,
                labels: ["complaint", "praise"],
                validation: texts,
                from: directory + "/encoder",
                configuration: configuration
            )
            let scores = result.history.epochs.compactMap { $0.validation?.score }
            let best = try #require(result.history.bestEpoch)
            #expect(scores[best - 1] == scores.max() && scores.max()! > 0.9, "\(scores)")
            let classifier = result.classifier
            #expect(classifier.model.configuration.problemType == .multiLabel)
            let predictions = try classifier.predict(texts.map(\.text))
            // Both labels, or none, may be probable: the score is that of a half on.
            var wrong = 0
            for (text, prediction) in zip(texts, predictions) {
                let found = Set((0..<2).filter { prediction.probabilities[$0] > 0.5 })
                wrong += found == text.labels ? 0 : 1
            }
            #expect(wrong < 30, "\(wrong) of \(texts.count)")
            #expect(predictions.contains { $0.probabilities.allSatisfy { $0 > 0.5 } })
            try expectSameAfterLoading(classifier)
        }
    }

    @Test func examplesOfTheOtherKindAreRefused() throws {
        let (one, tokenizer) = try small(.bert)
        let (several, _) = try small(.bert) { $0.problemType = .multiLabel }
        func expectProblemType(_ train: () throws -> Any) {
            let error = #expect(throws: SettingError.self) { try train() }
            #expect(error?.name == "problem_type")
        }
        let configuration = configuration(epochs: 1)
        expectProblemType {
            try DistilBERTClassifier.train(
                on: texts,
                from: one,
                tokenizer: tokenizer,
                configuration: configuration
            )
        }
        expectProblemType {
            try DistilBERTClassifier.train(
                on: [LabelledText(text: "late", label: 0), LabelledText(text: "kind", label: 1)],
                from: several,
                tokenizer: tokenizer,
                configuration: configuration
            )
        }
        func error(
            _ examples: [MultiLabelText],
            _ weighting: ClassWeighting = .equal
        ) -> (any Error)? {
            var changed = configuration
            changed.classWeighting = weighting
            return #expect(throws: (any Error).self) {
                try DistilBERTClassifier.train(
                    on: examples,
                    from: several,
                    tokenizer: tokenizer,
                    configuration: changed
                )
            }
        }
        let never = error([MultiLabelText(text: "late", labels: [0])])
        #expect(never as? TrainingDataError == .missingLabel(1, name: "LABEL_1"))
        let unknown = error([MultiLabelText(text: "late", labels: [0, 1, 2])])
        #expect(unknown as? TrainingDataError == .unknownLabel(2, labels: 2))
        #expect("\(error(texts, .balanced)!)".contains("classWeighting"))
    }

    @Test(arguments: [true, false]) func aRegressionIsNoClassifier(_ isNamed: Bool) throws {
        let (model, tokenizer) = try small(.roberta) {
            $0.labels = isNamed ? ["low", "high"] : ["LABEL_0"]
            $0.problemType = .regression
        }
        #expect(throws: SettingError.regression) {
            try DistilBERTClassifier(model: model, tokenizer: tokenizer)
        }
        try withTemporaryDirectory { directory in
            try model.save(to: directory + "/model")
            try tokenizer.save(to: directory + "/model")
            let error = #expect(throws: FormatError.self) {
                try TextClassifiers.load(from: directory + "/model")
            }
            #expect(error?.file == directory + "/model/config.json")
            #expect(error?.problem.contains("logits") == true)
        }
    }

    @Test func theMaximumLengthIsTheTokenizers() throws {
        let (model, tokenizer) = try small(.bert)
        var configuration = DistilBERTClassifier.Configuration()
        configuration.maximumLength = 5
        let classifier = try DistilBERTClassifier(
            model: model,
            tokenizer: tokenizer,
            configuration: configuration
        )
        try withSaved(classifier) { directory in
            let path = directory + "/tokenizer_config.json"
            let members = try JSONValue(from: path).object()
            #expect(try members.integer("model_max_length") == 5)
            // Without this library's own file the tokenizer's length counts.
            try withTemporaryDirectory { folder in
                for name in [
                    "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json",
                ] {
                    let bytes = try FileReader.bytes(of: directory + "/" + name)
                    try AtomicFile.write(bytes, to: folder + "/" + name)
                }
                let loaded = try DistilBERTClassifier(from: folder)
                #expect(loaded.configuration.maximumLength == 5)
                let long = "late lost rude great kind quick"
                let cut = try loaded.predict(long)
                let short = try loaded.predict("late lost rude")
                for (a, b) in zip(cut.probabilities, short.probabilities) {
                    #expect(abs(a - b) < 1e-5)
                }
                // One beyond the positions does not.
                var changed = members
                changed["model_max_length"] = 512
                try AtomicFile.write(
                    JSONValue.object(changed).encoded(),
                    to: folder + "/tokenizer_config.json"
                )
                #expect(try DistilBERTClassifier(from: folder).configuration.maximumLength == 16)
            }
        }
    }

    /// A text with what Transformers' pipeline says of it: Fixtures/families/make_classifier.py.
    struct Answer: Decodable {
        let text: String
        let scores: [Double]
    }

    @Test func aRoBERTaWithItsOwnTokenizerEqualsTransformers() throws {
        let answers: [Answer] = try Fixtures.json("families/answers.json")
        let texts = answers.map(\.text)
        func expectAnswers(_ classifier: any TextClassifier, _ tolerance: Double) throws {
            for (prediction, answer) in zip(try classifier.predict(texts), answers) {
                for (a, b) in zip(prediction.probabilities, answer.scores) {
                    #expect(abs(a - b) <= tolerance, "\(answer.text): \(a), not \(b)")
                }
            }
        }
        let directory = Fixtures.path("families/classifier")
        let classifier = try DistilBERTClassifier(from: directory)
        #expect(classifier.labels == ["negative", "neutral", "positive"])
        #expect(classifier.tokenizer is BytePairTokenizer)
        #expect(classifier.configuration.maximumLength == 12)
        try expectAnswers(classifier, 1e-5)
        try expectAnswers(classifier.quantized(), 0.05)
        let inspections = classifier.inspect(texts)
        #expect(inspections[1].tokenCount == classifier.tokenizer.encode("").count - 2)
        #expect(inspections[5].isTruncated && inspections[5].maximumTokenCount == 10)
        try expectSameAfterLoading(classifier, texts: texts)
        try withSaved(classifier) { saved in
            for name in ["vocab.json", "merges.txt"] {
                let found = try FileReader.bytes(of: saved + "/" + name)
                let original = try FileReader.bytes(of: directory + "/" + name)
                #expect(found == original)
            }
            let found = try JSONValue(from: saved + "/tokenizer_config.json")
            let original = try JSONValue(from: directory + "/tokenizer_config.json")
            #expect(found == original)
        }
        // For `make_classifier.py --check`, which loads it with Transformers.
        if let folder = ProcessInfo.processInfo.environment["SWIFTLET_SAVED_CLASSIFIER"] {
            try classifier.save(to: folder)
        }
    }

    @Test func aRoBERTaIsFineTunedWithItsOwnTokenizer() throws {
        let directory = Fixtures.path("families/classifier")
        let examples = (0..<40).map {
            LabelledText(text: $0 % 2 == 0 ? "lovely \($0)" : "late again \($0)", label: $0 % 2)
        }
        var configuration = configuration(epochs: 2)
        configuration.maximumLength = 9
        // The checkpoint's own classifier has three labels.
        let two = try DistilBERTClassifier.train(
            on: examples,
            from: directory,
            configuration: configuration
        ).classifier
        #expect(
            Set(two.model.ignoredTensors)
                == ["classifier.out_proj.weight", "classifier.out_proj.bias"]
        )
        let threeLabels = examples + [LabelledText(text: "late and lovely", label: 2)]
        let classifier = try DistilBERTClassifier.train(
            on: threeLabels,
            labels: ["a", "b", "c"],
            from: directory,
            configuration: configuration
        ).classifier
        try expectSameAfterLoading(classifier) { loaded, _ in
            #expect(loaded.tokenizer.maximumLength == 9)
            #expect(loaded.configuration.maximumLength == 9)
        }
    }

    @Test func aTokenizerWithoutFilesIsNotSaved() throws {
        let loaded = try DistilBERTClassifier(from: Fixtures.path("families/classifier"))
        let classifier = try DistilBERTClassifier(
            model: loaded.model,
            tokenizer: loaded.tokenizer,
            configuration: loaded.configuration
        )
        try withTemporaryDirectory { directory in
            let error = #expect(throws: SettingError.self) {
                try classifier.save(to: directory + "/model")
            }
            #expect(error?.value.contains("BytePairTokenizer") == true)
            #expect(!FileReader.exists(directory + "/model"))
        }
    }

    @Test func tokenizersOfOtherKindsAreNamed() throws {
        try withTemporaryDirectory { directory in
            for name in ["config.json", "model.safetensors"] {
                try AtomicFile.write(
                    Fixtures.bytes("families/classifier/" + name),
                    to: directory + "/" + name
                )
            }
            try AtomicFile.write(
                Array("{\"model\": {\"type\": \"WordLevel\", \"vocab\": {}}}".utf8),
                to: directory + "/tokenizer.json"
            )
            let error = #expect(throws: FormatError.self) {
                try DistilBERTClassifier(from: directory)
            }
            #expect(error?.file == directory + "/tokenizer.json")
            #expect(error?.problem.contains("WordLevel") == true)
        }
    }
}
