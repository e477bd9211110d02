import SwiftletEvaluation
import TestSupport
import Testing

@Suite struct BoxPlotTests {
    private struct Box: Decodable {
        let values: [Double]
        let lowerQuartile, median, upperQuartile, lowerWhisker, upperWhisker: Double
        let outliers: [Double]
    }

    @Test func summariesEqualMatplotlib() throws {
        for box in try Fixtures.json("report/boxes.json", as: [Box].self) {
            let summary = try #require(FiveNumberSummary(sorted: box.values.sorted()))
            let pairs = [
                (summary.lowerQuartile, box.lowerQuartile), (summary.median, box.median),
                (summary.upperQuartile, box.upperQuartile),
                (summary.lowerWhisker, box.lowerWhisker), (summary.upperWhisker, box.upperWhisker),
            ]
            for (value, expected) in pairs { #expect(abs(value - expected) < 1e-12) }
            #expect(summary.outliers == box.outliers)
        }
        #expect(FiveNumberSummary(sorted: []) == nil)
    }

    @Test func boxesStandWhereTheirValuesDo() throws {
        let plot = BoxPlot(
            title: "Length",
            axis: PlotAxis("characters", range: 0...100),
            groups: [
                .init("a", values: [20, 30, 40, 50, 60, .nan, 400]),
                .init("b", values: [.infinity]),
                .init("c", values: [30, 40, 50, 60, 70]),
            ]
        )
        let boxes = try ParsedElement.parse(plot.svg).all(class: "box")
        #expect(boxes.count == 2)
        // The same spread ten units apart; the axis is a hundred long, so each box is a fifth of it.
        #expect(abs(boxes[0].number("width") - boxes[1].number("width")) < 0.2)
        let shift = boxes[1].number("x") - boxes[0].number("x")
        #expect(abs(shift - boxes[0].number("width") / 2) < 0.2)
    }

    @Test func countedValuesMakeTheBoxOfTheSameValuesOneByOne() throws {
        for box in try Fixtures.json("report/boxes.json", as: [Box].self) {
            let values = box.values.map { $0.rounded() }
            let counted = Dictionary(grouping: values) { $0 }
                .map { (value: $0.key, count: $0.value.count) }
            let plots = [
                BoxPlot.Group("x", values: values), BoxPlot.Group("x", counted: counted),
            ].map { BoxPlot(title: "x", axis: PlotAxis("x"), groups: [$0]).svg }
            #expect(plots[0] == plots[1])
        }
    }
}
