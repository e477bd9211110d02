import SwiftletEvaluation
import SwiftletLinear
import SwiftletText

extension LinearClassifier {
    /// A configuration that was tried, with its scores.
    public struct SearchResult: Sendable, Equatable {
        public let configuration: Configuration
        /// What the search went by, on each fold.
        public let score: CrossValidationScore
        /// All scores on each fold.
        public let folds: [ClassificationScores]
        /// On how many folds the regression converged.
        public let convergedFolds: Int
    }

    /// Scores configurations by cross-validation, folds in parallel, best first.
    ///
    ///     let candidates = Configuration.searchCandidates(around: Configuration())
    ///     let results = try LinearClassifier.search(candidates, on: tweets, seed: 1)
    ///     let best = results[0].configuration
    ///
    /// Configurations that differ in their regression alone share their features, which are made
    /// once a fold.
    ///
    /// - Parameters:
    ///   - candidates: The configurations to compare, at least one.
    ///   - examples: Texts whose labels are indices into `labels`; each of them must occur.
    ///   - labels: The names of the labels, two or more, all different.
    ///   - metric: What to go by; by default the F1 of the second of two labels, the macro F1 of more.
    ///   - foldCount: How many folds, each holding the labels in the same shares.
    ///   - seed: Shuffles the folds.
    ///   - progress: Called with how many parts of the work are done, of how many; from any thread.
    /// - Returns: A result for each candidate, the best mean score first; among equals, the earlier
    ///   candidate.
    /// - Throws: What `crossValidatedProbabilities` throws.
    public static func search(
        _ candidates: [Configuration],
        on examples: [LabelledText],
        labels: [String] = ["negative", "positive"],
        by metric: ClassificationMetric = .f1,
        foldCount: Int = 5,
        seed: UInt64,
        progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) throws -> [SearchResult] {
        try TrainingDataError.requireAll(examples.map(\.label), labels)
        let folds = try stratifiedFolds(labels: examples.map(\.label), count: foldCount, seed: seed)
        let groups = groupsWithSameFeatures(candidates)
        let outcomes = try crossValidate(
            candidates: groups,
            folds: folds,
            progress: progress,
            evaluate: { group, fold in
                let training = fold.training.map { examples[$0] }
                let validation = fold.validation.map { examples[$0] }
                return try score(group.map { candidates[$0] }, training, validation, labels)
            }
        )
        var results = [SearchResult?](repeating: nil, count: candidates.count)
        for (group, folds) in zip(groups, outcomes) {
            for (place, candidate) in group.enumerated() {
                let scores = folds.map { $0[place].scores }
                // Every label is in every fold: a score is missing only where the model went astray.
                let worst = metric.isLoss ? Double.infinity : -.infinity
                results[candidate] = SearchResult(
                    configuration: candidates[candidate],
                    score: CrossValidationScore(folds: scores.map { $0[metric] ?? worst }),
                    folds: scores,
                    convergedFolds: folds.count { $0[place].converged }
                )
            }
        }
        // Sorting is stable, so that equals stay in the order of the candidates.
        return results.map { $0! }.sorted {
            metric.isLoss ? $0.score.mean < $1.score.mean : $0.score.mean > $1.score.mean
        }
    }

    /// Positions of candidates, those with the same features together.
    private static func groupsWithSameFeatures(_ candidates: [Configuration]) -> [[Int]] {
        var groups: [(features: Configuration, members: [Int])] = []
        for (index, candidate) in candidates.enumerated() {
            var features = candidate
            features.regression = LogisticRegression()
            if let group = groups.firstIndex(where: { $0.features == features }) {
                groups[group].members.append(index)
            } else {
                groups.append((features, [index]))
            }
        }
        return groups.map(\.members)
    }

    /// Scores configurations with the same features on one fold.
    private static func score(
        _ configurations: [Configuration],
        _ training: [LabelledText],
        _ validation: [LabelledText],
        _ labels: [String]
    ) throws -> [(scores: ClassificationScores, converged: Bool)] {
        let (features, matrix) = try LinearFeatures.fit(training.map(\.text), configurations[0])
        let unseen = try features.transform(validation.map(\.text))
        return try configurations.map { configuration in
            var regression = configuration.regression
            let report = try regression.fit(matrix, training.map(\.label))
            let classifier = LinearClassifier(
                configuration: configuration,
                labels: labels,
                features: features,
                regression: regression
            )
            let scores = ClassificationScores(
                truth: validation.map(\.label),
                probabilities: classifier.predictions(of: unseen).map(\.probabilities),
                labels: labels
            )
            return (scores, report.converged)
        }
    }
}

extension LinearClassifier.Configuration {
    /// What the study searched: every scaler with every solver and penalty that go together, at
    /// five strengths of the penalty, with 100 iterations each.
    ///
    /// - Parameters:
    ///   - configuration: Gives all other settings.
    ///   - labelCount: How many labels there are. Of more than two, liblinear tells each apart from
    ///     the rest.
    public static func searchCandidates(
        around configuration: Self,
        labelCount: Int = 2
    ) -> [Self] {
        let algorithms: [(LogisticRegression.Solver, LogisticRegression.Penalty)] = [
            (.lbfgs, .l2), (.newtonCG, .l2), (.liblinear, .l1), (.liblinear, .l2),
            (.saga, .l1), (.saga, .l2), (.saga, .elasticNet(l1Ratio: 0.5)),
        ]
        var candidates: [Self] = []
        let scalings: [FeatureScaler.Method] =
            configuration.includesCounts
            ? [.standard(), .minMax(), .none] : [configuration.countScaling]
        for scaling in scalings {
            for (solver, penalty) in algorithms {
                for C in [0.1, 0.3, 1, 3, 10] {
                    var candidate = configuration
                    candidate.countScaling = scaling
                    candidate.regression.solver = solver
                    if solver == .liblinear && labelCount > 2 {
                        candidate.regression.multiclass = .oneVersusRest
                    }
                    candidate.regression.penalty = penalty
                    candidate.regression.C = C
                    candidate.regression.maximumIterations = 100
                    candidates.append(candidate)
                }
            }
        }
        return candidates
    }
}
