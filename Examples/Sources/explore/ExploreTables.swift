import Swiftlet

extension ExploreResults {
    /// Everything, for a terminal.
    var tables: [TextTable] {
        [
            rowTable, lengthTable, featureTable,
            frequencyTable("Most frequent words", \.words),
            frequencyTable("Most frequent 2-grams", \.pairs),
            tellingTable("Words that tell the classes apart", \.words),
            tellingTable("2-grams that tell the classes apart", \.pairs),
        ]
    }

    /// Rows by class, with what is wrong with them.
    var rowTable: TextTable {
        var table = TextTable(
            title: "Tweets",
            columns: [.text("")] + classes.map { .number($0.name) } + [.number("all")]
        )
        func add(_ name: String, _ count: (ClassSummary) -> Int) {
            let counts = byClass(count)
            table.append(
                [name] + (counts + [counts.reduce(0, +)]).map { NumberFormat.count($0) }
            )
        }
        func add(_ name: String, all count: Int) {
            table.append([name] + classes.map { _ in "" } + [NumberFormat.count(count)])
        }
        add("tweets", \.rows)
        table.append(
            ["share"]
                + byClass { Double($0.rows) / Double(max(1, rows)) }
                .map { NumberFormat.percent($0) } + [""]
        )
        add("missing text", \.missing)
        add("white space only", \.blank)
        add("no words but stop words", \.wordless)
        add("different texts", all: duplicates.distinctTexts)
        add("rows that repeat a text", all: duplicates.repeatedRows)
        let several = classes.count == 2 ? "both" : "several"
        add("texts in \(several) classes", all: duplicates.contradictingTexts)
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
            for shown in classes {
                let lengths = histogram(shown.own)
                let mean = lengths.mean.map { NumberFormat.decimal($0, places: 1) } ?? "–"
                let quantiles = [0, 0.25, 0.5, 0.75, 1].map { share in
                    lengths.quantile(share).map { NumberFormat.decimal($0, places: 0) } ?? "–"
                }
                table.append([unit, shown.name, mean] + quantiles)
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
            columns: [.text("feature")] + classes.map { .number($0.name) }
                + classes.map { .number("per \($0.name)") }
        )
        for feature in TextFeature.allCases {
            let shares = byClass { $0.share(with: feature).map { NumberFormat.percent($0) } ?? "–" }
            let means = byClass { $0.mean(feature).map { NumberFormat.decimal($0) } ?? "–" }
            table.append([feature.name] + shares + means)
        }
        return table
    }

    /// The most frequent terms of the classes side by side.
    private func frequencyTable(
        _ title: String,
        _ terms: KeyPath<CorpusSummary, TermSummary>
    ) -> TextTable {
        termTable(title, terms.appending(path: \.mostFrequent), number: "times") { term, label in
            NumberFormat.count(term.counts[label])
        }
    }

    /// The most telling terms of the classes side by side.
    private func tellingTable(
        _ title: String,
        _ terms: KeyPath<CorpusSummary, TermSummary>
    ) -> TextTable {
        termTable(title, terms.appending(path: \.mostTelling), number: "z") { term, _ in
            NumberFormat.decimal(term.zScore, places: 1)
        }
    }

    private func termTable(
        _ title: String,
        _ terms: KeyPath<CorpusSummary, ByClass<[CountedTerm]>>,
        number heading: String,
        _ number: (CountedTerm, _ label: Int) -> String
    ) -> TextTable {
        var table = TextTable(
            title: title,
            columns: [.number("")]
                + classes.flatMap { shown -> [TextTable.Column] in
                    [.text(shown.name, maximumWidth: 30), .number(heading)]
                }
        )
        let longest = classes.map { $0.summary[keyPath: terms][$0.label].count }.max() ?? 0
        for rank in 0..<min(Self.termCount, longest) {
            let cells = classes.flatMap { shown -> [String] in
                let ranked = shown.summary[keyPath: terms][shown.label]
                return rank < ranked.count
                    ? [ranked[rank].text, number(ranked[rank], shown.label)] : ["", ""]
            }
            table.append(["\(rank + 1)"] + cells)
        }
        return table
    }
}
