import SwiftletEvaluation
import Testing

@Suite struct PlotTests {
    private static let hostile = "a <b> & \"c\" 'd' \u{1}\u{1B}[0m ]]> é 😀"
    private static let shown = "a <b> & \"c\" 'd' ��[0m ]]> é 😀"

    /// One plot of every kind, showing `values`, each text `name`.
    private static func plots(of values: [Double], named name: String) -> [any Plot] {
        let points = values.enumerated().map { PlotPoint(x: $1, y: values[values.count - 1 - $0]) }
        let scale = PlotAxis.Scale.self
        return [scale.linear, scale.logarithmic].flatMap { scale -> [any Plot] in
            let axis = PlotAxis(name, scale: scale)
            return [
                LineChart(
                    title: name,
                    x: axis,
                    y: axis,
                    series: [
                        .init(name, points: points), .init(name, y: values, role: .reference),
                    ],
                    marks: [.init(x: values.first ?? 0, label: name)]
                ),
                ScatterChart(
                    title: name,
                    x: axis,
                    y: axis,
                    series: [
                        .init(name, points: points.map { .init(x: $0.x, y: $0.y, label: name) })
                    ]
                ),
                BoxPlot(title: name, axis: axis, groups: [.init(name, values: values)]),
            ]
        } + [
            BarChart(
                title: name,
                label: name,
                categories: values.map { _ in name },
                series: [.init(name, values: values), .init(name, values: values)]
            ),
            BarChart(
                title: name,
                categories: values.map { _ in name },
                series: [.init(name, values: values)],
                coloring: .bySign(negative: name, positive: name)
            ),
            WordCloud(
                title: name,
                words: values.map { .init(name, weight: $0, hint: name, series: 1) }
            ),
        ]
    }

    private static let matrices = [
        ConfusionMatrixPlot(
            counts: [[3, 1], [0, 0]],
            classNames: [hostile, "b"],
            title: hostile
        ),
        ConfusionMatrixPlot(counts: [[Int.max]], classNames: ["a"]),
        ConfusionMatrixPlot(
            counts: (0..<12).map { row in (0..<12).map { row * $0 * 1000 } },
            classNames: (0..<12).map { "class \($0)" }
        ),
    ]

    /// Elements lie within the picture and have classes that the style knows.
    private func check(_ plot: any Plot) throws -> ParsedElement {
        let svg = try ParsedElement.parse(plot.svg)
        let style = try #require(svg.all("style").first).text
        let size = (svg.attributes["viewBox"] ?? "").split(separator: " ").compactMap { Double($0) }
        try #require(size.count == 4)
        for element in svg.all where element.name != "svg" {
            for name in element.classes where name != "name" && name != "d1" {
                #expect(style.contains("." + name + " "), "no rule for \(name)")
            }
            var places = element.path
            if ["text", "rect"].contains(element.name) {
                let (x, y) = (element.number("x"), element.number("y"))
                places.append((x, y))
                if element.name == "rect" {
                    places.append((x + element.number("width"), y + element.number("height")))
                }
            }
            if element.name == "circle" {
                places.append((element.number("cx"), element.number("cy")))
            }
            for place in places {
                #expect(-1...size[2] + 1 ~= place.x && -1...size[3] + 1 ~= place.y, "\(place)")
            }
        }
        #expect(svg.attributes["role"] == "img")
        #expect(svg.attributes["aria-label"]?.hasPrefix(svg.all("title")[0].text) == true)
        return svg
    }

    @Test(
        arguments: [
            [1, 2, 3, 0.5], [-2, 0, 4], [7], [0, 0, 0], [.nan, 1, .infinity, 2, -.infinity],
            [9e299, -9e299, 1], [1e308, -1e308, 1], [0x1p-1060], [1e-5, 1e5, 12_345.678],
        ] as [[Double]]
    )
    func everyKindOfPlotShowsAnyValues(values: [Double]) throws {
        for plot in Self.plots(of: values, named: Self.hostile) {
            let svg = try check(plot)
            #expect(svg.all("title").first?.text == Self.shown)
        }
    }

    @Test func matricesOfAnySize() throws {
        for plot in Self.matrices { _ = try check(plot) }
    }

    @Test func nothingToShowSaysSo() throws {
        let empty = ConfusionMatrixPlot(counts: [], classNames: [])
        let blank: [any Plot] =
            Self.plots(of: [], named: "t") + Self.plots(of: [.nan], named: "t") + [empty]
        for plot in blank {
            #expect(try check(plot).all("text").last?.text == "no data")
        }
        let negative = ScatterChart(
            title: "t",
            x: PlotAxis("x", scale: .logarithmic),
            y: PlotAxis("y"),
            series: [.init("", points: [.init(x: -1, y: 1), .init(x: 0, y: 1)])]
        )
        #expect(try check(negative).all("text").last?.text == "no data")
    }

    @Test func linesBreakWhereAValueIsMissing() throws {
        let chart = LineChart(
            title: "Loss",
            x: PlotAxis("epoch"),
            y: PlotAxis("loss"),
            series: [.init("", y: [3, 2, .nan, 1.5, 1])]
        )
        let svg = try check(chart)
        let lines = svg.all(class: "line")
        #expect(lines.map(\.path.count) == [2, 2])
        #expect(svg.all(class: "mark").count == 4)
        // Epochs are evenly apart, and higher values stand higher.
        let xs = lines.flatMap(\.path).map(\.x)
        #expect(abs((xs[1] - xs[0]) - (xs[2] - xs[1]) / 2) < 0.2)
        #expect(lines.flatMap(\.path).map(\.y) == lines.flatMap(\.path).map(\.y).sorted())
    }

    @Test func rocCurvesRunBetweenTheCornersAndNameTheirArea() throws {
        let curve = try ROCCurve(truth: [0, 0, 1, 1], scores: [0.1, 0.4, 0.35, 0.8])
        let svg = try check(LineChart.rocCurves([("model", curve)]))
        #expect(svg.all("text").contains { $0.text == "model (AUC 0.750)" })
        let paths = svg.all(class: "line").map(\.path).filter { $0[0].y != $0[1].y || $0.count > 2 }
        #expect(paths.count == 2)
        for end in [\[(x: Double, y: Double)].first, \.last] {
            let (model, chance) = (paths[0][keyPath: end]!, paths[1][keyPath: end]!)
            #expect(model.x == chance.x && model.y == chance.y)
        }
    }

    @Test func everyClassHasACurveVersusTheRest() throws {
        let truth = [0, 0, 1, 1, 2, 2]
        let probabilities = [
            [0.9, 0.1, 0, 0], [0.3, 0.4, 0.3, 0], [0.2, 0.8, 0, 0], [0.6, 0.3, 0.1, 0],
            [0, 0, 1, 0], [0.1, 0.1, 0.8, 0],
        ]
        let labels = ["bad", "so <so>", "good", "unseen"]
        let scores = ClassificationScores(
            truth: truth,
            probabilities: probabilities,
            labels: labels
        )
        let roc = LineChart.rocCurves(truth: truth, probabilities: probabilities, labels: labels)
        let names = scores.classes.prefix(3).map {
            "\($0.label) (AUC \(NumberFormat.decimal($0.areaUnderCurve!)))"
        }
        #expect(roc.series.map(\.name) == names + ["chance (AUC 0.500)"])
        let precision = LineChart.precisionRecallCurves(
            truth: truth,
            probabilities: probabilities,
            labels: labels
        )
        #expect(precision.series.map { $0.name.prefix(3) } == ["bad", "so ", "goo"])
        #expect(precision.series[2].name == "good (AP 1.000)")
        for chart in [roc, precision] { _ = try check(chart) }

        let two = LineChart.rocCurves(
            truth: [0, 1, 1],
            probabilities: [[0.4, 0.6], [0.8, 0.2], [0.1, 0.9]],
            labels: ["no", "yes"]
        )
        #expect(two.series.map(\.name) == ["yes (AUC 0.500)", "chance (AUC 0.500)"])
    }

    @Test func calibrationStandsBesideTheDiagonal() throws {
        let curve = try CalibrationCurve(
            truth: [0, 0, 0, 1, 1],
            probabilities: [0.1, 0.1, 0.1, 0.1, 0.9],
            binCount: 2
        )
        let chart = LineChart.calibrationCurves([("words", curve), ("", curve)])
        #expect(
            chart.series.map(\.name) == ["words (error 0.140)", "error 0.140", "calibrated"]
        )
        #expect(chart.series[0].points.map(\.x) == curve.meanProbabilities)
        #expect(chart.series[0].points.map(\.y) == [0.25, 1])
        #expect(chart.series[2].points.allSatisfy { $0.x == $0.y })
        _ = try check(chart)
    }

    @Test func precisionRunsInSteps() throws {
        let curve = try PrecisionRecallCurve(truth: [0, 0, 1, 1], scores: [0.1, 0.4, 0.35, 0.8])
        let chart = LineChart.precisionRecallCurves([("", curve)], positiveShare: 0.5)
        #expect(chart.series[0].name == "AP 0.833")
        for (start, end) in zip(chart.series[0].points, chart.series[0].points.dropFirst()) {
            #expect(start.x == end.x || start.y == end.y)
        }
        _ = try check(chart)
    }

    @Test func longCurvesAreSmallPicturesWithTheirPeaks() throws {
        var values = (0..<100_000).map { $0 % 2 == 0 ? 0.4 : 0.6 }
        values[54_321] = 1
        values[12_345] = 0
        let chart = LineChart(
            title: "Noise",
            x: PlotAxis("step"),
            y: PlotAxis("loss", range: 0...1),
            series: [.init("", y: values)]
        )
        let path = try #require(try check(chart).all(class: "line").first).path
        #expect(path.count < 4_000)
        let highest = path.map(\.y).min()!
        let lowest = path.map(\.y).max()!
        #expect(abs(lowest - highest - chart.plotHeight) < 0.2)
    }

    @Test func barsAreAsLongAsTheirValues() throws {
        let chart = BarChart(
            title: "F1",
            categories: ["a", "b"],
            series: [.init("x", values: [1, 2]), .init("y", values: [4, .nan])]
        )
        let svg = try check(chart)
        let widths = svg.all(class: "bar").dropFirst(2).map { $0.number("width") }
        #expect(widths.count == 3)
        #expect(abs(widths[0] * 4 - widths[1]) < 0.5 && abs(widths[0] * 2 - widths[2]) < 0.5)
        let texts = svg.all("text").map(\.text)
        #expect(["a", "b", "x", "y", "1", "2", "4", "–"].allSatisfy(texts.contains))
    }

    @Test func strongestWeightsDivergeFromZero() throws {
        let weights = [
            ("sad", -3), ("ok", 0.1), ("thank", 2), ("the", 0), ("bad", -1), ("love", 1.5),
            ("odd", .nan),
        ]
        let chart = BarChart.strongestWeights(
            weights.map { (name: $0.0, weight: $0.1) },
            count: 2,
            title: "Words"
        )
        #expect(chart.categories == ["thank", "love", "bad", "sad"])
        let svg = try check(chart)
        let zero = try #require(svg.all(class: "axis").first?.path.first?.x)
        let bars = svg.all(class: "bar").dropFirst(2)
        let positive = bars.prefix(2)
        let negative = bars.suffix(2)
        #expect(positive.allSatisfy { abs($0.number("x") - zero) < 0.2 })
        #expect(negative.allSatisfy { abs($0.number("x") + $0.number("width") - zero) < 0.2 })
        // Colours follow the sign: as the legend says, and then bar by bar.
        let series = svg.all("g").flatMap(\.classes).filter { $0.hasPrefix("s") }
        #expect(series == ["s1", "s2", "s1", "s1", "s2", "s2"])
    }

    @Test func matrixShowsCountsAndSharesOfTrueClasses() throws {
        let matrix = ConfusionMatrix(
            truth: [0, 0, 0, 0, 1, 1],
            predicted: [0, 0, 0, 1, 1, 1],
            classCount: 2
        )
        let svg = try check(ConfusionMatrixPlot(matrix, classNames: ["no", "yes"]))
        let inCells = svg.all("text").filter { $0.classes.contains { $0.hasSuffix("heat") } }
        #expect(inCells.map(\.text) == ["3", "75.0%", "1", "25.0%", "0", "0.0%", "2", "100.0%"])
        let shades = svg.all(class: "heat").map { $0.attributes["fill-opacity"] ?? "1" }
        #expect(shades == ["0.75", "0.25", "0", "1"])
        let hints = svg.all(class: "heat").flatMap { $0.all("title") }.map(\.text)
        #expect(hints[1] == "1 of true class no predicted as yes (25.0%)")
    }

    /// Cells too narrow for their counts have them in their hints: "1…" is no count.
    @Test func aMatrixOfManyClassesCutsNoCounts() throws {
        let matrix = ConfusionMatrixPlot(
            counts: (0..<50).map { row in (0..<50).map { $0 == row ? 1234 : 0 } },
            classNames: (0..<50).map { "c\($0)" }
        )
        let svg = try check(matrix)
        let texts = svg.all("text").map(\.text)
        #expect(texts.filter { $0.hasPrefix("c") } == matrix.classNames)
        #expect(!texts.contains { $0.contains("…") || $0.hasPrefix("1") })
        let hints = svg.all(class: "heat").flatMap { $0.all("title") }.map(\.text)
        #expect(hints[51] == "1,234 of true class c1 predicted as c1 (100.0%)")
    }

    @Test func labelsOfPointsStayApart() throws {
        let names = ["TF-IDF", "BiLSTM", "Sentence encoder", "DistilBERT", "DistilBERT int8"]
        let points = names.enumerated().map { index, name in
            ScatterChart.Point(
                x: 1 + Double(index) * 0.02,
                y: 0.8 + Double(index % 2) * 0.001,
                label: name
            )
        }
        let far = ScatterChart.Point(x: 10, y: 0.7, label: "far")
        let svg = try check(
            ScatterChart(
                title: "Cost",
                x: PlotAxis("ms"),
                y: PlotAxis("F1"),
                series: [.init("", points: points + [far])]
            )
        )
        let labels = svg.all(class: "halo")
        #expect(Set(labels.map(\.text)) == Set(names + ["far"]))
        let places = labels.prefix(4).map { ($0.number("x"), $0.number("y")) }
        for (index, first) in places.enumerated() {
            for second in places[(index + 1)...] {
                #expect(abs(first.0 - second.0) > 40 || abs(first.1 - second.1) > 13)
            }
        }
    }

    @Test func longTextIsCutAndStaysAsAHint() throws {
        let name = "pneumonoultramicroscopicsilicovolcanoconiosis"
        let chart = BarChart(title: "t", categories: [name], series: [.init("", values: [1])])
        let svg = try check(chart)
        #expect(
            svg.all("text").contains { $0.text.hasPrefix("pneumono") && $0.text.hasSuffix("…") }
        )
        #expect(svg.all("title").contains { $0.text == name })
    }

    @Test func aChartOfOneGroupKeepsTheGroupsColour() throws {
        func colours(firstSeries: Int) throws -> [String] {
            let chart = BarChart(
                title: "t",
                categories: ["a"],
                series: [.init("x", values: [1]), .init("y", values: [2])],
                firstSeries: firstSeries
            )
            return try check(chart).all("g").flatMap(\.classes).filter { $0 != "name" }
        }
        #expect(try colours(firstSeries: 0) == ["s1", "s2", "s1", "s2"])
        #expect(try colours(firstSeries: 1) == ["s2", "s3", "s2", "s3"])
    }
}
