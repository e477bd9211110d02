import ExampleSupport
import Swiftlet

extension Comparison {
    /// The report: the choice, the table, plots of all contenders together, and where they differ.
    var report: HTMLReport {
        var report = HTMLReport(
            title: "Which model to deploy",
            lead: "Every approach trained and measured on the same tweets."
        )
        if let chosen = choice.chosen {
            let candidate = candidates[chosen]
            report.addKeyFigures([
                ("choice", candidate.name),
                ("\(nameOfF1), test", NumberFormat.decimal(candidate.quality)),
                ("peak memory", NumberFormat.bytes(candidate.memoryBytes)),
                ("one tweet, p95", NumberFormat.duration(seconds: candidate.latencySeconds)),
            ])
        }
        for sentence in verdict.split(separator: "\n") { report.addParagraph(String(sentence)) }
        report.addSection("Table")
        report.addTable(table)
        addCosts(to: &report)
        addCurves(to: &report)
        addLosses(to: &report)
        addDisagreements(to: &report)
        return report
    }

    private func addCosts(to report: inout HTMLReport) {
        report.addSection("Quality and cost")
        report.addFigure(
            scatter("\(nameOfF1) against latency", "one tweet, p95 (ms)") {
                $0.latencySeconds * 1e3
            },
            caption: "The further up and to the left, the better."
        )
        var memory = scatter("\(nameOfF1) against memory", "peak memory of one inference (MiB)") {
            Double($0.memoryBytes) / 1_048_576
        }
        if showsPublished { memory.series.append(published) }
        report.addFigure(
            memory,
            caption: "A fresh process that classifies one tweet"
                + (showsPublished ? "; the published figures are those of Python." : ".")
        )
    }

    /// The published F1 and memory.
    private var published: ScatterChart.Series {
        ScatterChart.Series(
            "published",
            points: contenders.compactMap { contender in
                let published = contender.contender.published
                return published.testF1.map {
                    .init(
                        x: published.mebibytes.upperBound,
                        y: $0,
                        label: contender.contender.name
                    )
                }
            }
        )
    }

    /// F1 on the test tweets against a cost; those that no other contender beats stand apart.
    private func scatter(
        _ title: String,
        _ label: String,
        _ cost: (DeploymentCandidate) -> Double
    ) -> ScatterChart {
        let front = Set(candidates.paretoFront)
        func points(_ positions: [Int]) -> [ScatterChart.Point] {
            positions.map {
                let candidate = candidates[$0]
                return .init(x: cost(candidate), y: candidate.quality, label: candidate.name)
            }
        }
        let beaten = points(candidates.indices.filter { !front.contains($0) })
        var series = [ScatterChart.Series("none is better in all", points: points(front.sorted()))]
        if !beaten.isEmpty { series.append(.init("another is better in all", points: beaten)) }
        return ScatterChart(
            title: title,
            x: PlotAxis(label, scale: .logarithmic),
            y: PlotAxis("\(nameOfF1), test"),
            series: series
        )
    }

    private func addCurves(to report: inout HTMLReport) {
        report.addSection("On the test tweets")
        let tests = contenders.map { (name: $0.contender.name, split: $0.split("test")) }
        let labels = tests[0].split.labels
        if labels.count == 2 {
            addROCCurves(of: 1, tests, title: "ROC curves", to: &report)
        } else {
            for (place, label) in labels.enumerated() {
                addROCCurves(of: place, tests, title: "ROC curves, \(label)", to: &report)
            }
        }
        for (name, split) in tests {
            report.addFigure(
                ConfusionMatrixPlot(split.scores.confusion, classNames: labels, title: name)
            )
        }
    }

    /// Adds the ROC curves of a class versus the rest, one for each contender.
    private func addROCCurves(
        of label: Int,
        _ tests: [(name: String, split: EvaluatedSplit)],
        title: String,
        to report: inout HTMLReport
    ) {
        let curves = tests.compactMap { name, split in
            let curve = try? ROCCurve(
                truth: split.examples.map { $0.label == label ? 1 : 0 },
                scores: split.probabilities.map { $0[label] }
            )
            return curve.map { (name: name, curve: $0) }
        }
        report.addFigure(
            LineChart.rocCurves(curves, title: title),
            caption: "The nearer to the upper left corner, the better."
        )
    }

    private func addLosses(to report: inout HTMLReport) {
        var seen: Set<String> = []
        let trained = contenders.filter { seen.insert($0.approach.name).inserted }
        let plots = trained.compactMap { contender in
            contender.losses.map { losses in
                LineChart(
                    title: contender.approach.title,
                    x: PlotAxis("epoch"),
                    y: PlotAxis("cross-entropy"),
                    series: [
                        .init("training", y: losses.training),
                        .init("validation", y: losses.validation),
                    ]
                )
            }
        }
        guard !plots.isEmpty else { return }
        report.addSection("Losses by epoch")
        for plot in plots { report.addFigure(plot) }
    }

    private func addDisagreements(to report: inout HTMLReport) {
        let hard = contenders.compactMap(\.hard)
        guard !hard.isEmpty else { return }
        report.addSection("Hard tweets that tell them apart")
        let examples = hard[0].examples
        let rights = examples.indices.map { index in hard.count { $0.isRight(index) } }
        let all = rights.count { $0 == hard.count }
        let none = rights.count { $0 == 0 }
        report.addParagraph(
            "Of \(examples.count) hard tweets \(all) are right with every approach and \(none) "
                + "wrong with every one. These are the others, those first that most get right."
        )
        var table = TextTable(
            columns: [.text("tweet"), .text("label")]
                + contenders.map { .mark($0.contender.name) } + [.text("category")]
        )
        let apart = examples.indices.filter { (1..<hard.count).contains(rights[$0]) }
        for index in apart.sorted(by: { (-rights[$0], $0) < (-rights[$1], $1) }) {
            let example = examples[index]
            table.append(
                [example.text, hard[0].labels[example.label]]
                    + hard.map { NumberFormat.mark($0.isRight(index)) } + [example.category ?? ""]
            )
        }
        if !apart.isEmpty { report.addTable(table) }
    }
}
