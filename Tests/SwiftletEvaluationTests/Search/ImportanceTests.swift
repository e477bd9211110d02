import SwiftletBase
import SwiftletEvaluation
import TestSupport
import Testing

@Suite struct ImportanceTests {
    /// What `Fixtures/search/make_search.py` had Optuna find.
    private func cases() throws -> [(json: JSONObject, study: Study)] {
        try JSONValue(parsing: Fixtures.bytes("search/importances.json")).array().map { json in
            let json = try json.object()
            let recorded = try RecordedStudy(json)
            var study = Study(space: recorded.space, direction: recorded.direction, seed: 0)
            study.trials = recorded.trials
            return (json, study)
        }
    }

    @Test func pedAnovaEqualsOptunas() throws {
        let cases = try cases()
        #expect(cases.count == 4)
        for (json, study) in cases {
            let expected = try json.object("pedAnova")
            let found = study.pedAnovaImportances()
            #expect(found.count == expected.count)
            for importance in found {
                let other = try expected.double(importance.name)
                #expect(abs(importance.share - other) < 1e-9, "\(importance)")
            }
            #expect(found.map(\.share) == found.map(\.share).sorted(by: >))
        }
    }

    /// The mean of 20 forests here lies within what the mean of Optuna's 20 forests leaves open.
    @Test func fanovaAgreesWithOptunas() throws {
        for (json, study) in try cases() {
            let expected = try json.object("fanova")
            var means: [String: Double] = [:]
            for seed in 0..<20 as Range<UInt64> {
                for importance in study.fanovaImportances(seed: seed) {
                    means[importance.name, default: 0] += importance.share / 20
                }
            }
            #expect(means.count == expected.count)
            for name in expected.names {
                let other = try expected.object(name)
                let spread = try other.double("deviation")
                let mean = try #require(means[name])
                let center = try other.double("mean")
                #expect(
                    abs(mean - center) < max(spread, 1e-6),
                    "\(name): \(mean), \(center) ± \(spread)"
                )
            }
        }
    }

    @Test func theTwoCanContradictEachOther() throws {
        let study = try cases()[3].study
        #expect(study.fanovaImportances()[0].name == "switch")
        #expect(study.pedAnovaImportances()[0].name == "a")
    }

    @Test func aStudyWithoutDifferencesSharesEvenly() throws {
        var study = Study(
            space: SearchSpace([.number("x", 0...1), .choice("y", ["a", "b"])]),
            direction: .minimize,
            seed: 1
        )
        for importances in [study.pedAnovaImportances(), study.fanovaImportances()] {
            #expect(importances.allSatisfy { $0.share == 0.5 })
        }
        try study.optimize(trials: 12) { _ in 3 }
        #expect(study.fanovaImportances().map(\.share) == [0.5, 0.5])
    }
}
