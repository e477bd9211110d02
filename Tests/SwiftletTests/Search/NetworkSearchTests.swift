import Swiftlet
import Synchronization
import TestSupport
import Testing

/// What the searches of the classifiers make of a study. What samplers, pruners and importances give is
/// compared with Optuna's in SwiftletEvaluationTests.
@Suite struct NetworkSearchTests {
    private static let parts = Result {
        try BiLSTMClassifierTests.tweets.get().map { Array($0.prefix(80)) }
    }

    private static var small: BiLSTMClassifier.Configuration {
        var configuration = BiLSTMClassifierTests.small
        configuration.training.epochs = 4
        return configuration
    }

    private func search(
        _ settings: SearchSettings,
        over space: SearchSpace,
        finished: @Sendable (Trial) -> Void = { _ in },
        progress: @Sendable (Int, TrainingProgress) throws -> TrainingDecision = { _, _ in .goOn }
    ) throws -> Study {
        let parts = try Self.parts.get()
        return try BiLSTMClassifier.search(
            settings,
            on: parts[0],
            validation: parts[1],
            around: Self.small,
            over: space,
            finished: finished,
            progress: progress
        )
    }

    /// Stops each trial but the first after so many epochs.
    private struct StopsAfter: Pruner {
        let step: Int

        func prunes(_ trial: inout Trial, among: [Trial], direction: SearchDirection) -> Bool {
            trial.number > 0 && trial.reports.count == step
        }
    }

    @Test func aPrunedTrialTrainsNoFurther() throws {
        let epochs = Mutex([Int: Int]())
        let ended = Mutex([Int]())
        let study = try search(
            SearchSettings(trials: 3, seed: 1, pruner: StopsAfter(step: 2)),
            over: SearchSpace([.integer("units", 4...16)]),
            finished: { trial in ended.withLock { $0.append(trial.number) } },
            progress: { trial, step in
                if step.record != nil { epochs.withLock { $0[trial, default: 0] += 1 } }
                return .goOn
            }
        )
        #expect(epochs.withLock(\.self) == [0: 4, 1: 2, 2: 2])
        #expect(ended.withLock(\.self) == [0, 1, 2])
        #expect(study.trials.map(\.state) == [.complete, .pruned, .pruned])
        #expect(study.trials.map(\.reports.count) == [4, 2, 2])
        #expect(study.trials[0].parameters.integer("units") == 16)
        #expect(study.trials[0].value == study.trials[0].reports.map(\.value).max())
    }

    @Test func aTrainingThatGoesAstrayIsTheWorst() throws {
        let study = try search(
            SearchSettings(trials: 4, seed: 1, sampler: RandomSampler(), pruner: nil),
            over: SearchSpace([.choice("learningRate", [1e-3, 1e30])])
        )
        let astray = study.trials.filter { $0.parameters.double("learningRate") > 1 }
        #expect(!astray.isEmpty && astray.count < 4)
        for trial in astray { #expect(trial.isAstray && trial.state == .pruned) }
        #expect(study.best?.parameters.double("learningRate") == 1e-3)
    }

    @Test func whoStopsATrialStopsTheSearch() throws {
        let study = try search(
            SearchSettings(trials: 5, seed: 1),
            over: SearchSpace([.integer("units", 4...16)]),
            progress: { trial, _ in trial == 2 ? .stop : .goOn }
        )
        #expect(study.trials.map(\.number) == [0, 1])
    }

    @Test func trialsAtOnceAreThoseOfOneAfterTheOther() throws {
        let space = SearchSpace([.integer("units", 4...16), .number("dropout", 0...0.5)])
        func outcome(atOnce: Int) throws -> [String] {
            let settings = SearchSettings(
                trials: 4,
                seed: 3,
                sampler: RandomSampler(),
                pruner: nil,
                atOnce: atOnce
            )
            return try Threads.withCount(1) {
                try search(settings, over: space).trials.map { "\($0.parameters) \($0.reports)" }
            }
        }
        #expect(try outcome(atOnce: 3) == outcome(atOnce: 1))
    }

    @Test func whatIsNoSettingIsRefused() throws {
        for (parameter, name, expected) in [
            (SearchParameter.integer("colour", 1...2), "colour", "one of vocabularySize, maximum"),
            (.number("units", 1...2), "units", "a whole number"),
            (.choice("trainsEmbedding", ["yes"]), "trainsEmbedding", "true or false"),
            (.choice("dropout", ["much"]), "dropout", "a number"),
            (.number("dropout", 1...2), "dropout", "0 to below 1"),
        ] {
            let error = #expect(throws: SettingError.self) {
                try search(SearchSettings(trials: 1, seed: 1), over: SearchSpace([parameter]))
            }
            #expect(error?.name == name && error?.expected.hasPrefix(expected) == true, "\(name)")
        }
    }

    @Test func settingsThatAreNoNumbersAreRefusedByName() throws {
        let parts = try Self.parts.get()
        var configuration = Self.small
        configuration.dropout = .nan
        var error = #expect(throws: SettingError.self) {
            try BiLSTMClassifier.search(
                SearchSettings(trials: 1, seed: 1),
                on: parts[0],
                validation: parts[1],
                around: configuration,
                over: SearchSpace([.integer("units", 4...16)])
            )
        }
        #expect(error?.name == "dropout")
        var distilbert = DistilBERTClassifier.Configuration()
        for rate in [0, -1, .nan, .infinity, 1e308, 5e-324] {
            distilbert.training.learningRate = rate
            error = #expect(throws: SettingError.self) {
                try DistilBERTClassifier.search(
                    SearchSettings(trials: 1, seed: 1),
                    on: parts[0],
                    validation: parts[1],
                    from: Fixtures.path("sentence-bert/tiny"),
                    around: distilbert
                )
            }
            #expect(error?.name == "learningRate", "\(rate)")
        }
    }

    @Test func everyValueOfTheSpacesIsOneOfTheSetting() throws {
        func expectApplied<Configuration: SearchableConfiguration>(
            _ configuration: Configuration,
            _ space: SearchSpace
        ) throws {
            var study = Study(space: space, direction: .maximize, seed: 1)
            try study.optimize(trials: 100, sampler: RandomSampler()) { _ in 1 }
            for trial in study.trials {
                let changed = try configuration.applying(trial.parameters)
                #expect(changed != configuration)
                for (name, value) in trial.parameters.pairs {
                    let same = SearchSpace([.choice(name, [value])])
                    var one = Study(space: same, direction: .maximize, seed: 1)
                    try one.optimize(trials: 1) { _ in 1 }
                    #expect(try changed.applying(one.trials[0].parameters) == changed, "\(name)")
                }
            }
        }
        let bilstm = BiLSTMClassifier.Configuration()
        try expectApplied(bilstm, BiLSTMClassifier.Configuration.searchSpace())
        try expectApplied(bilstm, BiLSTMClassifier.Configuration.searchSpace(hasWordVectors: true))
        let sentence = SentenceEncoderClassifier.Configuration()
        try expectApplied(sentence, SentenceEncoderClassifier.Configuration.searchSpace())
        let distilbert = DistilBERTClassifier.Configuration()
        try expectApplied(distilbert, distilbert.searchSpace)
        let linear = LinearClassifier.Configuration()
        for labels in 2...3 {
            let space = LinearClassifier.Configuration.searchSpace(labelCount: labels)
            // The share of l1 needs its penalty before it.
            try expectApplied(linear, space.without("l1Ratio"))
        }
    }

    @Test func theDefaultsAreTheFirstTrial() throws {
        let parts = try Self.parts.get().map { Array($0.prefix(40)) }
        var configuration = BiLSTMClassifier.Configuration()
        configuration.training.epochs = 1
        let study = try BiLSTMClassifier.search(
            SearchSettings(trials: 1, seed: 1),
            on: parts[0],
            validation: parts[1],
            around: configuration
        )
        #expect(try configuration.applying(study.trials[0].parameters) == configuration)
    }

    @Test func fineTuningsAreSearched() throws {
        let parts = try Self.parts.get()
        var configuration = DistilBERTClassifier.Configuration()
        configuration.maximumLength = 16
        configuration.training.epochs = 2
        configuration.training.batchSize = 8
        try expectSeededAndResumed(
            on: Array(parts[0].prefix(24)),
            andOn: Array(parts[0].prefix(25))
        ) { settings, examples, progress in
            let study = try DistilBERTClassifier.search(
                settings,
                on: examples,
                validation: Array(parts[1].prefix(16)),
                from: Fixtures.path("sentence-bert/tiny"),
                around: configuration,
                progress: progress
            )
            #expect(try configuration.applying(study.trials[0].parameters) == configuration)
            return study
        }
    }
}
