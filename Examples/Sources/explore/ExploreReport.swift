import Swiftlet

extension ExploreResults {
    /// The page for a browser.
    var report: HTMLReport {
        var report = HTMLReport(
            title: "What the tweets are like",
            lead: "\(NumberFormat.count(rows)) labelled tweets from \(data)."
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
        let all = Double(max(1, rows))
        // Of two classes the share of one tells that of the other.
        let shares = (classes.count == 2 ? classes[..<1] : classes.prefix(4)).map { shown in
            (name: shown.name, value: NumberFormat.percent(Double(shown.own.rows) / all))
        }
        return [("tweets", NumberFormat.count(rows))] + shares + [
            ("repeat another", NumberFormat.percent(Double(duplicates.repeatedRows) / all)),
            ("different words", NumberFormat.count(classes[0].summary.words.distinct)),
        ]
    }

    private func addRows(to report: inout HTMLReport) {
        report.addSection("Rows")
        report.addTable(rowTable)
        report.addParagraph(
            """
            Texts repeat each other where they are equal byte by byte. Those in \
            \(classes.count == 2 ? "both" : "several") classes cannot be classified right in \
            \(classes.count == 2 ? "both" : "all of them").
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
                    groups: classes.map { shown in
                        .init(
                            shown.name,
                            counted: lengths(shown.own).entries.map {
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
                series: classes.map { shown in
                    .init(shown.name, values: features.map { value(shown.own, $0) })
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
        for (index, shown) in classes.enumerated() {
            report.addFigure(
                cloud(of: shown, series: index),
                caption: "The larger, the more frequent. Coloured words are typical of the class."
            )
        }
        for (title, terms) in Self.terms {
            for (index, shown) in classes.enumerated() {
                report.addFigure(
                    frequencies(
                        shown.summary[keyPath: terms].mostFrequent[shown.label],
                        title: "Most frequent \(title), \(shown.name)",
                        label: shown.label,
                        series: index
                    )
                )
            }
        }
        let (words, pairs) = (classes[0].summary.words, classes[0].summary.pairs)
        report.addParagraph(
            """
            Words are counted in lower case, contractions written out, without stop words, URLs, \
            mentions, numbers, emoticons and emoji; hashtags keep their #. A 2-gram is two such \
            words in a row. There are \(NumberFormat.count(words.distinct)) different words \
            and \(NumberFormat.count(pairs.distinct)) different 2-grams.
            """
        )
        if pairs.possibleShortfall > 0 {
            report.addParagraph(
                """
                There are so many that rare ones were forgotten on the way: counts of 2-grams may \
                be up to \(pairs.possibleShortfall) too low.
                """
            )
        }
    }

    private func addTelling(to report: inout HTMLReport) {
        report.addSection("What tells them apart")
        for (title, terms) in Self.terms {
            let title = capitalized(title)
            guard classes.count > 2 else {
                let telling = classes[0].summary[keyPath: terms].mostTelling
                report.addFigure(
                    weights(
                        telling.positive + telling.negative,
                        title: "\(title) that tell the classes apart"
                    )
                )
                continue
            }
            for shown in classes {
                report.addFigure(
                    weights(
                        shown.summary[keyPath: terms].mostTelling[shown.label],
                        title: "\(title) that tell \(shown.name) from the rest"
                    )
                )
            }
        }
        report.addParagraph(
            """
            How many standard deviations a term’s log-odds ratio is from zero, with a prior of the \
            terms of all classes (Monroe, Colaresi and Quinn, “Fightin’ Words”, 2008). Beyond ±2 \
            it is hardly chance.
            """
        )
    }

    private func weights(_ terms: [CountedTerm], title: String) -> BarChart {
        BarChart.strongestWeights(
            terms.map { (name: $0.text, weight: $0.zScore) },
            count: Self.termCount,
            title: title,
            label: "z",
            negative: classes.count == 2 ? classes[1].name : "the rest",
            positive: classes.count == 2 ? classes[0].name : "the class"
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

    private func cloud(of shown: Class, series: Int) -> WordCloud {
        let label = shown.label
        return WordCloud(
            title: "\(capitalized(shown.name)) tweets",
            words: shown.summary.words.mostFrequent[label].prefix(60).map { term in
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
