/// Counts of true against predicted classes, each cell as dark as its share of its true class.
///
///     ConfusionMatrixPlot(matrix, classNames: ["negative", "positive"])
public struct ConfusionMatrixPlot: Plot {
    public var title: String
    public let classNames: [String]
    /// `counts[truth][predicted]`.
    public let counts: [[Int]]

    /// Creates a plot of a confusion matrix.
    ///
    /// - Parameters:
    ///   - counts: A row for each true class, within it a count for each predicted one.
    ///   - classNames: A name for each class.
    public init(counts: [[Int]], classNames: [String], title: String = "Confusion matrix") {
        precondition(
            counts.count == classNames.count && counts.allSatisfy { $0.count == classNames.count },
            "Rows of \(counts.map(\.count)) counts do not fit \(classNames.count) classes."
        )
        self.counts = counts
        self.classNames = classNames
        self.title = title
    }

    /// The plot of a matrix.
    public init(
        _ matrix: ConfusionMatrix,
        classNames: [String],
        title: String = "Confusion matrix"
    ) {
        let classes = 0..<matrix.classCount
        self.init(
            counts: classes.map { truth in
                classes.map { matrix[truth: truth, predicted: $0] }
            },
            classNames: classNames,
            title: title
        )
    }

    public var drawing: SVGDrawing {
        guard !counts.isEmpty else { return .withoutData(title: title) }
        var drawing = SVGDrawing(width: PlotFrame.width, title: title, summary: summary)
        let top = PlotHeader(title: title, entries: []).draw(in: &drawing)
        let column = CategoryColumn(names: classNames, lineLimit: 2)
        let left = max(column.right, PlotHeader.margin + 70)
        let cellWidth = min((drawing.width - PlotHeader.margin - left) / Double(counts.count), 160)
        let cellHeight = min(max(cellWidth * 0.6, 24), 84)
        // Columns too narrow for names have none: they are in the order of the rows.
        let headings = classNames.map {
            cellWidth < 24 ? [] : TextMetrics.wrapped($0, toWidth: cellWidth - 4, limit: 2)
        }
        let areaTop = top + 32 + 16 * Double(headings.map(\.count).max()!)
        let area = PlotBox(
            left: left,
            top: areaTop,
            right: left + cellWidth * Double(counts.count),
            bottom: areaTop + cellHeight * Double(counts.count)
        )
        drawing.text("muted", "predicted →", at: PlotPoint(x: area.left, y: top + 18))
        let corner = PlotPoint(
            x: max(column.right - 10, PlotHeader.margin + 42),
            y: area.top - 9
        )
        drawing.text("muted", "true ↓", at: corner, anchor: .end)
        for (index, heading) in headings.enumerated() {
            let x = area.left + (Double(index) + 0.5) * cellWidth
            for (line, text) in heading.reversed().enumerated() {
                let place = PlotPoint(x: x, y: area.top - 9 - 16 * Double(line))
                drawing.text("", text, at: place, anchor: .middle)
            }
            column.draw(index, middle: area.top + (Double(index) + 0.5) * cellHeight, in: &drawing)
        }
        for (truth, row) in counts.enumerated() {
            let total = row.reduce(0.0) { $0 + Double(max($1, 0)) }
            for (predicted, count) in row.enumerated() {
                let cell = PlotBox(
                    left: area.left + Double(predicted) * cellWidth,
                    top: area.top + Double(truth) * cellHeight,
                    right: area.left + Double(predicted + 1) * cellWidth,
                    bottom: area.top + Double(truth + 1) * cellHeight
                )
                let share = total > 0 ? Double(max(count, 0)) / total : .nan
                draw(count, share: share, in: cell, hint(truth, predicted, share), &drawing)
            }
        }
        drawing.height = area.bottom + PlotHeader.margin
        return drawing
    }

    private func draw(
        _ count: Int,
        share: Double,
        in cell: PlotBox,
        _ hint: String,
        _ drawing: inout SVGDrawing
    ) {
        drawing.rectangle("heat", cell, opacity: share.isNaN ? 0 : share, hint: hint)
        drawing.rectangle("cell", cell)
        let ink = share > 0.75 ? "on-heat" : "off-heat"
        let text = NumberFormat.count(count)
        let isRoomy = cell.height >= 56 && TextMetrics.width(of: text, size: 19) < cell.width - 8
        let middle = cell.center
        guard isRoomy else {
            // A part of a number is another number: one that does not fit is in the hint alone.
            if TextMetrics.width(of: text) <= cell.width - 2 {
                drawing.text(
                    ink,
                    text,
                    at: PlotPoint(x: middle.x, y: middle.y + 4.5),
                    anchor: .middle
                )
            }
            return
        }
        drawing.text(
            "large \(ink)",
            text,
            at: PlotPoint(x: middle.x, y: middle.y + 1),
            anchor: .middle
        )
        let percent = NumberFormat.percent(share)
        drawing.text(ink, percent, at: PlotPoint(x: middle.x, y: middle.y + 21), anchor: .middle)
    }

    private func hint(_ truth: Int, _ predicted: Int, _ share: Double) -> String {
        "\(NumberFormat.count(counts[truth][predicted])) of true class \(classNames[truth]) "
            + "predicted as \(classNames[predicted]) (\(NumberFormat.percent(share)))"
    }

    private var summary: String {
        guard classNames.count <= 4 else { return "\(classNames.count) classes." }
        return classNames.indices.map { truth in
            let cells = classNames.indices.map { "\(counts[truth][$0]) as \(classNames[$0])" }
            return "True \(classNames[truth]): \(cells.joined(separator: ", "))."
        }.joined(separator: " ")
    }
}
