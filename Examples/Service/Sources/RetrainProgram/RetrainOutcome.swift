import ExampleSupport
import Feedback
import Retraining
import Swiftlet

/// What became of the lines of the journal and of the reports on them.
struct FeedbackCounts {
    let journal: JournalScan.Counts
    let selected: SelectedFeedback.Counts

    /// What was counted, with its name for people and for `metrics.json`.
    private var members: [(words: String, name: String, count: Int)] {
        [
            ("files of the journal", "files", journal.files),
            ("reports", "reports", selected.reports),
            (
                "lines that hold no report", "foreign_lines",
                journal.foreignLines + journal.longLines
            ),
            ("torn last lines", "torn_lines", journal.tornLines),
            ("without an expected label", "without_label", selected.withoutLabel),
            ("with a label that the model has not", "unknown_label", selected.unknownLabel),
            ("without a text", "without_text", selected.withoutText),
            ("followed by a later word on the text", "repeated", selected.repeated),
            ("on texts beyond the last ones", "old", selected.old),
            ("on texts beyond those of one address", "flooded", selected.flooded),
            (
                "texts that reports contradict each other on", "contradictions",
                selected.contradictions
            ),
            ("texts of the fixed test", "in_test", selected.inTest),
            ("texts of the data, with its label", "known", selected.known),
            ("texts of the data, with another label", "against_data", selected.againstData),
            ("nearly the same texts", "near_duplicates", selected.nearDuplicates),
            ("texts to train on", "training", selected.training),
            ("texts to judge by", "judged", selected.judged),
        ]
    }

    var json: JSONValue {
        .object(JSONObject(members.map { ($0.name, .integer($0.count)) }))
    }

    /// What was dropped, the most first: `4,999 followed by a later word on the text`.
    var droppedInWords: String {
        let kept: Set = ["files", "reports", "training", "judged"]
        return members.filter { !kept.contains($0.name) && $0.count > 0 }
            .sorted { $0.count > $1.count }
            .map { "\(NumberFormat.count($0.count)) \($0.words)" }.joined(separator: ", ")
    }

    var table: TextTable {
        var table = TextTable(title: "Reports", columns: [.text("what"), .number("count")])
        for (words, name, count) in members where count > 0 || name == "reports" {
            table.append([words, NumberFormat.count(count)])
        }
        return table
    }
}

/// Both models side by side, and what follows.
struct RetrainOutcome {
    let labels: [String]
    let approach: String
    let feedback: FeedbackCounts
    let options: [(String, JSONValue)]
    /// How the challenger was trained; empty where none was.
    var manner = ""
    /// Whether the scores on the fixed test are those of the champion's settings, without and with the
    /// reports, trained on the rest of the data.
    var isReferenceTrained = false
    var champion: [EvaluatedSplit] = []
    var challenger: [EvaluatedSplit] = []
    var costs: (champion: Costs, challenger: Costs)?
    var decision = PromotionDecision(obstacle: "nothing was decided")

    init(
        labels: [String],
        approach: String,
        feedback: FeedbackCounts,
        options: [(String, JSONValue)]
    ) {
        self.labels = labels
        self.approach = approach
        self.feedback = feedback
        self.options = options
    }

    /// A text on which the two models differ.
    private struct Change {
        let split: String
        let text: String
        let expected, before, now: String
        let isGain, isLoss: Bool
    }

    private var changes: [Change] {
        zip(champion, challenger).flatMap { champion, challenger in
            champion.examples.indices.compactMap { index in
                let (before, now) = (champion.predicted(index), challenger.predicted(index))
                guard before != now else { return nil }
                let example = champion.examples[index]
                return Change(
                    split: champion.name,
                    text: example.text,
                    expected: labels[example.label],
                    before: labels[before],
                    now: labels[now],
                    isGain: now == example.label,
                    isLoss: before == example.label
                )
            }
        }
    }

    func printAll() {
        print(feedback.table)
        if !champion.isEmpty {
            print("\n\(scoreTable)\n\n\(gateTable)\n\n\(changeCounts)")
        }
        print("\n\(decision.sentence)")
    }

    private var scoreTable: TextTable {
        var table = TextTable(
            title: "Scores",
            columns: [.text(""), .number("texts"), .number("champion"), .number("challenger")]
        )
        for (before, now) in zip(champion, challenger) {
            let count = NumberFormat.count(before.examples.count)
            func add(_ name: String, _ value: (EvaluatedSplit) -> Double) {
                table.append(
                    ["\(name), \(before.name)", count]
                        + [before, now].map { NumberFormat.decimal(value($0), places: 4) }
                )
            }
            add(before.scores.nameOfF1) { $0.scores.f1 }
            add("accuracy") { $0.scores.accuracy }
            if labels.count > 2, before.name == "test" {
                for (place, label) in labels.enumerated() {
                    add("F1 of \(label)") { $0.scores.classes[place].f1 }
                }
            }
        }
        if let costs {
            let both = [costs.champion, costs.challenger]
            table.append(
                ["one text, p95", ""]
                    + both.map { NumberFormat.duration(seconds: $0.latency.p95) }
            )
            table.append(["peak memory", ""] + both.map { NumberFormat.bytes($0.peakBytes) })
        }
        return table
    }

    private var gateTable: TextTable {
        var table = TextTable(
            title: "Gates",
            columns: [
                .text("gate"), .text("champion"), .text("challenger"), .text("asked"),
                .mark("passed"),
            ]
        )
        for gate in decision.gates {
            table.append([
                gate.name, gate.champion, gate.challenger, gate.limit,
                NumberFormat.mark(gate.isPassed),
            ])
        }
        return table
    }

    private var changeCounts: TextTable {
        var table = TextTable(
            title: "Texts that changed sides",
            columns: [
                .text(""), .number("right now"), .number("wrong now"),
                .number("wrong before and now"),
            ]
        )
        let changes = changes
        for name in champion.map(\.name) {
            let own = changes.filter { $0.split == name }
            let (gains, losses) = (own.count { $0.isGain }, own.count { $0.isLoss })
            table.append([name, "\(gains)", "\(losses)", "\(own.count - gains - losses)"])
        }
        return table
    }

    /// The report: the decision, both models side by side, what changed sides, and the reports.
    var report: HTMLReport {
        var report = HTMLReport(title: "Retraining", lead: decision.sentence)
        report.addKeyFigures(
            zip(champion, challenger).map { before, now in
                (
                    name: "\(before.scores.nameOfF1), \(before.name)",
                    value: [before, now].map { NumberFormat.decimal($0.scores.f1) }
                        .joined(separator: " → ")
                )
            }
        )
        if !champion.isEmpty {
            report.addSection("Decision")
            report.addTable(gateTable)
            report.addSection("Champion and challenger")
            report.addParagraph("The challenger was \(manner).")
            if isReferenceTrained {
                report.addParagraph(
                    "The fixed test is a part of the data, from which the champion may have learnt. "
                        + "There its settings without the reports and with them are compared, both "
                        + "trained on the rest of the data."
                )
            }
            report.addTable(scoreTable)
            for (name, splits) in [("champion", champion), ("challenger", challenger)] {
                splits.addConfusionAndROC(to: &report, form: name)
            }
            report.addSection("Texts that changed sides")
            report.addTable(changeCounts)
            addChanges(to: &report)
        }
        report.addSection("Reports")
        report.addTable(feedback.table)
        report.addSection("Options")
        var table = TextTable(columns: [.text("option"), .text("value")])
        for (name, value) in options { table.append([name, "\(value)"]) }
        report.addTable(table)
        return report
    }

    /// Adds at most 100 texts of each set, those first that are wrong now.
    private func addChanges(to report: inout HTMLReport) {
        for name in champion.map(\.name) {
            let own = changes.filter { $0.split == name }
            let sorted = own.filter(\.isLoss) + own.filter { !$0.isLoss }
            guard !sorted.isEmpty else { continue }
            var table = TextTable(
                title: own.count > 100 ? "\(name), 100 of \(own.count)" : name,
                columns: [
                    .text("text", maximumWidth: 80), .text("label"), .text("before"), .text("now"),
                    .mark("right now"),
                ]
            )
            for change in sorted.prefix(100) {
                table.append([
                    change.text, change.expected, change.before, change.now,
                    NumberFormat.mark(change.isGain),
                ])
            }
            report.addTable(table)
        }
    }

    /// What `metrics.json` holds: the members that every program's has, and those of the decision.
    ///
    /// - Parameters:
    ///   - modelBytes: The size of the challenger where it is saved.
    ///   - version: Its number where it is promoted.
    func metrics(_ stopwatch: Stopwatch, modelBytes: Int?, version: Int?) -> JSONObject {
        let seconds = stopwatch.steps.map { ($0.name, JSONValue.number($0.seconds)) }
        let gates = decision.gates.map { gate -> JSONValue in
            [
                "name": .string(gate.name), "champion": .string(gate.champion),
                "challenger": .string(gate.challenger), "limit": .string(gate.limit),
                "passed": .bool(gate.isPassed),
            ]
        }
        let decided: JSONValue = [
            "promoted": .bool(decision.isPromoted),
            "reasons": .array(decision.reasons.map { .string($0) }),
            "gates": .array(gates),
        ]
        func costs(_ costs: Costs?) -> [(String, JSONValue)] {
            guard let costs else { return [] }
            return [
                ("latency_p50_seconds", .number(costs.latency.p50)),
                ("latency_p95_seconds", .number(costs.latency.p95)),
                ("inference_peak_rss_bytes", .integer(costs.peakBytes)),
            ]
        }
        let before: [(String, JSONValue)] =
            [("splits", champion.json)] + costs(self.costs?.champion)
        let members: [(String, JSONValue)] = [
            ("approach", .string(approach)),
            ("labels", .array(labels.map { .string($0) })),
            ("options", .object(JSONObject(options))),
            ("splits", challenger.json),
            ("seconds", .object(JSONObject(seconds + [("total", .number(stopwatch.total))]))),
            ("model_bytes", modelBytes.map { .integer($0) } ?? .null),
            ("peak_rss_bytes", .integer(peakResidentBytes())),
        ]
        let own: [(String, JSONValue)] = [
            ("decision", decided),
            ("version", version.map { .integer($0) } ?? .null),
            ("manner", .string(manner)),
            ("feedback", feedback.json),
            ("champion", .object(JSONObject(before))),
        ]
        return JSONObject(members + costs(self.costs?.challenger) + own)
    }

    /// What runs are looked for by.
    func tags(version: Int?) -> [(String, String)] {
        [("decision", decision.isPromoted ? "promoted" : "kept")]
            + (decision.isPromoted ? [] : [("reasons", decision.reasons.joined(separator: "; "))])
            + (version.map { [("version", "\($0)")] } ?? [])
    }
}
