/// The names to the left of a chart's rows.
struct CategoryColumn {
    let names: [String]
    /// How many lines a name may take.
    let lineLimit: Int

    private static let lineHeight = 16.0

    /// The widest that names may be; the rest belongs to the bars.
    private static let maximumWidth = PlotFrame.width * 0.4

    /// Where the column ends and the rows' content may begin.
    var right: Double {
        let lines = names.flatMap(wrapped)
        let width = lines.map { TextMetrics.width(of: $0) }.max() ?? 0
        return PlotHeader.margin + min(width, Self.maximumWidth) + 10
    }

    /// Writes a name around the middle of its row.
    func draw(_ index: Int, middle: Double, in drawing: inout SVGDrawing) {
        let lines = wrapped(names[index])
        let isCut = lines.last?.last == "…" && names[index].last != "…"
        let top = middle - Double(lines.count) * Self.lineHeight / 2
        drawing.group("name", hint: isCut ? names[index] : nil) { drawing in
            for (number, line) in lines.enumerated() {
                let y = top + Double(number) * Self.lineHeight + 12.5
                drawing.text("", line, at: PlotPoint(x: right - 10, y: y), anchor: .end)
            }
        }
    }

    private func wrapped(_ name: String) -> [String] {
        TextMetrics.wrapped(name, toWidth: Self.maximumWidth, limit: lineLimit)
    }
}
