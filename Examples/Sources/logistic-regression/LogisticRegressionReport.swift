import ExampleSupport
import Swiftlet

extension LogisticRegressionCommand {
    /// The options of the run as `metrics.json` has them.
    func describe(
        _ configuration: LinearClassifier.Configuration,
        tweets: Int
    ) -> [(String, JSONValue)] {
        let counting = configuration.vectorizer.counting
        let regression = configuration.regression
        return common.described(drawn: tweets) + [
            ("cleaning", .string(Cleaning.name(of: configuration.cleaning))),
            ("max_features", counting.maximumFeatures.map { .integer($0) } ?? .null),
            ("ngrams", .string(NGramRange(range: counting.ngramRange).description)),
            ("min_df", .integer(options.minimumDocumentFrequency)),
            ("max_df", .number(options.maximumDocumentFrequency)),
            ("sublinear_tf", .bool(configuration.vectorizer.sublinearTF)),
            ("counts", .bool(configuration.includesCounts)),
            ("scaler", .string(name(of: configuration.countScaling))),
            ("solver", .string(regression.solver.rawValue)),
            ("penalty", .string(regression.penalty.description)),
            ("C", .number(regression.C)),
            ("max_iterations", .integer(regression.maximumIterations)),
            ("multiclass", .string(regression.multiclass.rawValue)),
            ("balance_classes", .bool(options.balanceClasses)),
            ("characters", options.characters.map { .string($0.description) } ?? .null),
            ("calibrate", options.calibrate.map { .string($0.rawValue) } ?? .null),
            ("score", .string(options.score.rawValue)),
            ("refit", .bool(options.refit)),
        ] + search.described
    }

    /// The report of a run.
    func report(
        _ results: RunResults,
        _ classifier: LinearClassifier
    ) -> HTMLReport {
        results.report(
            title: "Logistic regression",
            lead: "TF-IDF of cleaned tweets beside ten counts of the raw ones.",
            addTraining: { addWeights(of: classifier, to: &$0) }
        )
    }

    private func addWeights(of classifier: LinearClassifier, to report: inout HTMLReport) {
        report.addSection("What it goes by")
        let labels = classifier.labels
        let caption = "Coefficients of the logistic regression; cleaned words and scaled counts."
        guard labels.count > 2 else {
            let weights = classifier.weightedTerms.map { (name: $0.term, weight: $0.weight) }
            return report.addFigure(
                BarChart.strongestWeights(
                    weights,
                    count: 20,
                    title: "The terms that weigh most on either side",
                    negative: labels[0],
                    positive: labels[1]
                ),
                caption: caption
            )
        }
        for label in labels {
            let weights = classifier.weightedTerms(for: label)
            report.addFigure(
                BarChart.strongestWeights(
                    weights.map { (name: $0.term, weight: $0.weight) },
                    count: 10,
                    title: "The terms that weigh most for and against \(label)",
                    negative: "against",
                    positive: "for"
                ),
                caption: caption
            )
        }
    }

    private func name(of scaling: FeatureScaler.Method) -> String {
        Scaler.allCases.first { $0.method == scaling }?.rawValue ?? "custom"
    }
}
