/// Trials as lines across an axis for each parameter, the best tenth in colour, with the value last.
///
///     let chart = ParallelCoordinatesPlot(study, label: "F1")
///
/// A line is interrupted where a trial does not have a parameter. Failed and
/// diverged trials are left out.
public struct ParallelCoordinatesPlot: Plot {
    /// A vertical axis.
    private struct Axis {
        let name: String
        /// Names along the axis, each with its place from 0, the bottom, to 1.
        let ticks: [(label: String, place: Double)]
        /// For each trial its place; nil where it has none.
        let places: [Double?]
    }

    public var title: String
    private let axes: [Axis]
    private let isBest: [Bool]
    /// How high the area of the axes is; a plot is 480 wide.
    public var plotHeight = 260.0

    /// Creates a plot of a study.
    ///
    /// - Parameters:
    ///   - study: The trials to show.
    ///   - label: The name of the value.
    public init(_ study: Study, label: String, title: String = "Trials by their parameters") {
        self.title = title
        let trials = study.trials.filter { $0.state != .running && $0.value?.isFinite == true }
        let space = study.space
        var axes = space.names.map { name -> Axis in
            let indices = space.indices(of: name)
            let values = trials.map { trial in
                indices.first { !trial.parameters.codes[$0].isNaN }
                    .map { (domain: space.parameters[$0].domain, code: trial.parameters.codes[$0]) }
            }
            if let range = space.parameters[indices[0]].domain.range {
                let numbers = values.map { value in value.map { range.scaled($0.code) } }
                let (low, high) = (range.scaled(range.low), range.scaled(range.high))
                let write = PlotNumber.labels(for: [range.low, range.high])
                return Axis(
                    name: name,
                    ticks: [(write(range.low), 0), (write(range.high), 1)],
                    places: numbers.map { number in
                        number.map { high > low ? min(max(($0 - low) / (high - low), 0), 1) : 0.5 }
                    }
                )
            }
            var choices: [ParameterValue] = []
            for index in indices {
                guard case .choice(let values) = space.parameters[index].domain else { continue }
                for value in values where !choices.contains(value) { choices.append(value) }
            }
            let place = { (value: ParameterValue) -> Double in
                choices.count == 1
                    ? 0.5 : Double(choices.firstIndex(of: value) ?? 0) / Double(choices.count - 1)
            }
            return Axis(
                name: name,
                ticks: choices.map { ("\($0)", place($0)) },
                places: values.map { value in
                    value.map { place($0.domain.value(ofCode: $0.code)) }
                }
            )
        }
        let results = trials.map { $0.value! }
        if let low = results.min(), let high = results.max() {
            let write = PlotNumber.labels(for: [low, high])
            axes.append(
                Axis(
                    name: label,
                    ticks: low < high ? [(write(low), 0), (write(high), 1)] : [(write(low), 0.5)],
                    places: results.map {
                        low < high ? ($0 / 2 - low / 2) / (high / 2 - low / 2) : 0.5
                    }
                )
            )
        }
        self.axes = axes
        let complete = trials.filter { $0.state == .complete }.map {
            study.direction.loss($0.value!)
        }
        let best = complete.sorted().prefix((complete.count + 9) / 10).last
        isBest = trials.map {
            $0.state == .complete && study.direction.loss($0.value!) <= best ?? -.infinity
        }
    }

    public var drawing: SVGDrawing {
        guard !isBest.isEmpty else { return .withoutData(title: title) }
        let names = axes.map(\.name).joined(separator: ", ")
        var drawing = SVGDrawing(
            width: PlotFrame.width,
            title: title,
            summary: "\(isBest.count) trials over \(names)."
        )
        let legend = [("best tenth", PlotStyle.series(0)), ("others", "plain faint")].map {
            PlotHeader.Entry(name: $0, cssClass: $1, sample: .line)
        }
        let top = PlotHeader(title: title, entries: legend).draw(in: &drawing) + 24
        let column = (drawing.width - 2 * PlotHeader.margin) / Double(axes.count)
        let x = axes.indices.map { PlotHeader.margin + (Double($0) + 0.5) * column }
        let bottom = top + plotHeight
        func point(_ axis: Int, _ place: Double) -> PlotPoint {
            PlotPoint(x: x[axis], y: bottom - place * plotHeight)
        }

        for best in [false, true] {
            drawing.group(best ? PlotStyle.series(0) : "plain faint") { drawing in
                for trial in isBest.indices where isBest[trial] == best {
                    let places = axes.indices.map { axis in
                        axes[axis].places[trial].map { point(axis, $0) }
                    }
                    for run in places.split(separator: nil) where run.count > 1 {
                        drawing.polyline("line", run.compactMap { $0 })
                    }
                }
            }
        }
        for (index, axis) in axes.enumerated() {
            drawing.line("axis", from: point(index, 0), to: point(index, 1))
            let name = TextMetrics.truncated(axis.name, toWidth: column - 4)
            let place = PlotPoint(x: x[index], y: top - 10)
            drawing.text("", name, at: place, anchor: .middle)
            var last = Double.infinity
            for tick in axis.ticks {
                let place = point(index, tick.place)
                // Names that would touch the one below are left out.
                if last - place.y < TextMetrics.size + 2 { continue }
                last = place.y
                drawing.text(
                    "muted halo",
                    TextMetrics.truncated(tick.label, toWidth: column - 4),
                    at: PlotPoint(x: place.x, y: place.y + 4.5),
                    anchor: .middle
                )
            }
        }
        drawing.height = bottom + 20
        return drawing
    }
}
