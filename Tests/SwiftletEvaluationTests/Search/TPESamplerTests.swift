import SwiftletBase
import SwiftletEvaluation
import TestSupport
import Testing

@Suite struct TPESamplerTests {
    @Test func densitiesEqualOptunas() throws {
        let cases = try JSONValue(parsing: Fixtures.bytes("search/tpe.json")).array()
        #expect(cases.count == 8)
        var count = 0
        for json in cases {
            let json = try json.object()
            let study = try RecordedStudy(json)
            let split = TrialSplit(
                study.trials(["complete", "pruned"]),
                running: study.trials(["running"]),
                direction: study.direction
            )
            for density in try json.array("densities") {
                let density = try density.object()
                let names = try density.array("together").map { try $0.string() }
                let indices = names.map { study.space.indices(of: $0)[0] }
                let domains = indices.map { study.space.parameters[$0].domain }
                let candidates = try density.array("candidates").map { row in
                    try zip(names, row.array()).map { try study.code($0, $1) }
                }
                for (member, trials) in [("logL", split.below), ("logG", split.above)] {
                    let estimator = ParzenEstimator(
                        domains,
                        observations: TrialSplit.values(of: indices, trials)
                    )
                    let found = estimator.logDensity(of: candidates)
                    let expected = try density.array(member).map { try $0.double() }
                    for (one, other) in zip(found, expected) {
                        #expect(
                            abs(one - other) < 1e-9 * max(1, abs(other)),
                            "\(member) of \(names) after \(study.trials.count) trials"
                        )
                        count += 1
                    }
                }
            }
        }
        #expect(count == 1_200)
    }

    /// The median over 40 seeds of the best value that studies find.
    private func median(_ function: SearchFunction, trials: Int, _ sampler: any Sampler) throws
        -> Double
    {
        let best = try (0..<40 as Range<UInt64>).map { seed in
            var study = Study(space: function.space, direction: .minimize, seed: seed)
            try study.optimize(trials: trials, sampler: sampler) { function.value($0.parameters) }
            return study.best!.value!
        }
        return quantile(0.5, ofSorted: best.sorted())
    }

    /// The median lies within the middle half of what Optuna found with 20 seeds or below, and far
    /// below what chance finds.
    @Test(arguments: SearchFunction.allCases)
    func findsWhatOptunaFinds(function: SearchFunction) throws {
        let all = try JSONValue(parsing: Fixtures.bytes("search/studies.json")).object()
        let json = try all.object(function.rawValue)
        let optuna = try json.array("tpe").map { try $0.double() }
        let count = try json.integer("trials")
        let found = try median(function, trials: count, TPESampler())
        #expect(found <= quantile(0.75, ofSorted: optuna), "\(found)")
        let random = try median(function, trials: count, RandomSampler())
        #expect(found < quantile(0.5, ofSorted: optuna) * 0.5 + random * 0.5, "\(random)")
    }
}
