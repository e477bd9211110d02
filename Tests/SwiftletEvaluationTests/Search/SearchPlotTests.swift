import SwiftletEvaluation
import Testing

@Suite struct SearchPlotTests {
    private func study(trials: Int, seed: UInt64 = 1) throws -> Study {
        var study = Study(space: SearchFunction.mixed.space, direction: .minimize, seed: seed)
        try study.optimize(trials: trials, pruner: MedianPruner(), onFailure: .continue) { trial in
            let value = SearchFunction.mixed.value(trial.parameters)
            if trial.number == 3 { return .infinity }
            if trial.number == 5 { return .nan }
            return trial.report(value, at: 1) == .prune ? 0 : value
        }
        return study
    }

    @Test func everyPlotShowsWhatItHas() throws {
        let study = try study(trials: 60)
        let complete = study.trials.filter { $0.state == .complete && $0.value!.isFinite }
        let pruned = study.trials.filter { $0.state == .pruned && !$0.isAstray }
        try #require(!pruned.isEmpty)
        let history = try ParsedElement.parse(study.historyPlot(label: "loss").svg)
        // A mark for each trial, and one for each series in the legend.
        #expect(history.all(class: "mark").count == complete.count + pruned.count + 2)
        let importances = try ParsedElement.parse(study.importancePlot().svg)
        let texts = importances.all("text").map(\.text)
        for name in study.space.names { #expect(texts.contains(name)) }
        // A bar for every parameter and one for each that all trials have, and two in the legend.
        #expect(importances.all(class: "bar").count <= study.space.names.count + 2 + 2)
        let slices = study.slicePlots(label: "loss")
        #expect(slices.map(\.title) == study.space.names)
        let rate = try ParsedElement.parse(slices[study.space.names.firstIndex(of: "rate")!].svg)
        #expect(
            rate.all(class: "mark").count == complete.count { $0.parameters["rate"] != nil }
        )
        let lines = try ParsedElement.parse(ParallelCoordinatesPlot(study, label: "loss").svg)
        #expect(lines.all(class: "axis").count == study.space.names.count + 1)
    }

    @Test func aStudyWithoutTrialsSaysSo() throws {
        let study = try study(trials: 0)
        for plot in study.slicePlots(label: "x") + [
            study.historyPlot(label: "x"), ParallelCoordinatesPlot(study, label: "x"),
        ] {
            #expect(try ParsedElement.parse(plot.svg).all("text").last?.text == "no data")
        }
    }

    /// Line ends lie within the picture whatever the values are.
    @Test func linesStayWithinThePicture() throws {
        for values in [[1, 2, 3], [0, 0, 0], [1e300, -1e300, 0], [.nan, 1, .infinity]] as [[Double]]
        {
            var study = Study(space: SearchFunction.mixed.space, direction: .maximize, seed: 2)
            try study.optimize(trials: 3) { values[$0.number] }
            let svg = try ParsedElement.parse(ParallelCoordinatesPlot(study, label: "x").svg)
            let size = svg.attributes["viewBox"]!.split(separator: " ").compactMap { Double($0) }
            for place in svg.all.flatMap(\.path) {
                #expect(0...size[2] ~= place.x && 0...size[3] ~= place.y)
            }
        }
    }
}
