/// Lines through points: losses by epoch, ROC and precision-recall curves.
///
///     let chart = LineChart(
///         title: "Loss",
///         x: PlotAxis("epoch"),
///         y: PlotAxis("cross-entropy"),
///         series: [
///             .init("training", y: losses),
///             .init("validation", y: validationLosses),
///         ],
///         marks: [.init(x: 4, label: "best")]
///     )
public struct LineChart: Plot {
    /// A line and its name.
    public struct Series: Sendable, Equatable {
        /// What a line stands for.
        public enum Role: Sendable {
            /// Something measured: a bold line in a colour of its own, with a shape at each point
            /// where points are few.
            case measured
            /// Something to compare with: a thin grey line.
            case reference
        }

        /// What the legend says; an empty name stays out of it.
        public var name: String
        /// The points in the order in which the line runs. One that the axes cannot show breaks the
        /// line.
        public var points: [PlotPoint]
        public var role: Role

        /// Creates a series of points.
        public init(_ name: String, points: [PlotPoint], role: Role = .measured) {
            self.name = name
            self.points = points
            self.role = role
        }

        /// Points from their coordinates, as many of one as of the other.
        public init(_ name: String, x: [Double], y: [Double], role: Role = .measured) {
            precondition(x.count == y.count, "\(x.count) x values do not fit \(y.count) y values.")
            self.init(name, points: zip(x, y).map { PlotPoint(x: $0, y: $1) }, role: role)
        }

        /// Values at 1, 2, 3 and so on, such as the loss after each epoch.
        public init(_ name: String, y: [Double], role: Role = .measured) {
            self.init(name, x: y.indices.map { Double($0 + 1) }, y: y, role: role)
        }
    }

    /// A place on the x axis that deserves a line and a word, such as the best epoch.
    public struct Mark: Sendable, Equatable {
        public var x: Double
        public var label: String

        /// Creates a mark at a place on the x axis.
        public init(x: Double, label: String) {
            self.x = x
            self.label = label
        }
    }

    public var title: String
    public var x: PlotAxis
    public var y: PlotAxis
    public var series: [Series]
    public var marks: [Mark]
    /// How high the area within the axes is; a plot is 480 wide.
    public var plotHeight = 240.0

    /// Creates a chart.
    public init(
        title: String,
        x: PlotAxis,
        y: PlotAxis,
        series: [Series] = [],
        marks: [Mark] = []
    ) {
        self.title = title
        self.x = x
        self.y = y
        self.series = series
        self.marks = marks
    }

    public var drawing: SVGDrawing {
        let shown = series.map { $0.points.filter(canShow) }
        let all = shown.joined()
        guard !all.isEmpty else { return .withoutData(title: title) }

        var drawing = SVGDrawing(width: PlotFrame.width, title: title, summary: summary(of: shown))
        let top = PlotHeader(title: title, entries: legend).draw(in: &drawing)
        let frame = PlotFrame(
            x: AxisScale(x, values: all.map(\.x), fit: .tight, count: 6),
            y: AxisScale(y, values: all.map(\.y), fit: .nice, count: 5),
            labels: (x.label, y.label),
            height: plotHeight,
            below: top,
            in: &drawing
        )
        for mark in marks where mark.x >= frame.x.lower && mark.x <= frame.x.upper {
            draw(mark, in: &drawing, frame)
        }
        for index in series.indices { draw(series: index, in: &drawing, frame) }
        return drawing
    }

    private func canShow(_ point: PlotPoint) -> Bool {
        x.canShow(point.x) && y.canShow(point.y)
    }

    private func hasMarkers(_ series: Series) -> Bool {
        series.role == .measured && series.points.count <= 25
    }

    /// The place of a measured series among its like: references take no colour.
    private func colorIndex(of index: Int) -> Int {
        series[..<index].count { $0.role == .measured }
    }

    private func cssClass(of index: Int) -> String {
        series[index].role == .reference ? "reference" : PlotStyle.line(colorIndex(of: index))
    }

    private var legend: [PlotHeader.Entry] {
        series.indices.filter { !series[$0].name.isEmpty }.map { index in
            PlotHeader.Entry(
                name: series[index].name,
                cssClass: cssClass(of: index),
                marker: Marker(series: colorIndex(of: index)),
                sample: hasMarkers(series[index]) ? .markedLine : .line
            )
        }
    }

    private func summary(of shown: [[PlotPoint]]) -> String {
        zip(series, shown).filter { !$0.name.isEmpty && !$1.isEmpty }.map { series, points in
            let write = PlotNumber.labels(for: points.map(\.y))
            return "\(series.name): \(points.count) points, from \(write(points[0].y)) "
                + "to \(write(points[points.count - 1].y))."
        }.joined(separator: " ")
    }

    private func draw(series index: Int, in drawing: inout SVGDrawing, _ frame: PlotFrame) {
        let series = series[index]
        let marker = Marker(series: colorIndex(of: index))
        drawing.group(cssClass(of: index), hint: series.name.isEmpty ? nil : series.name) {
            drawing in
            for run in series.points.split(whereSeparator: { !canShow($0) }) {
                let points = run.map(frame.position)
                drawing.polyline("line", PolylineThinning.thinned(points))
                if hasMarkers(series) || (points.count == 1 && series.role == .measured) {
                    for point in points { marker.draw(in: &drawing, at: point, radius: 4) }
                }
            }
        }
    }

    private func draw(_ mark: Mark, in drawing: inout SVGDrawing, _ frame: PlotFrame) {
        let x = frame.area.left + frame.x.fraction(of: mark.x) * frame.area.width
        drawing.group("reference") { drawing in
            drawing.line(
                "line",
                from: PlotPoint(x: x, y: frame.area.top),
                to: PlotPoint(x: x, y: frame.area.bottom)
            )
        }
        let isLeft = x + 6 + TextMetrics.width(of: mark.label) > frame.area.right
        drawing.text(
            "muted halo",
            mark.label,
            at: PlotPoint(x: x + (isLeft ? -6 : 6), y: frame.area.top + 12),
            anchor: isLeft ? .end : .start
        )
    }
}

/// Leaves out points of a line that no reader could see, so that a curve through 100,000 points
/// stays a small picture.
enum PolylineThinning {
    /// Of each run of points within the same column of `width`, keeps the first, the lowest, the
    /// highest and the last.
    static func thinned(_ points: [PlotPoint], width: Double = 0.5) -> [PlotPoint] {
        guard points.count > 100 else { return points }
        var kept: [PlotPoint] = []
        var start = 0
        for index in 1...points.count {
            let isSameColumn =
                index < points.count && column(points[index], width) == column(points[start], width)
            if isSameColumn { continue }
            let run = start..<index
            let lowest = run.min { points[$0].y < points[$1].y }!
            let highest = run.max { points[$0].y < points[$1].y }!
            for place in Set([start, lowest, highest, index - 1]).sorted() {
                if kept.last != points[place] { kept.append(points[place]) }
            }
            start = index
        }
        return kept
    }

    private static func column(_ point: PlotPoint, _ width: Double) -> Double {
        (point.x / width).rounded(.down)
    }
}
