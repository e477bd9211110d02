import Swiftlet

extension ExploreResults {
    /// The page for a browser.
    var report: HTMLReport {
        var report = HTMLReport(
            title: "What the tweets are like",
            lead: "\(NumberFormat.count(summary.rows)) labelled tweets from \(data)."
        )
        report.addKeyFigures(keyFigures)
        addRows(to: &report)
        addLengths(to: &report)
        addFeatures(to: &report)
        addTerms(to: &report)
        addTelling(to: &report)
        return report
    }

    private var keyFigures: [(name: String, value: String)] {
        let rows = Double(max(1, summary.rows))
        return [
            ("tweets", NumberFormat.count(summary.rows)),
            (labels[1], NumberFormat.percent(Double(summary.classes.positive.rows) / rows)),
            (
                "repeat another",
                NumberFormat.percent(Double(summary.duplicates.repeatedRows) / rows)
            ),
            ("different words", NumberFormat.count(summary.words.distinct)),
        ]
    }

    private func addRows(to report: inout HTMLReport) {
        report.addSection("Rows")
        report.addTable(rowTable)
        report.addParagraph(
            """
            Texts repeat each other where they are equal byte by byte. Those in both classes cannot \
            be told right in both.
            """
        )
    }

    private func addLengths(to report: inout HTMLReport) {
        report.addSection("Lengths")
        for (unit, lengths) in Self.lengths {
            report.addFigure(
                BoxPlot(
                    title: "Length in \(unit)",
                    axis: PlotAxis(unit),
                    groups: classes.map { name, label in
                        .init(
                            name,
                            counted: lengths(summary.classes[label]).entries.map {
                                (Double($0.length), $0.count)
                            }
                        )
                    }
                ),
                caption: """
                    The box holds the middle half of the tweets, the line in it is the median; \
                    rings lie more than one and a half boxes away from it.
                    """
            )
        }
        report.addTable(lengthTable)
    }

    private func addFeatures(to report: inout HTMLReport) {
        report.addSection("What they hold")
        let features = TextFeature.allCases
        func chart(_ title: String, _ label: String, _ value: (ClassSummary, TextFeature) -> Double)
            -> BarChart
        {
            BarChart(
                title: title,
                label: label,
                categories: features.map(\.name),
                series: classes.map { name, label in
                    .init(name, values: features.map { value(summary.classes[label], $0) })
                }
            )
        }
        report.addFigure(
            chart("Tweets that have it at least once", "% of the class") {
                ($0.share(with: $1) ?? .nan) * 100
            }
        )
        report.addFigure(
            chart("How often it stands in a tweet", "mean") { $0.mean($1) ?? .nan }
        )
        report.addTable(featureTable)
        report.addParagraph(
            """
            Counted on the raw text. Negative forms are “not”, “never”, “can’t”, “dont” and the \
            like; UPPER-CASE words have two or more letters, all of them capitals.
            """
        )
    }

    private func addTerms(to report: inout HTMLReport) {
        report.addSection("Words")
        for (index, (name, label)) in classes.enumerated() {
            report.addFigure(
                cloud(title: "\(capitalized(name)) tweets", label: label, series: index),
                caption: "The larger, the more frequent. Coloured words are typical of the class."
            )
        }
        for (title, terms) in [("words", summary.words), ("2-grams", summary.pairs)] {
            for (index, (name, label)) in classes.enumerated() {
                report.addFigure(
                    frequencies(
                        terms.mostFrequent[label],
                        title: "Most frequent \(title), \(name)",
                        label: label,
                        series: index
                    )
                )
            }
        }
        report.addParagraph(
            """
            Words are counted in lower case, contractions written out, without stop words, URLs, \
            mentions, numbers, emoticons and emoji; hashtags keep their #. A 2-gram is two such \
            words in a row. There are \(NumberFormat.count(summary.words.distinct)) different words \
            and \(NumberFormat.count(summary.pairs.distinct)) different 2-grams.
            """
        )
        if summary.pairs.possibleShortfall > 0 {
            report.addParagraph(
                """
                There are so many that rare ones were forgotten on the way: counts of 2-grams may \
                be up to \(summary.pairs.possibleShortfall) too low.
                """
            )
        }
    }

    private func addTelling(to report: inout HTMLReport) {
        report.addSection("What tells them apart")
        for (title, terms) in [("Words", summary.words), ("2-grams", summary.pairs)] {
            let weights = (terms.mostTelling.positive + terms.mostTelling.negative)
                .map { (name: $0.text, weight: $0.zScore) }
            report.addFigure(
                BarChart.strongestWeights(
                    weights,
                    count: Self.termCount,
                    title: "\(title) that tell the classes apart",
                    label: "z"
                )
            )
        }
        report.addParagraph(
            """
            How many standard deviations a term’s log-odds ratio is from zero, with a prior of the \
            terms of both classes (Monroe, Colaresi and Quinn, “Fightin’ Words”, 2008). Beyond ±2 \
            it is hardly chance.
            """
        )
    }

    private func frequencies(
        _ terms: [CountedTerm],
        title: String,
        label: Int,
        series: Int
    ) -> BarChart {
        let shown = terms.prefix(Self.termCount)
        return BarChart(
            title: title,
            label: "times",
            categories: shown.map(\.text),
            series: [.init("", values: shown.map { Double($0.counts[label]) })],
            firstSeries: series
        )
    }

    private func cloud(title: String, label: Int, series: Int) -> WordCloud {
        WordCloud(
            title: title,
            words: summary.words.mostFrequent[label].prefix(60).map { term in
                let side = label == 1 ? term.zScore : -term.zScore
                return .init(
                    term.text,
                    weight: Double(term.counts[label]),
                    hint: "\(term.text): \(NumberFormat.count(term.counts[label]))",
                    series: side > 2 ? series : nil
                )
            }
        )
    }

    private func capitalized(_ name: String) -> String {
        name.prefix(1).uppercased() + name.dropFirst()
    }
}
