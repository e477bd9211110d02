import SwiftletBase

/// How values are spread within groups: a box over the middle half with a line at the median,
/// whiskers to the furthest values within one and a half box lengths of it, rings for those beyond.
///
///     BoxPlot(
///         title: "Length of tweets",
///         axis: PlotAxis("characters"),
///         groups: [.init("negative", values: negative), .init("positive", values: positive)]
///     )
///
/// Source: J. W. Tukey, "Exploratory Data Analysis", 1977; quartiles interpolate between values as
/// NumPy's do.
public struct BoxPlot: Plot {
    /// The values of a row and its name.
    public struct Group: Sendable, Equatable {
        public var name: String
        public let values: [Double]
        /// How often each value occurs; nil where each occurs once.
        public let counts: [Int]?

        /// Creates a group of values.
        public init(_ name: String, values: [Double]) {
            self.name = name
            self.values = values
            counts = nil
        }

        /// A group of very many values, of which few are different: each of them with how often it
        /// occurs, which is at least once.
        public init(_ name: String, counted: [(value: Double, count: Int)]) {
            precondition(
                counted.allSatisfy { $0.count > 0 },
                "A value of \(name) that occurs 0 times or less."
            )
            self.name = name
            values = counted.map(\.value)
            counts = counted.map(\.count)
        }

        fileprivate func summary(on axis: PlotAxis) -> FiveNumberSummary? {
            let shown = values.indices.filter { axis.canShow(values[$0]) }
                .sorted { values[$0] < values[$1] }
            return FiveNumberSummary(
                sorted: shown.map { values[$0] },
                counts: counts.map { counts in shown.map { counts[$0] } }
            )
        }
    }

    public var title: String
    public var axis: PlotAxis
    public var groups: [Group]

    /// Creates a plot with a row for each group.
    public init(title: String, axis: PlotAxis, groups: [Group]) {
        self.title = title
        self.axis = axis
        self.groups = groups
    }

    public var drawing: SVGDrawing {
        let summaries = groups.map { $0.summary(on: axis) }
        let extremes = summaries.compactMap(\.self).flatMap { [$0.smallest, $0.largest] }
        guard !extremes.isEmpty else { return .withoutData(title: title) }

        var drawing = SVGDrawing(
            width: PlotFrame.width,
            title: title,
            summary: description(of: summaries)
        )
        let top = PlotHeader(title: title, entries: []).draw(in: &drawing) + 4
        let column = CategoryColumn(names: groups.map(\.name), lineLimit: 2)
        let scale = AxisScale(axis, values: extremes, fit: .roomy, count: 5)
        let lastWidth = scale.ticks.last.map { TextMetrics.width(of: $0.label) } ?? 0
        let rowHeight = 44.0
        let area = PlotBox(
            left: column.right + 6,
            top: top,
            right: drawing.width - max(PlotHeader.margin + 4, lastWidth / 2 + 4),
            bottom: top + rowHeight * Double(groups.count)
        )
        drawGrid(scale, area, in: &drawing)
        for (index, summary) in summaries.enumerated() {
            let middle = area.top + (Double(index) + 0.5) * rowHeight
            column.draw(index, middle: middle, in: &drawing)
            guard let summary else { continue }
            drawing.group(PlotStyle.series(index)) { drawing in
                draw(summary, middle: middle, in: &drawing) { value in
                    area.left + scale.fraction(of: value) * area.width
                }
            }
        }
        return drawing
    }

    private func drawGrid(_ scale: AxisScale, _ area: PlotBox, in drawing: inout SVGDrawing) {
        for tick in scale.ticks {
            let x = area.left + scale.fraction(of: tick.value) * area.width
            drawing.line(
                "grid",
                from: PlotPoint(x: x, y: area.top),
                to: PlotPoint(x: x, y: area.bottom)
            )
        }
        drawing.line(
            "axis",
            from: PlotPoint(x: area.left, y: area.bottom),
            to: PlotPoint(x: area.right, y: area.bottom)
        )
        drawing.drawTicks(of: scale, along: area)
        let text = TextMetrics.truncated(
            axis.label + " →",
            toWidth: drawing.width - 2 * PlotHeader.margin
        )
        let place = PlotPoint(x: area.right, y: area.bottom + 42)
        drawing.text("muted", text, at: place, anchor: .end)
        drawing.height = area.bottom + 52
    }

    private func draw(
        _ summary: FiveNumberSummary,
        middle: Double,
        in drawing: inout SVGDrawing,
        position: (Double) -> Double
    ) {
        func stroke(_ from: Double, _ to: Double) {
            drawing.line(
                "line",
                from: PlotPoint(x: position(from), y: middle),
                to: PlotPoint(x: position(to), y: middle)
            )
        }
        stroke(summary.lowerWhisker, summary.lowerQuartile)
        stroke(summary.upperQuartile, summary.upperWhisker)
        let box = PlotBox(
            left: position(summary.lowerQuartile),
            top: middle - 12,
            right: position(summary.upperQuartile),
            bottom: middle + 12
        )
        drawing.rectangle("box", box)
        drawing.line(
            "line",
            from: PlotPoint(x: position(summary.median), y: box.top),
            to: PlotPoint(x: position(summary.median), y: box.bottom)
        )
        var last = -Double.infinity
        for x in summary.outliers.map(position) where x - last >= 1 {
            drawing.circle("ring", center: PlotPoint(x: x, y: middle), radius: 2.5)
            last = x
        }
    }

    private func description(of summaries: [FiveNumberSummary?]) -> String {
        zip(groups, summaries).map { group, summary in
            guard let summary else { return "\(group.name): no data." }
            let quartiles = [summary.lowerQuartile, summary.median, summary.upperQuartile]
            let texts = quartiles.map(PlotNumber.labels(for: quartiles))
            return "\(group.name): median \(texts[1]), middle half from \(texts[0]) to \(texts[2])."
        }.joined(separator: " ")
    }
}

/// The summary of values that a box plot shows.
package struct FiveNumberSummary: Equatable {
    package let lowerQuartile: Double
    package let median: Double
    package let upperQuartile: Double
    /// The smallest value at most 1.5 times the distance of the quartiles below the lower one.
    package let lowerWhisker: Double
    /// The largest value at most 1.5 times the distance of the quartiles above the upper one.
    package let upperWhisker: Double
    /// The values beyond the whiskers, ascending.
    package let outliers: [Double]
    package let smallest: Double
    package let largest: Double

    /// Summarises finite values in ascending order, each with how often it occurs; nil where there
    /// are none.
    ///
    /// - Parameter counts: As many as there are values, each at least 1; nil where each value occurs
    ///   once. An outlier is named once, however often it occurs.
    package init?(sorted values: [Double], counts: [Int]? = nil) {
        guard let first = values.first, let last = values.last else { return nil }
        // Behind which place among all the occurrences of each value end.
        var ends = Array(1...values.count)
        if let counts {
            var end = 0
            ends = counts.map {
                end += $0
                return end
            }
        }
        func value(_ place: Int) -> Double { values[ends.partitioningIndex { $0 > place }] }
        (smallest, largest) = (first, last)
        lowerQuartile = quantile(0.25, of: ends.last!, value)
        median = quantile(0.5, of: ends.last!, value)
        upperQuartile = quantile(0.75, of: ends.last!, value)
        let reach = 1.5 * (upperQuartile - lowerQuartile)
        let (low, high) = (lowerQuartile - reach, upperQuartile + reach)
        // Quartiles may lie between values, so the nearest value may be within the box.
        lowerWhisker = min(values.first { $0 >= low } ?? first, lowerQuartile)
        upperWhisker = max(values.last { $0 <= high } ?? last, upperQuartile)
        outliers = values.filter { $0 < low || $0 > high }
    }
}

extension [Int] {
    /// The first index of an ascending array from which on a condition holds.
    fileprivate func partitioningIndex(where holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
