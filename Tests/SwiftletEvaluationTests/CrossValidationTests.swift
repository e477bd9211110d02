import SwiftletEvaluation
import Synchronization
import Testing

@Suite struct CrossValidationTests {
    struct Refused: Error {}

    @Test func scoresStandInTheOrderOfCandidatesAndFolds() throws {
        let folds = try stratifiedFolds(labels: (0..<20).map { $0 % 2 }, count: 4)
        let calls = Mutex(0)
        let scores = try crossValidate(
            candidates: [1.0, 10.0, 100.0],
            folds: folds,
            progress: { _, total in
                calls.withLock { $0 += 1 }
                #expect(total == 12)
            },
            evaluate: { candidate, fold in candidate * Double(fold.validation[0]) }
        )
        let first = folds.map { Double($0.validation[0]) }
        #expect(scores == [1, 10, 100].map { factor in first.map { $0 * factor } })
        #expect(calls.withLock { $0 } == 12)
    }

    @Test func spreadIsThatOfThePopulation() {
        let score = CrossValidationScore(folds: [1, 3])
        #expect(score.mean == 2)
        #expect(score.standardDeviation == 1)
    }

    @Test func firstErrorIsThrown() throws {
        let folds = try stratifiedFolds(labels: [0, 1, 0, 1], count: 2)
        #expect(throws: Refused.self) {
            try crossValidate(candidates: [1, 2], folds: folds) { candidate, _ in
                if candidate == 2 { throw Refused() }
                return 0
            }
        }
    }
}
