import SwiftletBase
import SwiftletEvaluation
import SwiftletLinear
import SwiftletText

extension LinearClassifier {
    /// Searches for the settings with the best cross-validated score.
    ///
    ///     let study = try LinearClassifier.search(SearchSettings(seed: 1), on: tweets)
    ///     let best = try LinearClassifier.Configuration().applying(study.best!.parameters)
    ///
    /// A trial trains on the folds one after the other. It reports the mean score of the folds so far,
    /// by which a pruner may end it, and counts with that of all. Its value does not depend on the
    /// number of threads.
    ///
    /// - Parameters:
    ///   - search: How many trials, and how they are chosen and ended.
    ///   - examples: Texts whose labels are indices into `labels`; each of them must occur.
    ///   - labels: The names of the labels, two or more, all different.
    ///   - metric: What to go by; by default the F1 of the second of two labels, the macro F1 of more.
    ///   - foldCount: How many folds, each holding the labels in the same shares.
    ///   - configuration: Gives all settings that are not searched. It is the first trial where its
    ///     own values are in the space.
    ///   - space: What is searched, by the names of ``Configuration/searchableSettings``; by default
    ///     ``Configuration/searchSpace(labelCount:)``.
    ///   - finished: Called after each trial, from any thread.
    ///   - progress: Called after each fold with the trial's number, from 0, and the scores of its folds
    ///     so far; from any thread.
    /// - Throws: What `crossValidatedProbabilities` throws; `SettingError` for a space of other names;
    ///   `FormatError` where the file is that of another search, and `FileError`.
    public static func search(
        _ search: SearchSettings,
        on examples: [LabelledText],
        labels: [String] = ["negative", "positive"],
        by metric: ClassificationMetric = .f1,
        foldCount: Int = 5,
        around configuration: Configuration = Configuration(),
        over space: SearchSpace? = nil,
        finished: @Sendable (Trial) -> Void = { _ in },
        progress: @Sendable (_ trial: Int, _ folds: [ClassificationScores]) -> Void = { _, _ in }
    ) throws -> Study {
        try TrainingDataError.requireAll(examples.map(\.label), labels)
        let folds = try stratifiedFolds(
            labels: examples.map(\.label),
            count: foldCount,
            seed: search.seed
        )
        var data = DataFingerprint(examples)
        data.add(UInt64(foldCount))
        data.add(metric.rawValue)
        try data.add(encoded: SavedConfiguration(configuration))
        let study = try Study(
            space: space ?? Configuration.searchSpace(labelCount: labels.count),
            direction: metric.isLoss ? .minimize : .maximize,
            seed: search.seed,
            data: "\(data)"
        ).resumed(from: search.path)
        return try search.run(study, around: configuration, finished: finished) {
            trial,
            configuration in
            var scores: [ClassificationScores] = []
            func mean() -> Double {
                CrossValidationScore(folds: scores.map { $0[metric] ?? .nan }).mean
            }
            // As many folds at once as there are threads; what is pruned does not depend on it.
            for start in stride(from: 0, to: foldCount, by: Threads.count) {
                let some = Array(folds[start..<min(start + Threads.count, foldCount)])
                let found = try crossValidate(candidates: [configuration], folds: some) {
                    try self.scores(of: $0, on: $1, examples, labels)
                }
                for fold in found[0] {
                    scores.append(fold)
                    progress(trial.number, scores)
                    if trial.report(mean(), at: scores.count) == .prune { return mean() }
                }
            }
            return mean()
        }
    }

    /// What is reached on one fold.
    private static func scores(
        of configuration: Configuration,
        on fold: Fold,
        _ examples: [LabelledText],
        _ labels: [String]
    ) throws -> ClassificationScores {
        let classifier = try train(
            on: fold.training.map { examples[$0] },
            labels: labels,
            configuration: configuration
        ).classifier
        let validation = fold.validation.map { examples[$0] }
        return ClassificationScores(
            truth: validation.map(\.label),
            probabilities: try classifier.predict(validation.map(\.text)).map(\.probabilities),
            labels: labels
        )
    }
}

extension LinearClassifier.Configuration: SearchableConfiguration {
    public static let searchableSettings: [SearchableSetting<Self>] = [
        SearchableSetting(
            "cleaning",
            \.cleaning,
            named: [
                ("strong", .strong), ("light", .light), ("stemmed", .stemmed),
                ("minimal", .minimal), ("none", .none),
            ]
        ),
        SearchableSetting("sublinearTF", \.vectorizer.sublinearTF),
        SearchableSetting("maximumFeatures", expected: "a whole number") {
            $0.vectorizer.counting.maximumFeatures.map { .integer($0) }
        } set: {
            guard case .integer(let count) = $1 else { return false }
            $0.vectorizer.counting.maximumFeatures = count
            return true
        },
        SearchableSetting("includesCounts", \.includesCounts),
        SearchableSetting(
            "countScaling",
            \.countScaling,
            named: [
                ("none", .none), ("standard", .standard()), ("min-max", .minMax()),
                ("max-abs", .maxAbs()),
            ]
        ),
        SearchableSetting("usesLogCountRatios", \.usesLogCountRatios),
        SearchableSetting(
            "solver",
            \.regression.solver,
            named: LogisticRegression.Solver.allCases.map { ($0.rawValue, $0) }
        ),
        SearchableSetting(
            "multiclass",
            \.regression.multiclass,
            named: LogisticRegression.Multiclass.allCases.map { ($0.rawValue, $0) }
        ),
        SearchableSetting("penalty", expected: "none, l1, l2 or elasticnet") {
            .string($0.regression.penalty.name)
        } set: {
            guard case .string(let name) = $1,
                let penalty = try? LogisticRegression.Penalty(name: name, l1Ratio: 0.5)
            else { return false }
            $0.regression.penalty = penalty
            return true
        },
        SearchableSetting("l1Ratio", expected: "a number where the penalty is elasticnet") {
            if case .elasticNet(let ratio) = $0.regression.penalty { .number(ratio) } else { nil }
        } set: {
            guard case .elasticNet = $0.regression.penalty, case .number(let ratio) = $1 else {
                return false
            }
            $0.regression.penalty = .elasticNet(l1Ratio: ratio)
            return true
        },
        SearchableSetting("C", \.regression.C),
        SearchableSetting("fitsIntercept", \.regression.fitsIntercept),
        SearchableSetting("maximumIterations", \.regression.maximumIterations),
    ]

    /// What the study searched, but for pairs that do not go together: the solver, the penalty where
    /// the solver has several, the share of l1 where that is elasticnet, C from 1e-3 to 10, whether
    /// there is an intercept, and the scaling of the counts; and beside it the cleaning, `sublinearTF`
    /// and `usesLogCountRatios`.
    ///
    /// - Parameter labelCount: How many labels there are. Of more than two, liblinear tells each apart
    ///   from the rest.
    public static func searchSpace(labelCount: Int = 2) -> SearchSpace {
        var parameters: [SearchParameter] = [
            .choice("cleaning", ["strong", "light", "stemmed"]),
            .choice("sublinearTF", [false, true]),
            .choice("usesLogCountRatios", [false, true]),
            .choice("countScaling", ["standard", "min-max", "none"]),
            .number("C", 1e-3...10, scale: .logarithmic),
            .choice("fitsIntercept", [true, false]),
            .choice("solver", ["lbfgs", "newton-cg", "liblinear", "saga"]),
            .choice("penalty", ["l2"], when: ["solver": ["lbfgs", "newton-cg"]]),
            .choice("penalty", ["l1", "l2"], when: ["solver": ["liblinear"]]),
            .choice("penalty", ["l1", "l2", "elasticnet"], when: ["solver": ["saga"]]),
            .number("l1Ratio", 0...1, when: ["penalty": ["elasticnet"]]),
        ]
        if labelCount > 2 {
            parameters += [
                .choice("multiclass", ["one-versus-rest"], when: ["solver": ["liblinear"]]),
                .choice(
                    "multiclass",
                    ["multinomial", "one-versus-rest"],
                    when: ["solver": ["lbfgs", "newton-cg", "saga"]]
                ),
            ]
        }
        return SearchSpace(parameters)
    }
}

extension SearchSpace {
    /// This space without the parameters of some names, on which no condition of the others is.
    public func without(_ names: String...) -> SearchSpace {
        SearchSpace(parameters.filter { !names.contains($0.name) })
    }
}
