import SwiftletBase
import SwiftletEvaluation
import Testing

@Suite struct SplittingTests {
    /// 120 examples, a third of them positive.
    let labels = (0..<120).map { $0 % 3 == 0 ? 1 : 0 }

    @Test func foldsEqualScikitLearn() throws {
        for expected in try ExpectedEvaluation.stored.get().folds {
            let folds = try stratifiedFolds(labels: expected.labels, count: expected.count)
            #expect(folds.map(\.validation) == expected.validation, "\(expected.name)")
            for fold in folds {
                #expect(
                    (fold.training + fold.validation).sorted() == Array(expected.labels.indices)
                )
            }
        }
    }

    @Test func shuffledFoldsKeepTheirSizes() throws {
        let plain = try stratifiedFolds(labels: labels, count: 5)
        let shuffled = try stratifiedFolds(labels: labels, count: 5, seed: 3)
        #expect(shuffled != plain)
        #expect(shuffled == (try stratifiedFolds(labels: labels, count: 5, seed: 3)))
        #expect(shuffled.map(\.validation.count) == plain.map(\.validation.count))
        for fold in shuffled { #expect(positives(fold.validation) == 8) }
        #expect(shuffled.flatMap(\.validation).sorted() == Array(labels.indices))
    }

    @Test func splitKeepsSharesAndLosesNothing() throws {
        let parts = try stratifiedSplit(labels: labels, shares: [0.1, 0.1], seed: 1)
        #expect(parts.map(\.count) == [96, 12, 12])
        #expect(parts.map(positives) == [32, 4, 4])
        #expect(parts.flatMap { $0 }.sorted() == Array(labels.indices))
        #expect(parts == (try stratifiedSplit(labels: labels, shares: [0.1, 0.1], seed: 1)))
        #expect(parts != (try stratifiedSplit(labels: labels, shares: [0.1, 0.1], seed: 2)))
    }

    @Test func splitRoundsLikeScikitLearn() throws {
        // train_test_split(test_size=0.2) of 17 examples tests on ceil(3.4).
        let parts = try stratifiedSplit(labels: Array(labels.prefix(17)), shares: [0.2], seed: 1)
        #expect(parts.map(\.count) == [13, 4])
    }

    @Test func splitRefusesWhatCannotBeSplit() {
        #expect(throws: TrainingDataError.noExamples) {
            try stratifiedSplit(labels: [], shares: [0.2], seed: 1)
        }
        #expect(throws: SettingError.shareOutOfRange(1.2)) {
            try stratifiedSplit(labels: [0, 1], shares: [1.2], seed: 1)
        }
        #expect(throws: TrainingDataError.tooFewExamples(label: 1, count: 1, needed: 2)) {
            try stratifiedSplit(labels: [0, 0, 0, 1], shares: [0.2], seed: 1)
        }
        #expect(throws: TrainingDataError.tooFewExamples(label: 1, count: 1, needed: 2)) {
            try stratifiedFolds(labels: [0, 0, 0, 1], count: 2)
        }
    }

    @Test func drawTakesTheSameNumberOfEachClass() throws {
        let drawn = try stratifiedDraw(labels: labels, perClass: 30, seed: 5)
        #expect(drawn.count == 60)
        #expect(Set(drawn).count == 60)
        #expect(positives(drawn) == 30)
        #expect(drawn == (try stratifiedDraw(labels: labels, perClass: 30, seed: 5)))
        #expect(throws: TrainingDataError.tooFewExamples(label: 1, count: 40, needed: 41)) {
            try stratifiedDraw(labels: labels, perClass: 41, seed: 5)
        }
    }

    private func positives(_ part: [Int]) -> Int { part.count { labels[$0] == 1 } }
}
