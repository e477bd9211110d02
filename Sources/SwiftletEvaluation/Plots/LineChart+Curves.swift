extension LineChart {
    /// ROC curves, with the area under each in the legend and the diagonal of guessing.
    ///
    ///     LineChart.rocCurves([("TF-IDF", curve), ("BiLSTM", other)])
    public static func rocCurves(
        _ curves: [(name: String, curve: ROCCurve)],
        title: String = "ROC curve"
    ) -> LineChart {
        var chart = ofShares(title, x: "false positive rate", y: "true positive rate")
        chart.series = curves.map { name, curve in
            Series(
                legend(name, "AUC", curve.areaUnderCurve),
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
        var chart = ofShares(title, x: "recall", y: "precision")
        chart.series = curves.map { name, curve in
            Series(legend(name, "AP", curve.averagePrecision), points: steps(of: curve))
        }
        if let share = positiveShare {
            let name = legend("chance", "AP", share)
            chart.series.append(Series(name, x: [0, 1], y: [share, share], role: .reference))
        }
        return chart
    }

    /// The ROC curve of each class versus the rest, with the area under it in the legend; of two
    /// classes that of the second.
    ///
    /// Classes that all examples or none are of have no curve and are left out, and so are those with
    /// a probability that is not a number.
    ///
    /// - Parameters:
    ///   - truth: The class of each example, as an index into `labels`.
    ///   - probabilities: For each example the probability of every class.
    ///   - labels: The names of the classes.
    public static func rocCurves(
        truth: [Int],
        probabilities: [[Double]],
        labels: [String],
        title: String = "ROC curves, one class versus the rest"
    ) -> LineChart {
        rocCurves(
            oneVersusRest(truth, probabilities, labels) { truth, scores in
                try ROCCurve(truth: truth, scores: scores)
            },
            title: title
        )
    }

    /// Precision against recall of each class versus the rest; see
    /// ``rocCurves(truth:probabilities:labels:title:)``.
    public static func precisionRecallCurves(
        truth: [Int],
        probabilities: [[Double]],
        labels: [String],
        title: String = "Precision and recall, one class versus the rest"
    ) -> LineChart {
        precisionRecallCurves(
            oneVersusRest(truth, probabilities, labels) { truth, scores in
                try PrecisionRecallCurve(truth: truth, scores: scores)
            },
            title: title
        )
    }

    private static func oneVersusRest<Curve>(
        _ truth: [Int],
        _ probabilities: [[Double]],
        _ labels: [String],
        _ curve: (_ truth: [Int], _ scores: [Double]) throws -> Curve
    ) -> [(name: String, curve: Curve)] {
        (labels.count == 2 ? 1..<2 : labels.indices).compactMap { label in
            let truth = truth.map { $0 == label ? 1 : 0 }
            return (try? curve(truth, probabilities.map { $0[label] })).map { (labels[label], $0) }
        }
    }

    /// Calibration curves, with the expected calibration error of each in the legend and the diagonal
    /// of probabilities that are what they say.
    ///
    ///     LineChart.calibrationCurves([("TF-IDF", curve), ("calibrated", other)])
    public static func calibrationCurves(
        _ curves: [(name: String, curve: CalibrationCurve)],
        title: String = "Calibration"
    ) -> LineChart {
        var chart = ofShares(title, x: "mean probability", y: "share of positives")
        chart.series = curves.map { name, curve in
            Series(
                legend(name, "error", curve.expectedError),
                x: curve.meanProbabilities,
                y: curve.positiveShares
            )
        }
        chart.series.append(Series("calibrated", x: [0, 1], y: [0, 1], role: .reference))
        return chart
    }

    /// An empty chart of one share against another.
    private static func ofShares(_ title: String, x: String, y: String) -> LineChart {
        var chart = LineChart(
            title: title,
            x: PlotAxis(x, range: 0...1),
            y: PlotAxis(y, range: 0...1)
        )
        chart.plotHeight = 340
        return chart
    }

    /// A curve's name with its score.
    private static func legend(_ name: String, _ score: String, _ value: Double) -> String {
        let text = "\(score) \(NumberFormat.decimal(value))"
        return name.isEmpty ? text : "\(name) (\(text))"
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
