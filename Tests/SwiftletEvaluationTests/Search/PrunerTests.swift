import SwiftletBase
import SwiftletEvaluation
import TestSupport
import Testing

@Suite struct PrunerTests {
    /// Reports of up to three trials at a time, and what Optuna's pruners decided after each.
    @Test func decisionsEqualOptunas() throws {
        let space = SearchSpace([.number("x", 0...1)])
        let cases = try JSONValue(parsing: Fixtures.bytes("search/pruners.json")).array()
        #expect(cases.count == 10)
        for json in cases {
            let json = try json.object()
            let options = try json.object("options")
            func option(_ name: String, _ value: Int) throws -> Int {
                options[name] == nil ? value : try options.integer(name)
            }
            let pruner: any Pruner =
                try json.string("kind") == "median"
                ? MedianPruner(
                    firstTrials: option("firstTrials", 5),
                    warmUpSteps: option("warmUpSteps", 0),
                    interval: option("interval", 1),
                    leastValues: option("leastValues", 1)
                )
                : HalvingPruner(firstRung: option("firstRung", 1), factor: option("factor", 4))
            let direction = SearchDirection(rawValue: try json.string("direction"))!
            var trials: [Trial] = []
            var decisions = [0, 0]
            for event in try json.array("events") {
                let event = try event.array()
                let number = try event[0].integer()
                while trials.count <= number {
                    let values = ParameterValues(space: space, codes: [0])
                    trials.append(Trial(number: trials.count, parameters: values))
                }
                var trial = trials[number]
                trial.reports.append(
                    .init(step: try event[1].integer(), value: try event[2].double())
                )
                let others = trials.filter { $0.number != number }
                let prunes = pruner.prunes(&trial, among: others, direction: direction)
                let expected = try event[3].bool()
                #expect(prunes == expected, "trial \(number) of \(options)")
                decisions[prunes ? 1 : 0] += 1
                if try event[4].bool() {
                    trial.state = prunes ? .pruned : .complete
                    trial.value = trial.reports.last?.value
                }
                trials[number] = trial
            }
            #expect(decisions.allSatisfy { $0 > 5 })
        }
    }

    @Test func aTrialThatIsNotANumberIsStoppedAtOnce() throws {
        let space = SearchSpace([.number("x", 0...1)])
        for pruner in [nil, MedianPruner(), HalvingPruner(firstRung: 4)] as [(any Pruner)?] {
            var study = Study(space: space, direction: .maximize, seed: 1)
            try study.optimize(trials: 6, pruner: pruner) { trial in
                // It begins better than any other.
                let first = trial.report(trial.number == 3 ? 9 : 1, at: 1)
                if first == .prune { return 1 }
                let value = trial.number == 3 ? Double.nan : 1
                #expect((trial.report(value, at: 2) == .prune) == (trial.number == 3))
                return 1
            }
            #expect(study.trials[3].state == .pruned)
            #expect(study.trials[3].isAstray)
            #expect(study.best?.number == 0)
        }
    }
}
