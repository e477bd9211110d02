/// Points with names: one classifier's F1 against its latency or memory, often on a logarithmic axis.
///
///     ScatterChart(
///         title: "Quality and cost",
///         x: PlotAxis("latency of one tweet (ms)", scale: .logarithmic),
///         y: PlotAxis("F1"),
///         series: [.init("float", points: [.init(x: 38, y: 0.82, label: "DistilBERT")])]
///     )
public struct ScatterChart: Plot {
    /// A point and what is written beside it.
    public struct Point: Sendable, Equatable {
        public var x: Double
        public var y: Double
        /// Written beside the point where there are at most 100 of them.
        public var label: String

        /// Creates a point, by default without a label.
        public init(x: Double, y: Double, label: String = "") {
            self.x = x
            self.y = y
            self.label = label
        }
    }

    /// Points of one colour and shape.
    public struct Series: Sendable, Equatable {
        /// What the legend says; an empty name stays out of it.
        public var name: String
        public var points: [Point]

        /// Creates a series of points.
        public init(_ name: String, points: [Point]) {
            self.name = name
            self.points = points
        }
    }

    public var title: String
    public var x: PlotAxis
    public var y: PlotAxis
    public var series: [Series]
    /// Lines beneath the points, such as the best value so far, all thin and grey.
    public var lines: [LineChart.Series] = []
    /// How high the area within the axes is; a plot is 480 wide.
    public var plotHeight = 280.0

    /// Creates a chart.
    public init(title: String, x: PlotAxis, y: PlotAxis, series: [Series] = []) {
        self.title = title
        self.x = x
        self.y = y
        self.series = series
    }

    public var drawing: SVGDrawing {
        let shown = series.map { $0.points.filter { x.canShow($0.x) && y.canShow($0.y) } }
        let all = shown.flatMap { $0 }
        guard !all.isEmpty else { return .withoutData(title: title) }

        var drawing = SVGDrawing(width: PlotFrame.width, title: title, summary: summary(of: all))
        let top = PlotHeader(title: title, entries: legend).draw(in: &drawing)
        let frame = PlotFrame(
            x: AxisScale(x, values: all.map(\.x), fit: .roomy, count: 6),
            y: AxisScale(y, values: all.map(\.y), fit: .roomy, count: 5),
            labels: (x.label, y.label),
            height: plotHeight,
            below: top,
            in: &drawing
        )
        for line in lines {
            drawing.group("reference", hint: line.name.isEmpty ? nil : line.name) { drawing in
                let isShown = { (point: PlotPoint) in
                    frame.x.contains(point.x) && frame.y.contains(point.y)
                }
                for run in line.points.split(whereSeparator: { !isShown($0) }) {
                    drawing.polyline("line", run.map(frame.position))
                }
            }
        }
        let isCrowded = all.count > 100
        for (index, points) in shown.enumerated() {
            let cssClass = PlotStyle.series(index) + (isCrowded ? " many" : "")
            drawing.group(cssClass, hint: series[index].name.isEmpty ? nil : series[index].name) {
                drawing in
                for point in points {
                    Marker(series: index).draw(
                        in: &drawing,
                        at: frame.position(of: PlotPoint(x: point.x, y: point.y)),
                        radius: isCrowded ? 3 : 6
                    )
                }
            }
        }
        if !isCrowded { drawLabels(of: all, in: &drawing, frame) }
        return drawing
    }

    private var legend: [PlotHeader.Entry] {
        series.indices.filter { !series[$0].name.isEmpty }.map { index in
            PlotHeader.Entry(
                name: series[index].name,
                cssClass: PlotStyle.series(index),
                marker: Marker(series: index),
                sample: .marker
            )
        }
            + lines.filter { !$0.name.isEmpty }.map {
                PlotHeader.Entry(name: $0.name, cssClass: "reference", sample: .line)
            }
    }

    private func summary(of points: [Point]) -> String {
        let labelled = points.filter { !$0.label.isEmpty }
        guard !labelled.isEmpty, labelled.count <= 20 else { return "\(points.count) points." }
        let writeX = PlotNumber.labels(for: points.map(\.x))
        let writeY = PlotNumber.labels(for: points.map(\.y))
        return labelled.map {
            "\($0.label): \(x.label) \(writeX($0.x)), \(y.label) \(writeY($0.y))."
        }.joined(separator: " ")
    }

    private func drawLabels(of points: [Point], in drawing: inout SVGDrawing, _ frame: PlotFrame) {
        let positions = points.map { frame.position(of: PlotPoint(x: $0.x, y: $0.y)) }
        var placement = LabelPlacement(within: frame.area, avoiding: positions, radius: 7)
        for (point, position) in zip(points, positions) where !point.label.isEmpty {
            let label = TextMetrics.truncated(point.label, toWidth: frame.area.width * 0.6)
            let box = placement.place(label, beside: position)
            let place = PlotPoint(x: box.center.x, y: box.bottom - 4)
            drawing.text("halo", label, at: place, anchor: .middle)
        }
    }
}

/// Finds room for labels beside points, so that they cover neither points nor each other.
struct LabelPlacement {
    private let area: PlotBox
    private var taken: [PlotBox]
    private let distance: Double

    /// - Parameters:
    ///   - area: Where labels may be.
    ///   - points: What they should not cover.
    ///   - radius: How far a point reaches.
    init(within area: PlotBox, avoiding points: [PlotPoint], radius: Double) {
        self.area = area
        distance = radius
        taken = points.map {
            PlotBox(
                left: $0.x - radius,
                top: $0.y - radius,
                right: $0.x + radius,
                bottom: $0.y + radius
            )
        }
    }

    /// The box for a label's line of text: of the twelve places around the point, the first that
    /// covers least.
    mutating func place(_ label: String, beside point: PlotPoint) -> PlotBox {
        let width = TextMetrics.width(of: label)
        let height = TextMetrics.size + 4
        let (far, near) = (distance + 2, distance * 0.6)
        let corners = [
            (point.x + far, point.y - height / 2),
            (point.x - far - width, point.y - height / 2),
            (point.x - width / 2, point.y - far - height),
            (point.x - width / 2, point.y + far),
            (point.x + near, point.y - near - height),
            (point.x - near - width, point.y - near - height),
            (point.x + near, point.y + near),
            (point.x - near - width, point.y + near),
            (point.x - distance, point.y - far - height),
            (point.x + distance - width, point.y - far - height),
            (point.x - distance, point.y + far),
            (point.x + distance - width, point.y + far),
        ]
        let boxes = corners.map { left, top in
            PlotBox(left: left, top: top, right: left + width, bottom: top + height)
        }
        let best = boxes.min { cost(of: $0) < cost(of: $1) }!
        taken.append(best)
        return best
    }

    /// The area covered, that outside of the plot counting much more.
    private func cost(of box: PlotBox) -> Double {
        let covered = taken.reduce(0) { $0 + box.overlap(with: $1) }
        return covered + 20 * (box.width * box.height - box.overlap(with: area))
    }
}
