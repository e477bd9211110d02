import Swiftlet

/// The findings of a search, for the terminal, the report and `metrics.json`.
public struct SearchFindings: Sendable {
    public let study: Study
    /// The best trial.
    public let best: Trial
    /// The score of the trials, such as `validation F1`.
    let score: String
    /// What a trial reports its score after, such as `epochs`.
    let steps: String

    /// The trials, the best first: the complete ones, then the pruned ones, the longest first, then
    /// those that diverged or failed.
    private var ranked: [Trial] {
        func rank(_ trial: Trial) -> (Int, Int, Double, Int) {
            let value = trial.value ?? .nan
            let loss = study.direction == .minimize ? value : -value
            switch trial.state {
            case .complete: return (0, 0, loss, trial.number)
            case .pruned where !trial.isAstray:
                return (1, -(trial.reports.last?.step ?? 0), loss, trial.number)
            default: return (2, 0, 0, trial.number)
            }
        }
        return study.trials.sorted { rank($0) < rank($1) }
    }

    private func count(_ isCounted: (Trial.State) -> Bool) -> Int {
        study.trials.count { isCounted($0.state) }
    }

    private var counts: (complete: Int, pruned: Int, failed: Int) {
        let (complete, pruned) = (count { $0 == .complete }, count { $0 == .pruned })
        return (complete, pruned, study.trials.count - complete - pruned)
    }

    /// The trials for people, the best first.
    ///
    /// - Parameter limit: How many at most; nil for all.
    public func table(limit: Int? = nil) -> TextTable {
        let counts = counts
        var ends = ["\(counts.complete) complete", "\(counts.pruned) pruned"]
        if counts.failed > 0 { ends.append("\(counts.failed) failed") }
        let names = study.space.names
        var columns: [TextTable.Column] = [.number("trial")]
        for name in names { columns.append(isOfNumbers(name) ? .number(name) : .text(name)) }
        columns += [.number(steps), .text("end"), .number(score)]
        var table = TextTable(
            title: "The best of \(counted(study.trials.count, "trial")) by \(score): "
                + ends.joined(separator: ", "),
            columns: columns
        )
        for trial in ranked.prefix(limit ?? .max) {
            var cells = ["\(trial.number + 1)"]
            for name in names { cells.append(trial.parameters[name].map(Self.text) ?? "") }
            cells.append(trial.reports.isEmpty ? "" : "\(trial.reports.count)")
            cells.append(end(of: trial))
            cells.append(trial.value.map { NumberFormat.decimal($0, places: 4) } ?? "")
            table.append(cells)
        }
        return table
    }

    private func isOfNumbers(_ name: String) -> Bool {
        study.space.parameters.first { $0.name == name }.map {
            if case .choice = $0.domain { false } else { true }
        } ?? false
    }

    private static func text(_ value: ParameterValue) -> String {
        guard case .number(let number) = value else { return "\(value)" }
        return NumberFormat.decimal(number, places: number.magnitude < 0.05 ? 6 : 3)
    }

    private func end(of trial: Trial) -> String {
        switch trial.state {
        case .complete: trial.number == best.number ? "best" : "complete"
        case .pruned: trial.isAstray ? "diverged" : "pruned"
        case .failed(let problem): "failed: \(problem)"
        case .running: "running"
        }
    }

    /// The best trial, how the others ended and what mattered, for `metrics.json`.
    var json: JSONValue {
        func shares(_ importances: [ParameterImportance]) -> JSONValue {
            let members = importances.map { one -> (String, JSONValue) in
                (one.name, one.share.isFinite ? .number(one.share) : .null)
            }
            return .object(JSONObject(members))
        }
        let counts = counts
        let parameters = best.parameters.pairs.map { ($0.name, Self.json($0.value)) }
        return [
            "score": .string(score), "best_trial": .integer(best.number + 1),
            "best_score": .number(best.value!), "parameters": .object(JSONObject(parameters)),
            "trials": .integer(study.trials.count), "complete": .integer(counts.complete),
            "pruned": .integer(counts.pruned), "failed": .integer(counts.failed),
            "\(steps)": .integer(study.trials.reduce(0) { $0 + $1.reports.count }),
            "importances": [
                "ped_anova": shares(study.pedAnovaImportances()),
                "fanova": shares(study.fanovaImportances()),
            ],
        ]
    }

    static func json(_ value: ParameterValue) -> JSONValue {
        switch value {
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .number(let value): .number(value)
        case .string(let value): .string(value)
        }
    }

    /// Pages of a plot each, by the names that Optuna's users know.
    var pages: [(name: String, page: HTMLReport)] {
        func page(_ name: String, _ plot: some Plot) -> (String, HTMLReport) {
            var page = HTMLReport(title: plot.title)
            page.addFigure(plot)
            return (name, page)
        }
        return [
            page("optimization_history.html", study.historyPlot(label: score)),
            page("param_importance.html", study.importancePlot()),
        ]
    }

    /// Adds the trials and the plots.
    func add(to report: inout HTMLReport) {
        report.addSection("Search")
        report.addTable(table())
        report.addPlots(of: study, label: score)
        report.addParagraph(
            """
            PED-ANOVA says what tells the best tenth of the trials from the others, fANOVA what the \
            score depends on over the whole space. Where they contradict each other, there are too few \
            trials, or a setting decides between bad and good but not among the best.
            """
        )
    }
}
