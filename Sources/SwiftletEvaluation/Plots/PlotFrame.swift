/// The area of a plot with two axes of numbers: grid, ticks and labels, and where points lie in it.
struct PlotFrame {
    /// How wide every plot is, in units of its drawing.
    static let width = 480.0

    let x: AxisScale
    let y: AxisScale
    private(set) var area: PlotBox

    /// Draws grid, ticks and axis labels below `top`, and settles the drawing's height.
    init(
        x: AxisScale,
        y: AxisScale,
        labels: (x: String, y: String),
        height: Double,
        below top: Double,
        in drawing: inout SVGDrawing
    ) {
        self.x = x
        self.y = y
        let tickWidth = y.ticks.map { TextMetrics.width(of: $0.label) }.max() ?? 0
        let lastWidth = x.ticks.last.map { TextMetrics.width(of: $0.label) } ?? 0
        let areaTop = top + (labels.y.isEmpty ? 8 : 28)
        area = PlotBox(
            left: PlotHeader.margin + min(tickWidth, 130) + 8,
            top: areaTop,
            right: drawing.width - max(PlotHeader.margin + 4, lastWidth / 2 + 4),
            bottom: areaTop + height
        )
        drawing.height = area.bottom + (labels.x.isEmpty ? 32 : 52)
        drawGrid(in: &drawing)
        drawLabels(labels, in: &drawing)
    }

    /// Where a point lies in the drawing.
    func position(of point: PlotPoint) -> PlotPoint {
        PlotPoint(
            x: area.left + x.fraction(of: point.x) * area.width,
            y: area.bottom - y.fraction(of: point.y) * area.height
        )
    }

    private func drawGrid(in drawing: inout SVGDrawing) {
        for tick in y.ticks {
            let height = area.bottom - y.fraction(of: tick.value) * area.height
            drawing.line(
                "grid",
                from: PlotPoint(x: area.left, y: height),
                to: PlotPoint(x: area.right, y: height)
            )
            let place = PlotPoint(x: area.left - 8, y: height + 4.5)
            drawing.text("muted", tick.label, at: place, anchor: .end)
        }
        drawing.line(
            "axis",
            from: PlotPoint(x: area.left, y: area.bottom),
            to: PlotPoint(x: area.right, y: area.bottom)
        )
        drawing.drawTicks(of: x, along: area)
    }

    private func drawLabels(_ labels: (x: String, y: String), in drawing: inout SVGDrawing) {
        let width = drawing.width - 2 * PlotHeader.margin
        if !labels.y.isEmpty {
            let text = TextMetrics.truncated("↑ " + labels.y, toWidth: width)
            let place = PlotPoint(x: PlotHeader.margin, y: area.top - 13)
            drawing.text("muted", text, at: place)
        }
        if !labels.x.isEmpty {
            let text = TextMetrics.truncated(labels.x + " →", toWidth: width)
            let place = PlotPoint(x: area.right, y: area.bottom + 42)
            drawing.text("muted", text, at: place, anchor: .end)
        }
    }
}

extension SVGDrawing {
    /// Draws the ticks of a horizontal axis at the bottom of a plot's area, leaving out a label that
    /// would touch the one before it.
    mutating func drawTicks(of axis: AxisScale, along area: PlotBox) {
        var end = -Double.infinity
        for tick in axis.ticks {
            let x = area.left + axis.fraction(of: tick.value) * area.width
            line(
                "axis",
                from: PlotPoint(x: x, y: area.bottom),
                to: PlotPoint(x: x, y: area.bottom + 5)
            )
            let half = TextMetrics.width(of: tick.label) / 2
            guard x - half > end + 4 else { continue }
            end = x + half
            text("muted", tick.label, at: PlotPoint(x: x, y: area.bottom + 20), anchor: .middle)
        }
    }
}
