import Swiftlet

extension RunResults {
    /// A split by its name, which must be there.
    private func split(_ name: String) -> EvaluatedSplit { splits.first { $0.name == name }! }

    /// The tables that a run prints.
    public func printScores() {
        print(splits.table)
        if let categories = split("hard").categoryTable { print("\n\(categories)") }
    }

    /// A report that begins with the scores: key figures, table, confusion matrix of the test part,
    /// ROC curves.
    public func report(title: String, lead: String, classNames: [String]) -> HTMLReport {
        var report = HTMLReport(title: title, lead: lead)
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
        return report
    }

    /// Adds the hard tweets by category, and each with its answer.
    public func addHardTweets(to report: inout HTMLReport) {
        report.addSection("Hard tweets")
        if let categories = split("hard").categoryTable { report.addTable(categories) }
        report.addTable(split("hard").answerTable)
    }

    /// Adds what every report ends with: the options.
    public func addOptions(to report: inout HTMLReport) {
        report.addSection("Options")
        report.addTable(optionTable)
    }
}
