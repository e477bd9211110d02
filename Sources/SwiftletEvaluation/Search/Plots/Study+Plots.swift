extension Study {
    /// The value of each trial, and the best up to it.
    ///
    /// - Parameter label: The name of the value.
    public func historyPlot(label: String, title: String = "Trials") -> ScatterChart {
        func series(_ name: String, _ isShown: (Trial) -> Bool) -> ScatterChart.Series {
            .init(
                name,
                points: trials.filter { isShown($0) && $0.value != nil }.map {
                    .init(x: Double($0.number), y: $0.value!)
                }
            )
        }
        var chart = ScatterChart(
            title: title,
            x: PlotAxis("trial"),
            y: PlotAxis(label),
            series: [
                series("complete") { $0.state == .complete },
                series("pruned") { $0.state == .pruned },
            ].filter { !$0.points.isEmpty }
        )
        chart.lines = [
            .init(
                "best so far",
                points: zip(trials, bestValues).map { PlotPoint(x: Double($0.number), y: $1) },
                role: .reference
            )
        ]
        return chart
    }

    /// How much each parameter matters by both measures, which may contradict each other. fANOVA says
    /// nothing about parameters that only some trials have.
    public func importancePlot(title: String = "Importance of the parameters") -> BarChart {
        let first = pedAnovaImportances()
        let second = fanovaImportances()
        return BarChart(
            title: title,
            label: "share",
            categories: first.map(\.name),
            series: [
                .init("among the best (PED-ANOVA)", values: first.map(\.share)),
                .init(
                    "over all (fANOVA)",
                    values: first.map { one in
                        second.first { $0.name == one.name }?.share ?? .nan
                    }
                ),
            ]
        )
    }

    /// The value against each parameter, one plot for each: points for numbers, boxes for choices.
    ///
    /// - Parameter label: The name of the value.
    public func slicePlots(label: String) -> [any Plot] {
        let shown = trials.filter { $0.state == .complete && $0.value != nil }
        return space.names.map { name -> any Plot in
            let indices = space.indices(of: name)
            let values = shown.compactMap { trial in
                trial.parameters[name].map { (parameter: $0, value: trial.value!) }
            }
            guard let range = space.parameters[indices[0]].domain.range else {
                var choices: [ParameterValue] = []
                for case .choice(let values) in indices.map({ space.parameters[$0].domain }) {
                    for value in values where !choices.contains(value) { choices.append(value) }
                }
                return BoxPlot(
                    title: name,
                    axis: PlotAxis(label),
                    groups: choices.map { choice in
                        let own = values.filter { $0.parameter == choice }.map(\.value)
                        return .init("\(choice)", values: own)
                    }
                )
            }
            let points = shown.compactMap { trial -> ScatterChart.Point? in
                indices.map { trial.parameters.codes[$0] }.first { !$0.isNaN }
                    .map { .init(x: $0, y: trial.value!) }
            }
            return ScatterChart(
                title: name,
                x: PlotAxis(name, scale: range.isLogarithmic ? .logarithmic : .linear),
                y: PlotAxis(label),
                series: [.init("", points: points)]
            )
        }
    }
}

extension HTMLReport {
    /// Adds what a study found: its history, what matters, each parameter, and all trials side by
    /// side.
    ///
    /// - Parameter label: The name of the value.
    public mutating func addPlots(of study: Study, label: String) {
        addFigure(study.historyPlot(label: label))
        addFigure(study.importancePlot())
        addFigure(ParallelCoordinatesPlot(study, label: label))
        for plot in study.slicePlots(label: label) { addFigure(plot) }
    }
}
