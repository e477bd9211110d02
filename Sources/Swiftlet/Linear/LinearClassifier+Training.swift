import SwiftletBase
import SwiftletEvaluation
import SwiftletLinear
import SwiftletTensor
import SwiftletText

extension LinearClassifier {
    /// Trains a classifier.
    ///
    ///     let tweets = try [LabelledText](from: "tweets.csv")
    ///     let result = try LinearClassifier.train(on: tweets)
    ///     if !result.history.converged { print(result.history.reason) }
    ///
    /// - Parameters:
    ///   - examples: Texts whose labels are indices into `labels`; each label must occur.
    ///   - labels: The names of the labels, two or more, all different.
    ///   - configuration: How to clean, count and learn.
    /// - Returns: The classifier, and how the fit of the logistic regression went: that it did not
    ///   converge is stated there and is no error.
    /// - Throws: `TrainingDataError` where the names or labels are not as they must be, or no term is
    ///   left, for instance because all texts are empty once cleaned; `SettingError` where settings do
    ///   not go together.
    public static func train(
        on examples: [LabelledText],
        labels: [String] = ["negative", "positive"],
        configuration: Configuration = Configuration()
    ) throws -> TrainingResult<LinearClassifier, LogisticRegression.FitReport> {
        let classes = examples.map(\.label)
        try TrainingDataError.requireAll(classes, labels)
        let features: LinearFeatures
        var matrix: SparseMatrix
        (features, matrix) = try LinearFeatures.fit(examples.map(\.text), configuration)
        var regression = configuration.regression
        var ratios: LogCountRatios?
        if configuration.usesLogCountRatios {
            let terms = 0..<features.vectorizers.reduce(0) { $0 + $1.vocabulary.count }
            let learned = LogCountRatios(matrix, labels: classes, columns: terms)
            learned.scale(&matrix)
            ratios = learned
        }
        let report = try regression.fit(matrix, classes)
        if let ratios { regression.absorb(ratios.factors) }
        let classifier = LinearClassifier(
            configuration: configuration,
            labels: labels,
            features: features,
            regression: regression
        )
        return TrainingResult(classifier: classifier, history: report)
    }

    /// The probabilities of the labels that each example gets from a classifier trained on the other
    /// folds, in the order of the examples.
    ///
    ///     let probabilities = try LinearClassifier.crossValidatedProbabilities(on: tweets, seed: 1)
    ///     let scores = ClassificationScores(
    ///         truth: tweets.map(\.label), probabilities: probabilities, labels: labels
    ///     )
    ///
    /// - Parameters:
    ///   - examples: Texts whose labels are indices into `labels`; each label must occur.
    ///   - labels: The names of the labels, two or more, all different.
    ///   - configuration: How to clean, count and learn.
    ///   - foldCount: How many folds, each holding the labels in the same shares.
    ///   - seed: Shuffles the folds.
    ///   - progress: Called after each fold with how many are done, of how many; from any thread.
    /// - Throws: `TrainingDataError` where a label has fewer examples than there are folds, and what
    ///   `train` throws.
    public static func crossValidatedProbabilities(
        on examples: [LabelledText],
        labels: [String] = ["negative", "positive"],
        configuration: Configuration = Configuration(),
        foldCount: Int = 5,
        seed: UInt64,
        progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) throws -> [[Double]] {
        try TrainingDataError.requireAll(examples.map(\.label), labels)
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
                let classifier = try train(
                    on: fold.training.map { examples[$0] },
                    labels: labels,
                    configuration: configuration
                ).classifier
                let texts = fold.validation.map { examples[$0].text }
                return try classifier.predict(texts).map(\.probabilities)
            }
        )[0]
        var probabilities = [[Double]](repeating: [], count: examples.count)
        for (fold, part) in zip(folds, parts) {
            for (position, ofExample) in zip(fold.validation, part) {
                probabilities[position] = ofExample
            }
        }
        return probabilities
    }

    /// Trains a classifier on all examples and calibrates its probabilities by those that each example
    /// gets from a classifier trained on the other folds.
    ///
    ///     let result = try LinearClassifier.trainCalibrated(by: .sigmoid, on: tweets, seed: 1)
    ///     try result.classifier.save(to: "airline/model")
    ///
    /// - Parameters:
    ///   - method: A sigmoid for few examples, isotonic steps for many.
    ///   - examples: Texts whose labels are indices into `labels`; each label must occur.
    ///   - labels: The names of the labels, two or more, all different.
    ///   - configuration: How to clean, count and learn.
    ///   - foldCount: How many folds, each holding the labels in the same shares.
    ///   - seed: Shuffles the folds.
    ///   - progress: Called after each fold with how many are done, of how many; from any thread.
    /// - Returns: The calibrated classifier, and how the fit to all examples went.
    /// - Throws: What `crossValidatedProbabilities` throws.
    public static func trainCalibrated(
        by method: ProbabilityCalibration.Method,
        on examples: [LabelledText],
        labels: [String] = ["negative", "positive"],
        configuration: Configuration = Configuration(),
        foldCount: Int = 5,
        seed: UInt64,
        progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) throws -> TrainingResult<CalibratedClassifier, LogisticRegression.FitReport> {
        let probabilities = try crossValidatedProbabilities(
            on: examples,
            labels: labels,
            configuration: configuration,
            foldCount: foldCount,
            seed: seed,
            progress: progress
        )
        let base = try train(on: examples, labels: labels, configuration: configuration)
        let calibration = try ProbabilityCalibration(
            method,
            probabilities: probabilities,
            truth: examples.map(\.label)
        )
        return TrainingResult(
            classifier: try CalibratedClassifier(base.classifier, calibration),
            history: base.history
        )
    }
}
