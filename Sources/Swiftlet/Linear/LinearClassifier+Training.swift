import SwiftletEvaluation
import SwiftletLinear
import SwiftletText

extension LinearClassifier {
    /// Trains a classifier.
    ///
    ///     let tweets = try [LabelledText](from: "tweets.csv")
    ///     let (classifier, report) = try LinearClassifier.train(on: tweets)
    ///     if !report.converged { print(report.reason) }
    ///
    /// - Parameters:
    ///   - examples: Texts with label 0 (negative) or 1 (positive); both must occur.
    ///   - configuration: How to clean, count and learn.
    /// - Returns: The classifier, and how the fit of the logistic regression went: that it did not
    ///   converge is told there and is no error.
    /// - Throws: `TrainingDataError` where a label is neither 0 nor 1; `VectorizerError` where no
    ///   term is left, for instance because all texts are empty once cleaned;
    ///   `LogisticRegressionError` where a label is missing or settings do not go together.
    public static func train(
        on examples: [LabelledText],
        configuration: Configuration = Configuration()
    ) throws -> (classifier: LinearClassifier, report: LogisticRegression.FitReport) {
        try TrainingDataError.requireKnown(examples.map(\.label), ["negative", "positive"])
        let (features, matrix) = try LinearFeatures.fit(examples.map(\.text), configuration)
        var regression = configuration.regression
        let report = try regression.fit(matrix, examples.map(\.label))
        let classifier = LinearClassifier(
            configuration: configuration,
            labels: ["negative", "positive"],
            features: features,
            regression: regression
        )
        return (classifier, report)
    }

    /// The probability of being positive that each example gets from a classifier trained on the
    /// other folds, in the order of the examples.
    ///
    /// - Parameters:
    ///   - examples: Texts with label 0 or 1.
    ///   - configuration: How to clean, count and learn.
    ///   - foldCount: How many folds, each holding both labels in the same shares.
    ///   - seed: Shuffles the folds.
    ///   - progress: Called after each fold with how many are done, of how many; from any thread.
    /// - Throws: `SplitError` where a label has fewer examples than there are folds, and what
    ///   `train` throws.
    public static func crossValidatedProbabilities(
        on examples: [LabelledText],
        configuration: Configuration = Configuration(),
        foldCount: Int = 5,
        seed: UInt64,
        progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) throws -> [Double] {
        try TrainingDataError.requireKnown(examples.map(\.label), ["negative", "positive"])
        let folds = try stratifiedFolds(
            labels: examples.map(\.label),
            count: foldCount,
            seed: seed
        )
        let parts = try crossValidate(
            candidates: [configuration],
            folds: folds,
            progress: progress,
            evaluate: { configuration, fold in
                let training = fold.training.map { examples[$0] }
                let classifier = try train(on: training, configuration: configuration).classifier
                let texts = fold.validation.map { examples[$0].text }
                return try classifier.predict(texts).map { $0.probabilities[1] }
            }
        )[0]
        var probabilities = [Double](repeating: 0, count: examples.count)
        for (fold, part) in zip(folds, parts) {
            for (position, probability) in zip(fold.validation, part) {
                probabilities[position] = probability
            }
        }
        return probabilities
    }
}
