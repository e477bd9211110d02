import Swiftlet
import TestSupport
import Testing

@Suite struct DistilBERTClassifierTests {
    /// A text with what Transformers says of it: Fixtures/distilbert/make_classifier.py.
    struct Answer: Decodable {
        let text: String
        let one: [Double]
        let several: [Double]
        let cut: [Double]
    }

    static let directory = Fixtures.path("distilbert/classifier")
    let answers: [Answer]
    var texts: [String] { answers.map(\.text) }

    init() throws { answers = try Fixtures.json("distilbert/answers.json") }

    private func expectClose(_ found: [Prediction], _ expected: [[Double]], _ tolerance: Double) {
        #expect(found.count == expected.count)
        for (prediction, probabilities) in zip(found, expected) {
            for (a, b) in zip(prediction.probabilities, probabilities) {
                #expect(abs(a - b) <= tolerance, "\(a), not \(b)")
            }
            #expect(prediction.probability == prediction.probabilities.max())
        }
    }

    @Test func predictionsOfADirectoryOfHuggingFaceEqualTransformers() throws {
        let classifier = try TextClassifiers.load(from: Self.directory)
        #expect(classifier.labels == ["bad", "neither", "good"])
        let loaded = try #require(classifier as? DistilBERTClassifier)
        #expect(loaded.configuration.maximumLength == 32)
        let predictions = try classifier.predict(texts)
        expectClose(predictions, answers.map(\.one), 1e-5)
        for (prediction, answer) in zip(predictions, answers) {
            let best = answer.one.firstIndex(of: answer.one.max()!)!
            #expect(prediction.label == classifier.labels[best])
        }
        for (text, prediction) in zip(texts, predictions) {
            expectClose([try classifier.predict(text)], [prediction.probabilities], 1e-6)
        }
        #expect(try classifier.predict([]).isEmpty)
    }

    @Test func longTextsAreCutAsByTransformers() throws {
        let loaded = try DistilBERTClassifier(from: Self.directory)
        var configuration = loaded.configuration
        configuration.maximumLength = 8
        let classifier = try DistilBERTClassifier(
            model: loaded.model,
            tokenizer: loaded.tokenizer,
            configuration: configuration
        )
        expectClose(try classifier.predict(texts), answers.map(\.cut), 1e-5)
    }

    @Test func aTextMayHaveSeveralLabels() throws {
        try withTemporaryDirectory { directory in
            try Self.copy(to: directory) { $0["problem_type"] = "multi_label_classification" }
            let classifier = try DistilBERTClassifier(from: directory)
            expectClose(try classifier.predict(texts), answers.map(\.several), 1e-5)
        }
    }

    @Test func eightBitsGiveNearlyTheSame() throws {
        let classifier = try DistilBERTClassifier(from: Self.directory)
        let small = try classifier.quantized()
        expectClose(try small.predict(texts), answers.map(\.one), 0.05)
        try expectSameAfterLoading(small, texts: texts) { loaded, saved in
            #expect(loaded.model.isQuantized)
            #expect(loaded.configuration == saved.configuration)
        }
    }

    @Test func eightBitsInFixedRangesGiveNearlyTheSame() throws {
        let classifier = try DistilBERTClassifier(from: Self.directory)
        for method in [.minMax, .percentile(), .entropy] as [CalibrationMethod] {
            let small = try classifier.quantized(calibration: texts, method: method)
            #expect(small.calibration?.source == .init(method: method, textCount: texts.count))
            expectClose(try small.predict(texts), answers.map(\.one), 0.1)
            try expectSameAfterLoading(small, texts: texts) { loaded, saved in
                #expect(loaded.calibration == saved.calibration)
            }
        }
        #expect(throws: QuantizationError.noCalibrationTexts) {
            try classifier.quantized(calibration: [])
        }
    }

    @Test func aSavedClassifierIsTheSame() throws {
        let loaded = try DistilBERTClassifier(from: Self.directory)
        var configuration = loaded.configuration
        configuration.maximumLength = 12
        configuration.cleaning = .light
        let classifier = try DistilBERTClassifier(
            model: loaded.model,
            tokenizer: loaded.tokenizer,
            configuration: configuration
        )
        try expectSameAfterLoading(classifier, texts: texts) { loaded, _ in
            #expect(loaded.configuration == configuration)
        }
        try expectOnlyClassifiersReplaced(classifier, by: loaded)
    }

    @Test func settingsSavedBeforeThereWereLaterOnesAreRead() throws {
        try withSaved(DistilBERTClassifier(from: Self.directory)) { model in
            try replace(
                "\"classifierRateFactor\" : 10,",
                by: "",
                in: model + "/classifier.json"
            )
            try replace("\"precision\" : \"float32\",", by: "", in: model + "/classifier.json")
            let configuration = try DistilBERTClassifier(from: model).configuration
            #expect(configuration.headLearningRateMultiplier == 1)
            #expect(configuration.precision == .float32)
        }
    }

    @Test func brokenFilesAreNamed() throws {
        try expectBrokenFilesNamed(
            of: DistilBERTClassifier(from: Self.directory),
            missing: ["config.json", "model.safetensors"],
            truncated: ["classifier.json", "config.json", "model.safetensors", "tokenizer.json"]
        )
    }

    /// Copies the fixture's classifier with a change of its configuration.
    static func copy(to directory: String, _ change: (inout JSONObject) -> Void = { _ in }) throws {
        for name in ["model.safetensors", "tokenizer.json", "tokenizer_config.json"] {
            let bytes = try Fixtures.bytes("distilbert/classifier/" + name)
            try AtomicFile.write(bytes, to: directory + "/" + name)
        }
        var members = try JSONValue(from: Self.directory + "/config.json").object()
        change(&members)
        try AtomicFile.write(
            JSONValue.object(members).encoded(),
            to: directory + "/config.json"
        )
    }

    @Test func partsThatDoNotFitAreErrors() throws {
        try withTemporaryDirectory { directory in
            // An encoder alone is no classifier.
            #expect(throws: FormatError.self) {
                try DistilBERTClassifier(from: Fixtures.path("distilbert/encoder"))
            }
            #expect(throws: (any Error).self) {
                try TextClassifiers.load(from: Fixtures.path("distilbert/bert"))
            }
            // No tokenizer.
            let missing = #expect(throws: FormatError.self) {
                try DistilBERTClassifier(from: Fixtures.path("distilbert/single"))
            }
            #expect(missing?.problem == "there is neither tokenizer.json nor vocab.txt")
            // A tokenizer with more tokens than the model.
            try Self.copy(to: directory)
            let path = directory + "/tokenizer.json"
            var tokenizer = try JSONValue(from: path).object()
            var model = try tokenizer.object("model")
            var words = try model.object("vocab")
            words["zebra"] = .integer(words.count)
            model["vocab"] = .object(words)
            tokenizer["model"] = .object(model)
            try AtomicFile.write(JSONValue.object(tokenizer).encoded(), to: path)
            let tokens = #expect(throws: FormatError.self) {
                try DistilBERTClassifier(from: directory)
            }
            #expect(tokens?.problem.contains("word embeddings") == true)
        }
        try withSaved(DistilBERTClassifier(from: Self.directory)) { saved in
            // The settings say other labels than the model, or another approach or length.
            let path = saved + "/classifier.json"
            let members = try JSONValue(from: path).object()
            func expectError(_ part: String, _ change: (inout JSONObject) throws -> Void) throws {
                var changed = members
                try change(&changed)
                try AtomicFile.write(JSONValue.object(changed).encoded(), to: path)
                let error = #expect(throws: FormatError.self) {
                    try DistilBERTClassifier(from: saved)
                }
                #expect(error?.file == path)
                #expect(error?.problem.contains(part) == true, "\(error!)")
            }
            try expectError("labels") { $0["labels"] = ["a", "b", "c"] }
            try expectError("approach") { $0["approach"] = "bilstm" }
            for length in [0, 2, 33, Int.max] {
                try expectError("maximumLength") {
                    var configuration = try $0.object("configuration")
                    configuration["maximumLength"] = .integer(length)
                    $0["configuration"] = .object(configuration)
                }
            }
        }
    }

    @Test func mutatedDistilBERTClassifiersLoadOrAreRefused() throws {
        try expectMutationsReadOrRefused(
            of: DistilBERTClassifier(from: Self.directory).quantized(),
            files: ["classifier.json", "config.json", "tokenizer.json", "model-int8.safetensors"],
            iterations: Mutator.iterations / 10
        )
    }
}
