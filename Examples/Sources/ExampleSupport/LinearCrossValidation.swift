import Swiftlet

extension Cleaning {
    /// The cleanings of which a linear classifier takes the one that cross-validation prefers.
    public static let linearChoices: [Cleaning] = [.strong, .light, .stemmed]
}

/// The configuration with the best score on folds that it did not see, and those predictions as the
/// split 'validation'.
///
/// - Parameters:
///   - metric: The score to go by.
///   - progress: Called after each fold with how many are done, of all configurations; from any
///     thread.
public func bestByCrossValidation(
    _ configurations: [LinearClassifier.Configuration],
    on training: LabelledTexts,
    by metric: ClassificationMetric = .f1,
    seed: UInt64,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
) throws -> (LinearClassifier.Configuration, EvaluatedSplit) {
    let splits = try configurations.enumerated().map { index, configuration in
        let probabilities = try namingClasses(training.labels) {
            try LinearClassifier.crossValidatedProbabilities(
                on: training.examples,
                labels: training.labels,
                configuration: configuration,
                seed: seed,
                progress: { done, total in
                    progress(total * index + done, total * configurations.count)
                }
            )
        }
        return EvaluatedSplit(
            "validation",
            training.examples,
            labels: training.labels,
            probabilities: probabilities
        )
    }
    func goodness(_ split: EvaluatedSplit) -> Double {
        split.scores[metric].map { metric.isLoss ? -$0 : $0 } ?? -.infinity
    }
    let best = splits.indices.max { goodness(splits[$0]) < goodness(splits[$1]) }!
    return (configurations[best], splits[best])
}
