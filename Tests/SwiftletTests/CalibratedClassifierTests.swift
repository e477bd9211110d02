import Swiftlet
import TestSupport
import Testing

@Suite struct CalibratedClassifierTests {
    static let two = Result {
        try LinearClassifier.trainCalibrated(
            by: .sigmoid,
            on: LinearClassifierTests.tweets.get(),
            configuration: .init(regression: LogisticRegression(C: 100)),
            seed: 2
        ).classifier
    }

    static let four = Result {
        try CalibratedClassifier(
            LinearClassesTests.multinomial.get(),
            by: .isotonic,
            on: LinearClassesTests.messages
        )
    }

    @Test func calibrationByCrossValidationLowersTheLogLossOfUnseenTexts() throws {
        let tweets = try LinearClassifierTests.tweets.get()
        let parts = try stratifiedSplit(labels: tweets.map(\.label), shares: [0.5], seed: 3)
        let (training, unseen) = (parts[0].map { tweets[$0] }, parts[1].map { tweets[$0] })
        for method in ProbabilityCalibration.Method.allCases {
            let calibrated = try LinearClassifier.trainCalibrated(
                by: method,
                on: training,
                configuration: .init(regression: LogisticRegression(C: 100)),
                seed: 4
            ).classifier
            func scores(_ classifier: any TextClassifier) throws -> ClassificationScores {
                ClassificationScores(
                    truth: unseen.map(\.label),
                    probabilities: try classifier.predict(unseen.map(\.text)).map(\.probabilities),
                    labels: classifier.labels
                )
            }
            let (before, after) = (try scores(calibrated.base), try scores(calibrated))
            #expect(after.logLoss! < before.logLoss! - 0.05, "\(method)")
            #expect(after.brierScore! < before.brierScore!, "\(method)")
        }
    }

    @Test func probabilitiesAreThoseOfTheCurve() throws {
        for classifier in [try Self.two.get(), try Self.four.get()] {
            let texts = variousTexts + LinearClassesTests.messages.prefix(20).map(\.text)
            let base = try classifier.base.predict(texts)
            for (prediction, base) in zip(try classifier.predict(texts), base) {
                let expected = classifier.calibration.calibrated(base.probabilities)
                #expect(prediction.probabilities == expected)
                #expect(prediction.probability == expected.max())
            }
            var taken: [TextInspection] = []
            let inspected = try classifier.predict(texts) { taken = $0 }
            #expect(try inspected == classifier.predict(texts))
            #expect(try taken == classifier.base.inspect(texts))
            #expect(try classifier.inspect(texts) == taken)
        }
    }

    @Test func explanationsAreOfTheLabelThatIsPredicted() throws {
        // By these curves, everything is negative.
        let base = try LinearClassifierTests.trained.get()
        let sigmoid = SigmoidCalibration(slope: -1, intercept: 20)
        let gloomy = try CalibratedClassifier(
            base,
            ProbabilityCalibration(curves: .sigmoid([sigmoid]))
        )
        for text in ["What a lovely crew, thanks", "worst flight ever, never again"] {
            let explanation = try gloomy.explain(text)
            #expect(explanation.label == "negative")
            let same = try base.predict(text).label == "negative"
            #expect(explanation.method == (same ? .coefficients : .leaveOneOut))
        }
    }

    // MARK: - Saved form

    @Test func calibratedClassifiersAreSaved() throws {
        for classifier in [try Self.two.get(), try Self.four.get()] {
            try expectSameAfterLoading(classifier) { loaded, saved in
                #expect(loaded.calibration == saved.calibration)
            }
        }
        try expectOnlyClassifiersReplaced(Self.two.get(), by: Self.four.get())
    }

    @Test func aDirectoryOfOneIsNoClassifierOfTheKindBelow() throws {
        try withSaved(Self.two.get()) { model in
            let error = try #require(throws: FormatError.self) {
                try LinearClassifier(from: model)
            }
            #expect(error.problem.contains("calibrated"))
            let below = try LinearClassifier(from: model + "/classifier")
            #expect(below.labels == ["negative", "positive"])
        }
    }

    @Test func ownKindsAreCalibratedToo() throws {
        let own = KeywordClassifier(labels: ["other", "about seats"], keyword: "seat")
        let sigmoid = SigmoidCalibration(slope: -0.5, intercept: 0.25)
        let classifier = try CalibratedClassifier(
            own,
            ProbabilityCalibration(curves: .sigmoid([sigmoid]))
        )
        try withSaved(classifier) { model in
            let kinds: [any TextClassifier.Type] = [KeywordClassifier.self]
            let loaded = try TextClassifiers.load(from: model, otherKinds: kinds)
            #expect(try loaded.predict(["a seat"]) == classifier.predict(["a seat"]))
            #expect(throws: FormatError.self) { try TextClassifiers.load(from: model) }
        }
    }

    @Test func brokenFilesAreNamed() throws {
        try expectBrokenFilesNamed(
            of: Self.two.get(),
            missing: ["classifier.json", "classifier/classifier.json"],
            truncated: ["classifier.json", "classifier/model.safetensors"]
        )
        try expectRefusal(
            of: Self.two.get(),
            with: "\"positive\"",
            alteredTo: "\"good\"",
            naming: "good"
        )
        try expectRefusal(
            of: Self.four.get(),
            with: "\"isotonics\"",
            alteredTo: "\"other\"",
            naming: "isotonics"
        )
        try expectRefusal(
            of: Self.four.get(),
            with: "\"scores\" : [",
            alteredTo: "\"scores\" : [ 1000000,",
            naming: "rise"
        )
        let four = try Self.four.get()
        #expect(throws: SettingError.wrongClassCount(4, expected: 2)) {
            try CalibratedClassifier(LinearClassifierTests.trained.get(), four.calibration)
        }
        #expect(throws: TrainingDataError.missingLabel(0, name: "negative")) {
            try CalibratedClassifier(LinearClassifierTests.trained.get(), by: .sigmoid, on: [])
        }
    }

    @Test func mutatedCalibratedClassifiersLoadOrAreRefused() throws {
        let tweets = Array(try LinearClassifierTests.tweets.get().prefix(60))
        let classifier = try LinearClassifier.trainCalibrated(by: .isotonic, on: tweets, seed: 1)
        try expectMutationsReadOrRefused(of: classifier.classifier, files: ["classifier.json"])
    }
}
