/// Horizontal bars from zero with their values written at their ends: one series or several side by
/// side, coloured by series or by sign.
///
///     BarChart(
///         title: "F1",
///         categories: ["sarcasm", "mixed"],
///         series: [.init("TF-IDF", values: [0.41, 0.6]), .init("BiLSTM", values: [0.48, 0.66])]
///     )
public struct BarChart: Plot {
    /// A value for each category.
    public struct Series: Sendable, Equatable {
        /// What the legend says; an empty name stays out of it.
        public var name: String
        /// As many as there are categories; one that is not finite has no bar.
        public var values: [Double]

        /// Creates a series of a value for each category.
        public init(_ name: String, values: [Double]) {
            self.name = name
            self.values = values
        }
    }

    /// What a bar's colour tells.
    public enum Coloring: Sendable, Equatable {
        /// Which series it is of.
        case bySeries
        /// Which side of zero it is on, under these names in the legend.
        case bySign(negative: String, positive: String)
    }

    public var title: String
    /// The quantity and its unit, above the bars.
    public var label: String
    /// What each row of bars is about, from top to bottom.
    public let categories: [String]
    public let series: [Series]
    public var coloring: Coloring
    /// The values at the ends of the longest possible bars; nil takes them from the data. Zero is
    /// always within, and bars are cut where they would go beyond.
    public var range: ClosedRange<Double>?
    /// Which of the colours the first series has, counted from 0: a chart of one of several groups
    /// keeps that group's colour.
    public var firstSeries: Int

    /// Creates a chart; each series has a value for each category.
    public init(
        title: String,
        label: String = "",
        categories: [String],
        series: [Series],
        coloring: Coloring = .bySeries,
        range: ClosedRange<Double>? = nil,
        firstSeries: Int = 0
    ) {
        for one in series {
            precondition(
                one.values.count == categories.count,
                "\(one.values.count) values of \(one.name) do not fit \(categories.count) categories."
            )
        }
        self.title = title
        self.label = label
        self.categories = categories
        self.series = series
        self.coloring = coloring
        self.range = range
        self.firstSeries = firstSeries
    }

    /// The names of the largest weights on either side of zero, such as the words that speak most
    /// for either class: most positive first, most negative last.
    ///
    /// - Parameters:
    ///   - weights: A weight for each name; those that are zero or not finite are left out.
    ///   - count: At most how many on either side.
    ///   - negative: What a negative weight speaks for.
    ///   - positive: What a positive weight speaks for.
    public static func strongestWeights(
        _ weights: [(name: String, weight: Double)],
        count: Int,
        title: String,
        label: String = "weight",
        negative: String = "negative",
        positive: String = "positive"
    ) -> BarChart {
        let ranked = weights.filter { $0.weight.magnitude < 1e300 }.sorted {
            ($1.weight, $0.name) < ($0.weight, $1.name)
        }
        let top = ranked.filter { $0.weight > 0 }.prefix(count)
        let bottom = ranked.filter { $0.weight < 0 }.suffix(count)
        let chosen = top + bottom
        return BarChart(
            title: title,
            label: label,
            categories: chosen.map(\.name),
            series: [Series("", values: chosen.map(\.weight))],
            coloring: .bySign(negative: negative, positive: positive)
        )
    }

    public var drawing: SVGDrawing {
        let values = series.flatMap(\.values).filter { $0.magnitude < 1e300 }
        guard !values.isEmpty else { return .withoutData(title: title) }

        var drawing = SVGDrawing(width: PlotFrame.width, title: title, summary: summary)
        var top = PlotHeader(title: title, entries: legend).draw(in: &drawing)
        if !label.isEmpty {
            let text = TextMetrics.truncated(label + " →", toWidth: drawing.width / 2)
            let place = PlotPoint(x: drawing.width - PlotHeader.margin, y: top + 14)
            drawing.text("muted", text, at: place, anchor: .end)
            top += 20
        }
        drawRows(below: top + 4, values, in: &drawing)
        return drawing
    }

    private var barHeight: Double { series.count == 1 ? 16 : 15 }
    private var rowHeight: Double { Double(series.count) * (barHeight + 1) + 8 }

    private func drawRows(below top: Double, _ values: [Double], in drawing: inout SVGDrawing) {
        let write = PlotNumber.labels(for: values)
        let bounds = range ?? values.min()!...values.max()!
        let low = max(min(bounds.lowerBound, 0), -1e300)
        let high = min(max(bounds.upperBound, 0), 1e300)
        let right = drawing.width - PlotHeader.margin
        let column = CategoryColumn(names: categories, lineLimit: rowHeight < 36 ? 1 : 2)
        let layout =
            isDiverging
            ? BarLayout(
                from: PlotHeader.margin,
                to: right,
                low: low,
                high: high,
                rows: zip(shortNames, series[0].values).map { name, value in
                    BarLayout.Row(
                        value: value.magnitude < 1e300 ? value : 0,
                        nameWidth: TextMetrics.width(of: name),
                        valueWidth: TextMetrics.width(of: write(value))
                    )
                }
            )
            : BarLayout(
                from: column.right,
                to: right,
                low: low,
                high: high,
                valueWidth: values.map { TextMetrics.width(of: write($0)) }.max()!
            )

        for row in categories.indices {
            let rowTop = top + Double(row) * rowHeight
            let middle = rowTop + rowHeight / 2
            if isDiverging {
                let isNegative = series[0].values[row] < 0
                let x = layout.zero + (isNegative ? 1 : -1) * (BarLayout.gap + 1)
                drawing.text(
                    "",
                    shortNames[row],
                    at: PlotPoint(x: x, y: middle + 4.5),
                    anchor: isNegative ? .start : .end
                )
            } else {
                column.draw(row, middle: middle, in: &drawing)
            }
            for index in series.indices {
                let barTop = rowTop + 4.5 + Double(index) * (barHeight + 1)
                drawBar(series: index, row, top: barTop, layout, write, in: &drawing)
            }
        }
        let bottom = top + Double(categories.count) * rowHeight
        drawing.line(
            "axis",
            from: PlotPoint(x: layout.zero, y: top),
            to: PlotPoint(x: layout.zero, y: bottom)
        )
        drawing.height = bottom + PlotHeader.margin
    }

    private func drawBar(
        series index: Int,
        _ row: Int,
        top: Double,
        _ layout: BarLayout,
        _ write: (Double) -> String,
        in drawing: inout SVGDrawing
    ) {
        let value = series[index].values[row]
        let end = value.magnitude < 1e300 ? layout.end(of: value) : layout.zero
        let box = PlotBox(
            left: min(end, layout.zero),
            top: top,
            right: max(end, layout.zero),
            bottom: top + barHeight
        )
        if box.width > 0 {
            drawing.group(cssClass(series: index, value: value), hint: categories[row]) { drawing in
                drawing.rectangle("bar", box)
            }
        }
        let isNegative = value < 0
        drawing.text(
            "muted",
            value.magnitude < 1e300 ? write(value) : "–",
            at: PlotPoint(
                x: end + (isNegative ? -BarLayout.gap : BarLayout.gap),
                y: box.center.y + 4.5
            ),
            anchor: isNegative ? .end : .start
        )
    }

    /// Whether names stand on the other side of zero than their bars, which leaves both more room.
    private var isDiverging: Bool {
        coloring != .bySeries && series.count == 1
    }

    private var shortNames: [String] {
        categories.map { TextMetrics.truncated($0, toWidth: PlotFrame.width * 0.32) }
    }

    private func cssClass(series index: Int, value: Double) -> String {
        switch coloring {
        case .bySeries: PlotStyle.series(firstSeries + index)
        case .bySign: PlotStyle.series(value < 0 ? 1 : 0)
        }
    }

    private var legend: [PlotHeader.Entry] {
        switch coloring {
        case .bySign(let negative, let positive):
            [(positive, 0), (negative, 1)].map { name, index in
                PlotHeader.Entry(name: name, cssClass: PlotStyle.series(index), sample: .swatch)
            }
        case .bySeries:
            series.enumerated().filter { !$1.name.isEmpty }.map { index, one in
                PlotHeader.Entry(
                    name: one.name,
                    cssClass: PlotStyle.series(firstSeries + index),
                    sample: .swatch
                )
            }
        }
    }

    private var summary: String {
        guard categories.count * series.count <= 60 else { return "\(categories.count) rows." }
        let write = PlotNumber.labels(for: series.flatMap(\.values))
        return series.map { one in
            let values = zip(categories, one.values).map { "\($0) \(write($1))" }
            return (one.name.isEmpty ? "" : one.name + ": ") + values.joined(separator: ", ") + "."
        }.joined(separator: " ")
    }
}

/// Where zero lies among a chart's bars, and how long a bar is for each unit of its value.
struct BarLayout {
    let zero: Double
    /// The values at the ends of the longest possible bars; zero is between them.
    let low: Double
    let high: Double
    private let unit: Double

    /// The space between a bar and what is written at either end of it.
    static let gap = 5.0

    /// Bars between two places, with room at either end for values written there.
    init(from left: Double, to right: Double, low: Double, high: Double, valueWidth: Double) {
        (self.low, self.high) = Self.distinct(low, high)
        let start = left + (low < 0 ? valueWidth + Self.gap : 0)
        let end = right - (high > 0 ? valueWidth + Self.gap : 0)
        unit = max(end - start, 1) / (self.high - self.low)
        zero = start - self.low * unit
    }

    /// A bar with a name of its own on the other side of zero, and the lengths of both texts.
    struct Row {
        let value: Double
        let nameWidth: Double
        let valueWidth: Double
    }

    /// Bars as long as fit between two places where names stand on the other side of zero.
    init(from left: Double, to right: Double, low: Double, high: Double, rows: [Row]) {
        (self.low, self.high) = Self.distinct(low, high)
        func reach(_ unit: Double) -> (left: Double, right: Double) {
            var reach = (left: 0.0, right: 0.0)
            for row in rows {
                let name = row.nameWidth + Self.gap
                let bar =
                    min(max(row.value, low), high).magnitude * unit + row.valueWidth + Self.gap
                reach.left = max(reach.left, row.value < 0 ? bar : name)
                reach.right = max(reach.right, row.value < 0 ? name : bar)
            }
            return reach
        }
        var unit = 0.0
        var step = (right - left) / (self.high - self.low)
        for _ in 0..<20 {
            let needed = reach(unit + step)
            if needed.left + needed.right <= right - left { unit += step }
            step /= 2
        }
        self.unit = unit
        zero = left + reach(unit).left
    }

    /// Where the bar of a value ends.
    func end(of value: Double) -> Double {
        zero + min(max(value, low), high) * unit
    }

    private static func distinct(_ low: Double, _ high: Double) -> (Double, Double) {
        high - low < 1e-290 ? (low, low + 1) : (low, high)
    }
}
