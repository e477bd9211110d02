import Swiftlet

extension RunResults {
    /// The split 'test', which must be there.
    private var test: EvaluatedSplit { splits.first { $0.name == "test" }! }

    /// The hard tweets; nil where the data have other classes.
    private var hard: EvaluatedSplit? { splits.first { $0.name == "hard" } }

    /// The tables that a run prints.
    public func printScores() {
        print(splits.table)
        if test.labels.count > 2 { print("\n\(test.classTable)") }
        if let categories = hard?.categoryTable { print("\n\(categories)") }
    }

    /// A report: scores, confusion matrix of the test part and curves, the training, the hard tweets,
    /// the search if there was one, and the options.
    ///
    /// - Parameters:
    ///   - addTraining: Adds a section on the training, or on what it found.
    ///   - addFurther: Adds what comes before the options.
    public func report(
        title: String,
        lead: String,
        addTraining: (inout HTMLReport) -> Void,
        addFurther: (inout HTMLReport) -> Void = { _ in }
    ) -> HTMLReport {
        var report = HTMLReport(title: title, lead: lead)
        addScores(to: &report)
        addTraining(&report)
        addHardTweets(to: &report)
        search?.add(to: &report)
        addFurther(&report)
        report.addSection("Options")
        report.addTable(optionTable)
        return report
    }

    private func addScores(to report: inout HTMLReport) {
        report.addKeyFigures(
            splits.map {
                ("\($0.scores.nameOfF1), \($0.name)", NumberFormat.decimal($0.scores.f1))
            }
        )
        report.addSection("Scores")
        report.addTable(splits.table)
        report.addTable(test.classTable)
        splits.addConfusionAndROC(to: &report)
        report.addFigure(
            LineChart.precisionRecallCurves(
                truth: test.examples.map(\.label),
                probabilities: test.probabilities,
                labels: test.labels
            ),
            caption: "The nearer to the upper right corner, the better; tweets of the test part."
        )
        report.addFigure(
            LineChart.calibrationCurves(test.calibrationCurves),
            caption: """
                Of the test tweets that get about the same probability of a class, how many are of it: \
                on the diagonal probabilities are what they say.
                """
        )
    }

    /// Adds the hard tweets by category, and each with its answer.
    private func addHardTweets(to report: inout HTMLReport) {
        guard let hard else { return }
        report.addSection("Hard tweets")
        if let categories = hard.categoryTable { report.addTable(categories) }
        report.addTable(hard.answerTable)
    }
}

extension [EvaluatedSplit] {
    /// Adds the confusion matrix of the split 'test', and ROC curves: of two classes those of every
    /// split, of more those of each class versus the rest on 'test'.
    ///
    /// - Parameter form: What the captions call the classifier where it has several forms.
    public func addConfusionAndROC(to report: inout HTMLReport, form: String? = nil) {
        let form = form.map { ", \($0)" } ?? ""
        guard let test = first(where: { $0.name == "test" }) else { return }
        report.addFigure(
            ConfusionMatrixPlot(test.scores.confusion, classNames: test.labels),
            caption: "Tweets of the test part\(form)."
        )
        report.addFigure(
            test.labels.count == 2
                ? LineChart.rocCurves(rocCurves)
                : LineChart.rocCurves(
                    truth: test.examples.map(\.label),
                    probabilities: test.probabilities,
                    labels: test.labels
                ),
            caption: "The nearer to the upper left corner, the better\(form)."
        )
    }
}
