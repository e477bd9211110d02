import ArgumentParser
import ExampleSupport
import Swiftlet

@main
struct LogisticRegressionCommand: TrackedCommand {
    static let configuration = CommandConfiguration(
        commandName: "logistic-regression",
        abstract:
            "Trains, evaluates and saves the linear approach: TF-IDF, ten counts, regression.",
        discussion: """
            80 % of the drawn tweets are trained on, with 5-fold cross-validation (the split \
            'validation' holds what each tweet got from the folds that did not see it); the other \
            20 % are the split 'test'. Then the classifier that is saved is trained on all of them, \
            and scored on the hard tweets and on every --test file.

            --search searches cleaning (unless it is given), scaler, solver, penalty, C and so on by \
            5-fold --score. It keeps its trials in search.json in the --output directory, and goes on \
            from them.
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var tracking: TrackingOptions
    @OptionGroup var options: LogisticRegressionOptions
    @OptionGroup(title: "Search") var search: SearchOptions

    static let optionsOfSettings = LogisticRegressionOptions.optionsOfSettings

    var journal: String? { output.journal }

    func work(_ run: TrackedRun) throws {
        common.apply()
        try output.check(LinearClassifier.approach, further: search.plannedOutput)
        var configurations = try options.configurations(seed: common.seed)
        var results = RunResults(approach: LinearClassifier.approach)
        var stopwatch = Stopwatch()
        let tweets = try stopwatch.measure("read") {
            try RunTweets(common, shares: [0.2], standard: 8_000)
        }
        tweets.log(to: run, common)
        let training = LabelledTexts(tweets.parts[0], labels: tweets.labels)
        let test = tweets.parts[1]

        if let count = search.search {
            let found = try stopwatch.measure("search") {
                try runSearch(count, configurations[0], training, run)
            }
            configurations = [try configurations[0].applying(found.best.parameters)]
            results.search = found
        }
        let (configuration, validation) = try stopwatch.measure("cross-validate") {
            try crossValidate(configurations, training, run)
        }
        results.options = describe(configuration, tweets: tweets.drawnCount)
        run.log(parameters: results.options)
        let trained = try stopwatch.measure("train") {
            try train(training, configuration, unseen: validation.probabilities)
        }
        results.splits.append(validation)
        results.splits.append(try .init("test", test, trained.classifier))

        let all = LabelledTexts(training.examples + test, labels: tweets.labels)
        let saved =
            options.refit
            ? try stopwatch.measure("refit") { try train(all, configuration) } : trained
        try stopwatch.measure("evaluate") {
            results.splits += try tweets.evaluate(saved.classifier)
        }
        if !saved.report.converged {
            writeToStandardError("The solver did not converge: \(saved.report.reason).\n")
        }

        results.details = [
            ("iterations", .integer(saved.report.iterations)),
            ("converged", .bool(saved.report.converged)),
        ]
        results.printScores()
        try results.write(
            to: output,
            of: run,
            classifier: saved.classifier,
            report: report(results, saved.linear),
            stopwatch: stopwatch
        )
    }

    /// A trained classifier: the linear one, or that with its probabilities calibrated.
    private struct Trained {
        let classifier: any TextClassifier
        let linear: LinearClassifier
        let report: LogisticRegression.FitReport
    }

    /// Trains, and calibrates where that is asked for.
    ///
    /// - Parameter unseen: The cross-validated probabilities of the tweets, where they are known.
    private func train(
        _ tweets: LabelledTexts,
        _ configuration: LinearClassifier.Configuration,
        unseen: [[Double]]? = nil
    ) throws -> Trained {
        let fitted = try Progress.during("Training") {
            try LinearClassifier.train(
                on: tweets.examples,
                labels: tweets.labels,
                configuration: configuration
            )
        }
        let (linear, report) = (fitted.classifier, fitted.history)
        guard let method = options.calibrate else {
            return Trained(classifier: linear, linear: linear, report: report)
        }
        let probabilities = try unseen ?? crossValidate([configuration], tweets).1.probabilities
        let calibration = try ProbabilityCalibration(
            method,
            probabilities: probabilities,
            truth: tweets.map(\.label)
        )
        let calibrated = try CalibratedClassifier(linear, calibration)
        return Trained(classifier: calibrated, linear: linear, report: report)
    }

    private func crossValidate(
        _ configurations: [LinearClassifier.Configuration],
        _ training: LabelledTexts,
        _ run: TrackedRun? = nil
    ) throws -> (LinearClassifier.Configuration, EvaluatedSplit) {
        let progress = Progress("Cross-validating", total: 5 * configurations.count)
        defer { progress.finish() }
        return try bestByCrossValidation(
            configurations,
            on: training,
            by: options.score.metric,
            seed: common.seed,
            progress: { done, _ in
                run?.begin()
                progress.update(done)
            }
        )
    }

    private func runSearch(
        _ count: Int,
        _ configuration: LinearClassifier.Configuration,
        _ training: LabelledTexts,
        _ run: TrackedRun
    ) throws -> SearchFindings {
        var space = LinearClassifier.Configuration.searchSpace(labelCount: training.labels.count)
        if options.cleaning != nil { space = space.without("cleaning") }
        if !options.counts { space = space.without("countScaling") }
        return try search.run(
            count,
            by: "5-fold \(options.score.title)",
            steps: "folds",
            over: space,
            seed: common.seed,
            output: output,
            telling: run,
            of: "cv_" + options.score.rawValue.replacing("-", with: "_")
        ) { settings, run in
            try namingClasses(training.labels) {
                try LinearClassifier.search(
                    settings,
                    on: training.examples,
                    labels: training.labels,
                    by: options.score.metric,
                    around: configuration,
                    over: space,
                    finished: { run.finished($0) },
                    progress: { run.update($0, $1, of: 5) }
                )
            }
        }
    }
}
