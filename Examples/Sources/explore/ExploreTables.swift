import Swiftlet

extension ExploreResults {
    /// Everything, for a terminal.
    var tables: [TextTable] {
        [
            rowTable, lengthTable, featureTable,
            frequencyTable("Most frequent words", summary.words),
            frequencyTable("Most frequent 2-grams", summary.pairs),
            tellingTable("Words that tell the classes apart", summary.words),
            tellingTable("2-grams that tell the classes apart", summary.pairs),
        ]
    }

    /// Rows by class, with what is wrong with them.
    var rowTable: TextTable {
        var table = TextTable(
            title: "Tweets",
            columns: [.text(""), .number(labels[1]), .number(labels[0]), .number("all")]
        )
        func add(_ name: String, _ count: (ClassSummary) -> Int) {
            let counts = byClass(count)
            table.append(
                [name] + (counts + [counts.reduce(0, +)]).map { NumberFormat.count($0) }
            )
        }
        func add(_ name: String, all count: Int) {
            table.append([name, "", "", NumberFormat.count(count)])
        }
        add("tweets", \.rows)
        table.append(
            ["share"]
                + byClass { Double($0.rows) / Double(max(1, summary.rows)) }
                .map { NumberFormat.percent($0) } + [""]
        )
        add("missing text", \.missing)
        add("white space only", \.blank)
        add("no words but stop words", \.wordless)
        let duplicates = summary.duplicates
        add("different texts", all: duplicates.distinctTexts)
        add("rows that repeat a text", all: duplicates.repeatedRows)
        add("texts in both classes", all: duplicates.contradictingTexts)
        add("rows with such a text", all: duplicates.contradictingRows)
        for (name, count) in [
            ("bad rows left out", reading.badRows), ("neutral rows left out", reading.neutralRows),
            ("rows without label left out", reading.unlabelledRows),
            ("rows with stray quotes", reading.looselyQuotedRows),
            ("rows in Latin-1", reading.latin1Rows),
        ] where count > 0 {
            add(name, all: count)
        }
        return table
    }

    /// Quartiles of the lengths by class.
    var lengthTable: TextTable {
        let numbers = ["mean", "shortest", "25 %", "median", "75 %", "longest"]
        var table = TextTable(
            title: "Lengths",
            columns: [.text("unit"), .text("class")] + numbers.map { .number($0) }
        )
        for (unit, histogram) in Self.lengths {
            for (name, label) in classes {
                let lengths = histogram(summary.classes[label])
                let mean = lengths.mean.map { NumberFormat.decimal($0, places: 1) } ?? "–"
                let quantiles = [0, 0.25, 0.5, 0.75, 1].map { share in
                    lengths.quantile(share).map { NumberFormat.decimal($0, places: 0) } ?? "–"
                }
                table.append([unit, name, mean] + quantiles)
            }
        }
        return table
    }

    /// The units of length and where a class has them.
    static var lengths: [(unit: String, lengths: (ClassSummary) -> LengthHistogram)] {
        [("characters", { $0.characters }), ("words", { $0.words })]
    }

    /// The share of tweets that have each feature, and how often it stands in a tweet.
    var featureTable: TextTable {
        var table = TextTable(
            title: "Share of tweets that have it, and how often it stands in one",
            columns: [
                .text("feature"), .number(labels[1]), .number(labels[0]),
                .number("per \(labels[1])"), .number("per \(labels[0])"),
            ]
        )
        for feature in TextFeature.allCases {
            let shares = byClass { $0.share(with: feature).map { NumberFormat.percent($0) } ?? "–" }
            let means = byClass { $0.mean(feature).map { NumberFormat.decimal($0) } ?? "–" }
            table.append([feature.name] + shares + means)
        }
        return table
    }

    /// The most frequent terms of both classes side by side.
    private func frequencyTable(_ title: String, _ terms: TermSummary) -> TextTable {
        termTable(title, terms.mostFrequent, number: "times") { term, label in
            NumberFormat.count(term.counts[label])
        }
    }

    /// The most telling terms of both classes side by side.
    private func tellingTable(_ title: String, _ terms: TermSummary) -> TextTable {
        termTable(title, terms.mostTelling, number: "z") { term, _ in
            NumberFormat.decimal(term.zScore, places: 1)
        }
    }

    private func termTable(
        _ title: String,
        _ terms: ByClass<[CountedTerm]>,
        number heading: String,
        _ number: (CountedTerm, _ label: Int) -> String
    ) -> TextTable {
        var table = TextTable(
            title: title,
            columns: [.number("")]
                + classes.flatMap { name, _ -> [TextTable.Column] in
                    [.text(name, maximumWidth: 30), .number(heading)]
                }
        )
        let longest = max(terms.negative.count, terms.positive.count)
        for rank in 0..<min(Self.termCount, longest) {
            let cells = classes.flatMap { _, label -> [String] in
                let ranked = terms[label]
                return rank < ranked.count
                    ? [ranked[rank].text, number(ranked[rank], label)] : ["", ""]
            }
            table.append(["\(rank + 1)"] + cells)
        }
        return table
    }
}
