/// A picture of numbers, drawn as SVG: `LineChart`, `ScatterChart`, `BarChart`, `BoxPlot`,
/// `ConfusionMatrixPlot`, `WordCloud`, `ParallelCoordinatesPlot`.
///
///     var chart = LineChart(title: "Loss", x: PlotAxis("epoch"), y: PlotAxis("cross-entropy"))
///     chart.series.append(.init("training", y: [0.61, 0.52, 0.47]))
///     chart.series.append(.init("validation", y: [0.63, 0.57, 0.56]))
///     let file = chart.svg
///
/// Plots are 480 units wide, as high as they need, and scale to where they are shown. Colours can be
/// told apart by colour-blind readers and follow the reader's light or dark setting. Values that are
/// not finite are left out; a plot with nothing left to show says "no data".
public protocol Plot: Sendable {
    /// What the plot shows, in a line or two above it.
    var title: String { get }
    /// The plot, drawn.
    var drawing: SVGDrawing { get }
}

extension Plot {
    /// The plot as the text of an SVG file of its own.
    public var svg: String { drawing.document }
}
