/// What stands above a plot: its title and the legend of its series.
struct PlotHeader {
    /// A series in the legend.
    struct Entry {
        /// What stands before the name.
        enum Sample {
            case line, markedLine, marker, swatch
        }

        let name: String
        let cssClass: String
        var marker = Marker.circle
        let sample: Sample
    }

    let title: String
    let entries: [Entry]

    /// Space between the plot and the drawing's edges.
    static let margin = 12.0
    private static let lineHeight = 20.0
    private static let sampleWidth = 26.0
    private static let gap = 16.0

    /// Draws the header.
    ///
    /// - Returns: The height where the rest may begin.
    func draw(in drawing: inout SVGDrawing) -> Double {
        let width = drawing.width - 2 * Self.margin
        var y = Self.margin
        let size = TextMetrics.titleSize
        for line in TextMetrics.wrapped(title, toWidth: width, size: size * 1.06, limit: 3) {
            y += Self.lineHeight
            drawing.text("title", line, at: PlotPoint(x: Self.margin, y: y - 6))
        }
        var x = Self.margin
        for (index, entry) in entries.enumerated() {
            let name = TextMetrics.truncated(entry.name, toWidth: width - Self.sampleWidth)
            let length = Self.sampleWidth + TextMetrics.width(of: name)
            if index == 0 || x + length > drawing.width - Self.margin {
                x = Self.margin
                y += Self.lineHeight
            }
            draw(entry, name: name, at: PlotPoint(x: x, y: y), in: &drawing)
            x += length + Self.gap
        }
        return y + 8
    }

    private func draw(
        _ entry: Entry,
        name: String,
        at point: PlotPoint,
        in drawing: inout SVGDrawing
    ) {
        let center = PlotPoint(x: point.x + 10, y: point.y - 5)
        drawing.group(entry.cssClass) { drawing in
            switch entry.sample {
            case .line, .markedLine:
                drawing.line(
                    "line",
                    from: PlotPoint(x: point.x, y: center.y),
                    to: PlotPoint(x: point.x + 20, y: center.y)
                )
            case .swatch:
                let box = PlotBox(
                    left: center.x - 7,
                    top: center.y - 6,
                    right: center.x + 7,
                    bottom: center.y + 6
                )
                drawing.rectangle("bar", box)
            case .marker: break
            }
            if entry.sample == .markedLine || entry.sample == .marker {
                entry.marker.draw(in: &drawing, at: center, radius: 4.5)
            }
        }
        drawing.text("", name, at: PlotPoint(x: point.x + Self.sampleWidth, y: point.y))
    }
}

extension SVGDrawing {
    /// A plot that has nothing to show says so.
    static func withoutData(title: String) -> SVGDrawing {
        var drawing = SVGDrawing(width: PlotFrame.width, title: title, summary: "No data.")
        let top = PlotHeader(title: title, entries: []).draw(in: &drawing)
        let point = PlotPoint(x: drawing.width / 2, y: top + 44)
        drawing.text("muted", "no data", at: point, anchor: .middle)
        drawing.height = top + 80
        return drawing
    }
}
