import SwiftletEvaluation
import TestSupport
import Testing

/// What `Fixtures/evaluation/make_classes.py` wrote with scikit-learn.
private struct ExpectedClasses: Decodable {
    struct Case: Decodable, CustomTestStringConvertible {
        let name: String
        let truth: [Int]
        let probabilities: [[Double]]
        let accuracy, balancedAccuracy, matthewsCorrelation, logLoss, brierScore: Double
        let precision, recall, f1: [Double]
        let support: [Int]
        let areas: [Double?]
        /// Precision, recall, F1 and area.
        let macro, weighted, micro: [Double?]
        let confusion: [Int]
        var testDescription: String { name }
    }
    struct Curve: Decodable, CustomTestStringConvertible {
        let name: String
        let truth: [Int]
        let probabilities: [Double]
        let binCount: Int
        let isQuantile: Bool
        let shares, means: [Double]
        var testDescription: String { name }
    }
    let cases: [Case]
    let curves: [Curve]

    static let stored = try! Fixtures.json("evaluation/classes.json", as: Self.self)
}

@Suite struct ClassificationScoresTests {
    @Test(arguments: ExpectedClasses.stored.cases)
    private func scoresEqualScikitLearn(expected: ExpectedClasses.Case) {
        let labels = expected.probabilities[0].indices.map { "class \($0)" }
        let scores = ClassificationScores(
            truth: expected.truth,
            probabilities: expected.probabilities,
            labels: labels
        )
        #expect(scores.count == expected.truth.count)
        #expect(scores.classes.map(\.label) == labels)
        #expect(isClose(scores.accuracy, expected.accuracy))
        #expect(isClose(scores.balancedAccuracy, expected.balancedAccuracy))
        #expect(isClose(scores.matthewsCorrelation, expected.matthewsCorrelation))
        #expect(isClose(scores.logLoss, expected.logLoss))
        #expect(isClose(scores.brierScore, expected.brierScore))
        #expect(areClose(scores.classes.map(\.precision), expected.precision))
        #expect(areClose(scores.classes.map(\.recall), expected.recall))
        #expect(areClose(scores.classes.map(\.f1), expected.f1))
        #expect(scores.classes.map(\.support) == expected.support)
        #expect(areClose(scores.classes.map(\.areaUnderCurve), expected.areas))
        for (found, expected) in [
            (scores.macro, expected.macro), (scores.weighted, expected.weighted),
            (scores.micro, expected.micro),
        ] {
            let values = [found.precision, found.recall, found.f1, found.areaUnderCurve]
            #expect(areClose(values, expected))
        }
        let cells = labels.indices.flatMap { truth in
            labels.indices.map { scores.confusion[truth: truth, predicted: $0] }
        }
        #expect(cells == expected.confusion)
        let isBinary = labels.count == 2
        #expect(isClose(scores.f1, isBinary ? expected.f1[1] : expected.macro[2]))
        #expect(isClose(scores.recall, isBinary ? expected.recall[1] : expected.macro[1]))
        #expect(isClose(scores.precision, isBinary ? expected.precision[1] : expected.macro[0]))
        #expect(isClose(scores.areaUnderCurve, isBinary ? expected.areas[1] : expected.macro[3]))
    }

    @Test func oneProbabilityDescribesTwoClasses() {
        let (truth, probabilities) = ([0, 1, 1, 0], [0.5, 0.5, 0.75, 0.25])
        let labels = ["negative", "positive"]
        let whole = ClassificationScores(
            truth: truth,
            probabilities: probabilities.map { [1 - $0, $0] },
            labels: labels
        )
        #expect(ClassificationScores(truth: truth, probabilities: probabilities) == whole)
        #expect(whole.recall == 0.5)
        let lenient = ClassificationScores(
            truth: truth,
            probabilities: probabilities,
            threshold: 0.4
        )
        #expect(lenient.recall == 1)
        #expect(lenient.areaUnderCurve == whole.areaUnderCurve)
    }

    @Test func everyMetricIsAScore() throws {
        let expected = ExpectedClasses.stored.cases.first { $0.name == "three" }!
        let scores = ClassificationScores(
            truth: expected.truth,
            probabilities: expected.probabilities,
            labels: ["a", "b", "c"]
        )
        let values: [ClassificationMetric: Double?] = [
            .f1: expected.macro[2], .macroF1: expected.macro[2],
            .weightedF1: expected.weighted[2], .accuracy: expected.accuracy,
            .balancedAccuracy: expected.balancedAccuracy,
            .matthewsCorrelation: expected.matthewsCorrelation,
            .areaUnderCurve: expected.macro[3], .logLoss: expected.logLoss,
            .brierScore: expected.brierScore,
        ]
        for metric in ClassificationMetric.allCases {
            let value = try #require(values[metric])
            #expect(isClose(scores[metric], value), "\(metric)")
        }
        #expect(ClassificationMetric.allCases.filter(\.isLoss) == [.logLoss, .brierScore])
    }

    @Test func whatExamplesDoNotDetermineIsNil() {
        let none = ClassificationScores(truth: [], probabilities: [[Double]](), labels: ["a", "b"])
        #expect(none.logLoss == nil && none.brierScore == nil && none.areaUnderCurve == nil)
        #expect(none.accuracy == 0 && none.balancedAccuracy == 0 && none.weighted.f1 == 0)
        let broken = ClassificationScores(
            truth: [0, 1],
            probabilities: [[0.2, 0.8], [.nan, .nan]],
            labels: ["a", "b"]
        )
        #expect(broken.logLoss == nil && broken.brierScore == nil && broken.areaUnderCurve == nil)
        #expect(broken.accuracy == 0)
    }

    // MARK: - Calibration

    @Test(arguments: ExpectedClasses.stored.curves)
    private func calibrationCurvesEqualScikitLearn(expected: ExpectedClasses.Curve) throws {
        let curve = try CalibrationCurve(
            truth: expected.truth,
            probabilities: expected.probabilities,
            binCount: expected.binCount,
            binning: expected.isQuantile ? .quantile : .uniform
        )
        #expect(areClose(curve.positiveShares, expected.shares))
        #expect(areClose(curve.meanProbabilities, expected.means))
        #expect(curve.counts.reduce(0, +) == expected.truth.count)
    }

    @Test func theExpectedErrorIsTheMeanDistance() throws {
        let curve = try CalibrationCurve(
            truth: [0, 0, 0, 1, 1],
            probabilities: [0.1, 0.1, 0.1, 0.1, 0.9],
            binCount: 2
        )
        #expect(curve.counts == [4, 1])
        #expect(isClose(curve.expectedError, (4 * 0.15 + 0.1) / 5))
    }

    @Test func calibrationRefusesWhatIsNoProbability() {
        for wrong in [-0.1, 1.5, .nan, .infinity] {
            #expect(throws: MetricError.notAProbability(position: 1)) {
                try CalibrationCurve(truth: [0, 1], probabilities: [0.5, wrong])
            }
        }
        #expect(throws: MetricError.noExamples) {
            try CalibrationCurve(truth: [], probabilities: [])
        }
    }
}

private func isClose(_ left: Double?, _ right: Double?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return isClose(left, right, tolerance: 1e-12)
}

private func areClose(_ left: [Double?], _ right: [Double?]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { isClose($0, $1) }
}
