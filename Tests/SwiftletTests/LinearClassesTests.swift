import Swiftlet
import TestSupport
import Testing

/// Linear classifiers of more than two labels.
@Suite struct LinearClassesTests {
    static let labels = ["delay", "luggage", "praise", "food"]

    /// Made-up messages: two words of their topic among others, some of another one. Each topic is
    /// half as frequent as the one before.
    static let messages: [LabelledText] = {
        let topics = [
            ["late", "hours", "delayed", "waiting", "missed", "connection"],
            ["bag", "suitcase", "lost", "carousel", "baggage", "trolley"],
            ["thanks", "lovely", "great", "friendly", "wonderful", "smooth"],
            ["meal", "coffee", "hungry", "sandwich", "tasteless", "snack"],
        ]
        let others = ["the", "flight", "to", "Paris", "crew", "was", "again", "today", "airline"]
        var generator = PCG64(seed: 19)
        return topics.indices.flatMap { label in
            (0..<160 >> label).map { _ in
                var words = (0..<4).map { _ in others.randomElement(using: &generator)! }
                words += (0..<2).map { _ in topics[label].randomElement(using: &generator)! }
                if Int.random(in: 0..<3, using: &generator) == 0 {
                    words.append(topics.joined().randomElement(using: &generator)!)
                }
                let text = words.shuffled(using: &generator).joined(separator: " ")
                return LabelledText(text: text, label: label)
            }
        }.shuffled(using: &generator)
    }()

    private static func configuration(
        _ change: (inout LogisticRegression) -> Void = { _ in }
    ) -> LinearClassifier.Configuration {
        var configuration = LinearClassifier.Configuration()
        change(&configuration.regression)
        return configuration
    }

    static let multinomial = Result {
        try LinearClassifier.train(on: messages, labels: labels).classifier
    }

    static let oneVersusRest = Result {
        let configuration = Self.configuration {
            $0.solver = .liblinear
            $0.multiclass = .oneVersusRest
            $0.classWeights = .balanced
        }
        return try LinearClassifier.train(
            on: messages,
            labels: labels,
            configuration: configuration
        ).classifier
    }

    private func scores(of classifier: LinearClassifier) throws -> ClassificationScores {
        ClassificationScores(
            truth: Self.messages.map(\.label),
            probabilities: try classifier.predict(Self.messages.map(\.text)).map(\.probabilities),
            labels: classifier.labels
        )
    }

    @Test func everyLabelIsLearnt() throws {
        for classifier in [try Self.multinomial.get(), try Self.oneVersusRest.get()] {
            #expect(classifier.labels == Self.labels)
            let scores = try scores(of: classifier)
            #expect(scores.classes.allSatisfy { $0.f1 > 0.8 }, "\(scores.classes)")
            for prediction in try classifier.predict(Self.messages.prefix(20).map(\.text)) {
                #expect(prediction.probabilities.count == 4)
                #expect(abs(prediction.probabilities.reduce(0, +) - 1) < 1e-6)
                #expect(prediction.probability == prediction.probabilities.max())
                let best = prediction.probabilities.firstIndex(of: prediction.probability)!
                #expect(prediction.label == Self.labels[best])
            }
        }
        #expect(try Self.multinomial.get().predict("hungry! no meal").label == "food")
    }

    @Test func weightsSpeakForTheirLabel() throws {
        for classifier in [try Self.multinomial.get(), try Self.oneVersusRest.get()] {
            let words = ["late", "suitcas", "love", "sandwich"]
            for (label, word) in zip(Self.labels, words) {
                for other in Self.labels {
                    let terms = classifier.weightedTerms(for: other)
                    let weight = try #require(terms.first { $0.term == word }).weight
                    #expect((weight > 0) == (other == label), "\(word) for \(other): \(weight)")
                }
            }
            #expect(classifier.weightedTerms == classifier.weightedTerms(for: "food"))
        }
    }

    @Test func ofTwoLabelsOneSpeaksAgainstTheOther() throws {
        let classifier = try LinearClassifierTests.trained.get()
        #expect(classifier.weightedTerms(for: "positive") == classifier.weightedTerms)
        #expect(
            classifier.weightedTerms(for: "negative").map(\.weight)
                == classifier.weightedTerms.map { 0 - $0.weight }
        )
    }

    @Test func eachLabelVersusTheRestIsAClassifierOfTwo() throws {
        let classifier = try Self.oneVersusRest.get()
        let texts = Self.messages.prefix(40).map(\.text)
        let explanations = try texts.map { try classifier.explain($0) }
        for (label, name) in Self.labels.enumerated() {
            let two = try LinearClassifier.train(
                on: Self.messages.map {
                    LabelledText(text: $0.text, label: $0.label == label ? 1 : 0)
                },
                labels: ["rest", name],
                configuration: classifier.configuration
            ).classifier
            #expect(two.weightedTerms == classifier.weightedTerms(for: name))
            for (text, explanation) in zip(texts, explanations) where explanation.label == name {
                let expected = try two.explain(text)
                if expected.label == name { #expect(explanation == expected) }
            }
        }
        #expect(Set(explanations.map(\.label)).count > 2)
    }

    @Test func classWeightsLiftTheRarestLabel() throws {
        let plain = try scores(of: Self.multinomial.get())
        for weights in [LogisticRegression.ClassWeights.balanced, .given([3: 8])] {
            let configuration = Self.configuration { $0.classWeights = weights }
            let weighted = try LinearClassifier.train(
                on: Self.messages,
                labels: Self.labels,
                configuration: configuration
            ).classifier
            let before = plain.confusion.predictedCount(of: 3)
            #expect(try scores(of: weighted).confusion.predictedCount(of: 3) > before)
        }
    }

    @Test func liblinearAloneAsksForOneVersusTheRest() throws {
        let error = #expect(throws: SettingError.self) {
            try LinearClassifier.train(
                on: Self.messages,
                labels: Self.labels,
                configuration: Self.configuration { $0.solver = .liblinear }
            )
        }
        #expect(error == .tooManyClasses(solver: .liblinear, classes: 4))
        #expect("\(error!)".contains("one-versus-rest"))
    }

    @Test func namesDoNotChangeWhatIsLearnt() throws {
        let tweets = Array(try LinearClassifierTests.tweets.get().prefix(200))
        let one = try LinearClassifier.train(on: tweets).classifier
        let other = try LinearClassifier.train(on: tweets, labels: ["mauvais", "bon"]).classifier
        #expect(one.weightedTerms == other.weightedTerms)
        let texts = tweets.map(\.text)
        let (named, renamed) = (try one.predict(texts), try other.predict(texts))
        #expect(named.map(\.probabilities) == renamed.map(\.probabilities))
        #expect(named.map { $0.label == "positive" } == renamed.map { $0.label == "bon" })
    }

    // MARK: - Search

    @Test func aSearchGoesByTheScoreThatIsAskedFor() throws {
        let space = SearchSpace([.choice("C", [1e-3, 1, 30])])
        for metric in ClassificationMetric.allCases {
            let study = try LinearClassifier.search(
                SearchSettings(
                    trials: 3,
                    seed: 2,
                    sampler: GridSampler(space, seed: 2),
                    pruner: nil
                ),
                on: Self.messages,
                labels: Self.labels,
                by: metric,
                foldCount: 3,
                around: Self.configuration(),
                over: space
            )
            #expect(study.direction == (metric.isLoss ? .minimize : .maximize))
            let values = study.trials.map { $0.value! }
            #expect(study.best?.value == (metric.isLoss ? values.min() : values.max()), "\(metric)")
            let weak = try #require(study.trials.first { $0.parameters.double("C") == 1e-3 })
            #expect(weak.value == (metric.isLoss ? values.max() : values.min()), "\(metric)")
            #expect(
                weak.reports.map(\.step) == [1, 2, 3] && weak.reports.last?.value == weak.value
            )
        }
    }

    @Test func nothingButWhatGoesTogetherIsSearched() throws {
        for labelCount in [2, 4] {
            let space = LinearClassifier.Configuration.searchSpace(labelCount: labelCount)
            let grid = GridSampler(space.without("cleaning", "fitsIntercept"), points: 2)
            // Scaler, sublinear and ratios, C; solvers with penalties, of more labels two ways each
            // except for liblinear, and elasticnet with two shares.
            #expect(grid.combinations.count == 24 * (labelCount == 2 ? 8 : 14))
            let messages = labelCount == 2 ? Self.messages.filter { $0.label < 2 } : Self.messages
            for combination in grid.combinations where combination.double("C") > 1 {
                var configuration = try Self.configuration().applying(combination)
                configuration.regression.maximumIterations = 2
                _ = try LinearClassifier.train(
                    on: Array(messages),
                    labels: Array(Self.labels.prefix(labelCount)),
                    configuration: configuration
                )
            }
        }
    }

    @Test func crossValidatedProbabilitiesAreThoseOfUnseenTexts() throws {
        let probabilities = try LinearClassifier.crossValidatedProbabilities(
            on: Self.messages,
            labels: Self.labels,
            foldCount: 4,
            seed: 3
        )
        #expect(probabilities.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-6 && $0.count == 4 })
        let unseen = ClassificationScores(
            truth: Self.messages.map(\.label),
            probabilities: probabilities,
            labels: Self.labels
        )
        let seen = try scores(of: Self.multinomial.get())
        #expect(unseen.macro.f1 > 0.6 && unseen.logLoss! > seen.logLoss!)
    }

    // MARK: - Saved form

    @Test func classifiersOfMoreLabelsAreSaved() throws {
        for trained in [Self.multinomial, Self.oneVersusRest] {
            try expectSameAfterLoading(trained.get()) { loaded, saved in
                #expect(loaded.configuration == saved.configuration)
                for label in Self.labels {
                    #expect(loaded.weightedTerms(for: label) == saved.weightedTerms(for: label))
                }
            }
        }
    }

    @Test func anUnknownWayToTellLabelsApartIsRefused() throws {
        try expectRefusal(
            of: Self.oneVersusRest.get(),
            with: "one-versus-rest",
            alteredTo: "one-versus-one",
            naming: "one-versus-one"
        )
    }
}
