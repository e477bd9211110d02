import Swiftlet

extension RunResults {
    /// A split by its name, which must be there.
    private func split(_ name: String) -> EvaluatedSplit { splits.first { $0.name == name }! }

    /// The tables that a run prints.
    public func printScores() {
        print(splits.table)
        if let categories = split("hard").categoryTable { print("\n\(categories)") }
    }

    /// A report: scores, confusion matrix of the test part and ROC curves, the training, the hard
    /// tweets, the search if there was one, and the options.
    ///
    /// - Parameters:
    ///   - addTraining: Adds a section on the training, or on what it found.
    ///   - addFurther: Adds what comes before the options.
    public func report(
        title: String,
        lead: String,
        classNames: [String],
        addTraining: (inout HTMLReport) -> Void,
        addFurther: (inout HTMLReport) -> Void = { _ in }
    ) -> HTMLReport {
        var report = HTMLReport(title: title, lead: lead)
        addScores(classNames, to: &report)
        addTraining(&report)
        addHardTweets(to: &report)
        if let search {
            report.addSection("Search")
            report.addTable(search)
        }
        addFurther(&report)
        report.addSection("Options")
        report.addTable(optionTable)
        return report
    }

    private func addScores(_ classNames: [String], to report: inout HTMLReport) {
        report.addKeyFigures(
            splits.map { ("F1, \($0.name)", NumberFormat.decimal($0.scores.f1)) }
        )
        report.addSection("Scores")
        report.addTable(splits.table)
        report.addFigure(
            ConfusionMatrixPlot(split("test").scores.confusion, classNames: classNames),
            caption: "Tweets of the test part."
        )
        report.addFigure(
            LineChart.rocCurves(splits.rocCurves),
            caption: "The nearer to the upper left corner, the better."
        )
    }

    /// Adds the hard tweets by category, and each with its answer.
    private func addHardTweets(to report: inout HTMLReport) {
        report.addSection("Hard tweets")
        if let categories = split("hard").categoryTable { report.addTable(categories) }
        report.addTable(split("hard").answerTable)
    }
}
