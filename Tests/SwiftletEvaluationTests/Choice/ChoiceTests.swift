import SwiftletEvaluation
import TestSupport
import Testing

@Suite struct ChoiceTests {
    private struct Expected: Decodable {
        struct Latencies: Decodable {
            let seconds: [Double]
            let p50, p95, p99: Double
        }

        struct Candidates: Decodable {
            let quality, latency: [Double]
            let memory, front: [Int]
        }

        let latencies: [Latencies]
        let fronts: [Candidates]

        static let stored = Result { try Fixtures.json("choice/expected.json", as: Expected.self) }
    }

    /// Small and quick to large and slow.
    private let candidates: [DeploymentCandidate] = [
        .init(name: "linear", quality: 0.76, memoryBytes: 16 << 20, latencySeconds: 20e-6),
        .init(name: "BiLSTM", quality: 0.78, memoryBytes: 24 << 20, latencySeconds: 80e-6),
        .init(name: "int8", quality: 0.8195, memoryBytes: 60 << 20, latencySeconds: 3e-3),
        .init(name: "float", quality: 0.82, memoryBytes: 110 << 20, latencySeconds: 2e-3),
    ]

    @Test func percentilesEqualNumPy() throws {
        for expected in try Expected.stored.get().latencies {
            let summary = try #require(LatencySummary(seconds: expected.seconds))
            for (value, wanted) in [
                (summary.p50, expected.p50), (summary.p95, expected.p95),
                (summary.p99, expected.p99),
            ] {
                #expect(abs(value - wanted) <= 1e-12, "\(expected.seconds.count) seconds")
            }
        }
        #expect(LatencySummary(seconds: []) == nil)
    }

    @Test func theFrontIsWhatNoneBeats() throws {
        for expected in try Expected.stored.get().fronts {
            let candidates = expected.quality.indices.map {
                DeploymentCandidate(
                    name: "\($0)",
                    quality: expected.quality[$0],
                    memoryBytes: expected.memory[$0],
                    latencySeconds: expected.latency[$0]
                )
            }
            #expect(candidates.paretoFront == expected.front)
            for tolerance in [0, 0.015, 1] {
                let choice = DeploymentChoice(among: candidates, tolerance: tolerance)
                let chosen = try #require(choice.chosen)
                #expect(expected.front.contains(chosen))
            }
        }
    }

    @Test func withoutABudgetTheBestIsChosen() {
        let choice = DeploymentChoice(among: candidates)
        #expect(choice.chosen == 3)
        #expect(choice.excesses == [[], [], [], []])
    }

    @Test func ofEqualsTheSmallestIsChosen() {
        #expect(DeploymentChoice(among: candidates, tolerance: 0.001).chosen == 2)
        #expect(DeploymentChoice(among: candidates, tolerance: 0.0004).chosen == 3)
        #expect(DeploymentChoice(among: candidates, tolerance: 1).chosen == 0)
    }

    @Test func aBudgetIsKept() {
        let memory = DeploymentBudget(memoryBytes: 60 << 20)
        #expect(DeploymentChoice(among: candidates, within: memory).chosen == 2)
        let latency = DeploymentBudget(latencySeconds: 1e-3)
        #expect(DeploymentChoice(among: candidates, within: latency).chosen == 1)
        let both = DeploymentBudget(memoryBytes: 100 << 20, latencySeconds: 2e-3)
        let choice = DeploymentChoice(among: candidates, within: both)
        #expect(choice.chosen == 1)
        #expect(choice.excesses == [[], [], [.latency], [.memory]])
    }

    @Test func nothingIsChosenWhereNothingFits() {
        let budget = DeploymentBudget(memoryBytes: 1 << 20, latencySeconds: 1e-6)
        let choice = DeploymentChoice(among: candidates, within: budget)
        #expect(choice.chosen == nil)
        #expect(choice.excesses == Array(repeating: [.memory, .latency], count: 4))
        #expect(DeploymentChoice(among: []).chosen == nil)
        let broken = [
            DeploymentCandidate(name: "?", quality: .nan, memoryBytes: 1, latencySeconds: 1)
        ]
        #expect(DeploymentChoice(among: broken).chosen == nil)
    }
}
