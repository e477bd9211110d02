import ExampleSupport
import Swiftlet

extension DistilBERTCommand {
    /// The options of the run as `metrics.json` has them.
    func describe(
        _ configuration: DistilBERTClassifier.Configuration,
        encoder: String?,
        tweets: Int
    ) -> [(String, JSONValue)] {
        let training = configuration.training
        return common.described(drawn: tweets) + [
            ("encoder", encoder.map { .string($0) } ?? .null),
            ("max_length", .integer(configuration.maximumLength)),
            ("epochs", .integer(training.epochs)),
            ("learning_rate", .number(training.learningRate)),
            ("batch_size", .integer(training.batchSize)),
            ("accumulation", .integer(training.gradientAccumulationSteps)),
            ("frozen_layers", .integer(configuration.frozenLayers)),
            ("dropout", .number(rounded(configuration.classifierDropout))),
            ("classifier_rate_factor", .number(rounded(configuration.headLearningRateMultiplier))),
            ("precision", .string(configuration.precision.rawValue)),
            ("balance_classes", .bool(options.balanceClasses)),
            ("patience", training.patience.map { .integer($0) } ?? .null),
            ("checkpoint", options.checkpoint.map { .string($0) } ?? .null),
        ] + search.described
    }

    /// The report of a run.
    func report(
        _ results: RunResults,
        _ trained: TrainingResult<DistilBERTClassifier, TrainingHistory>,
        _ comparison: PrecisionComparison
    ) -> HTMLReport {
        results.report(
            title: "DistilBERT",
            lead: "Tweets cut into pieces of words that all look at each other.",
            addTraining: { report in
                trained.history.addCurves(to: &report, loss: "cross-entropy")
                report.addTable(trained.history.table)
            },
            addFurther: { addQuantized(comparison, to: &$0) }
        )
    }

    private func addQuantized(
        _ comparison: PrecisionComparison,
        to report: inout HTMLReport
    ) {
        let splits = comparison.narrow[0].splits
        report.addSection("With weights of 8 bits")
        report.addTable(comparison.scoreTable)
        report.addTable(comparison.costTable)
        report.addParagraph(comparison.costNote)
        splits.addConfusionAndROC(to: &report, form: "int8")
        if let hard = splits.first(where: { $0.name == "hard" }),
            let categories = hard.categoryTable
        {
            report.addTable(categories)
        }
    }
}
