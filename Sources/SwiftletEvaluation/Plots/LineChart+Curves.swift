extension LineChart {
    /// ROC curves, with the area under each in the legend and the diagonal of guessing.
    ///
    ///     LineChart.rocCurves([("TF-IDF", curve), ("BiLSTM", other)])
    public static func rocCurves(
        _ curves: [(name: String, curve: ROCCurve)],
        title: String = "ROC curve"
    ) -> LineChart {
        var chart = LineChart(
            title: title,
            x: PlotAxis("false positive rate", range: 0...1),
            y: PlotAxis("true positive rate", range: 0...1)
        )
        chart.plotHeight = 340
        chart.series = curves.map { name, curve in
            let area = NumberFormat.decimal(curve.areaUnderCurve)
            return Series(
                name.isEmpty ? "AUC \(area)" : "\(name) (AUC \(area))",
                x: curve.falsePositiveRates,
                y: curve.truePositiveRates
            )
        }
        chart.series.append(Series("chance (AUC 0.500)", x: [0, 1], y: [0, 1], role: .reference))
        return chart
    }

    /// Precision against recall, with the average precision of each curve in the legend.
    ///
    /// Precision between two thresholds is that of the lower recall's side, drawn as a step, since a
    /// straight line between the points would promise more than any threshold gives.
    ///
    /// - Parameter positiveShare: The share of positives, which is the precision of guessing; nil
    ///   leaves that line out.
    public static func precisionRecallCurves(
        _ curves: [(name: String, curve: PrecisionRecallCurve)],
        positiveShare: Double? = nil,
        title: String = "Precision and recall"
    ) -> LineChart {
        var chart = LineChart(
            title: title,
            x: PlotAxis("recall", range: 0...1),
            y: PlotAxis("precision", range: 0...1)
        )
        chart.plotHeight = 340
        chart.series = curves.map { name, curve in
            let precision = NumberFormat.decimal(curve.averagePrecision)
            return Series(
                name.isEmpty ? "AP \(precision)" : "\(name) (AP \(precision))",
                points: steps(of: curve)
            )
        }
        if let share = positiveShare {
            let name = "chance (AP \(NumberFormat.decimal(share)))"
            chart.series.append(Series(name, x: [0, 1], y: [share, share], role: .reference))
        }
        return chart
    }

    private static func steps(of curve: PrecisionRecallCurve) -> [PlotPoint] {
        var points: [PlotPoint] = []
        for (recall, precision) in zip(curve.recalls, curve.precisions) {
            if let last = points.last, last.x != recall {
                points.append(PlotPoint(x: recall, y: last.y))
            }
            points.append(PlotPoint(x: recall, y: precision))
        }
        return points
    }
}
