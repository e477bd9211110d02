import SwiftletEvaluation
import TestSupport
import Testing

/// What `Fixtures/evaluation/make_metrics.py` wrote with scikit-learn.
struct ExpectedEvaluation: Decodable {
    struct Case: Decodable, CustomTestStringConvertible {
        let name: String
        let truth: [Int]
        let scores: [Double]
        let accuracy, precision, recall, f1, macroF1, auc, logLoss, averagePrecision: Double
        let confusion: [Int]
        let falseRates, trueRates, thresholds, precisions, recalls, prThresholds: [Double]
        var testDescription: String { name }
    }
    struct Folds: Decodable, CustomTestStringConvertible {
        let name: String
        let labels: [Int]
        let count: Int
        let validation: [[Int]]
        var testDescription: String { name }
    }
    let cases: [Case]
    let folds: [Folds]

    static let stored = Result { try Fixtures.json("evaluation/metrics.json", as: Self.self) }
}

@Suite struct MetricTests {
    @Test func scoresEqualScikitLearn() throws {
        for expected in try ExpectedEvaluation.stored.get().cases {
            let scores = ClassificationScores(truth: expected.truth, probabilities: expected.scores)
            #expect(scores.count == expected.truth.count)
            #expect(isClose(scores.accuracy, expected.accuracy), "\(expected.name)")
            #expect(isClose(scores.precision, expected.precision), "\(expected.name)")
            #expect(isClose(scores.recall, expected.recall), "\(expected.name)")
            #expect(isClose(scores.f1, expected.f1), "\(expected.name)")
            #expect(isClose(scores.confusion.macroF1, expected.macroF1), "\(expected.name)")
            #expect(isClose(try #require(scores.areaUnderCurve), expected.auc), "\(expected.name)")
            let loss = try #require(scores.logLoss)
            #expect(isClose(loss, expected.logLoss), "\(expected.name)")
            let cells = (0..<4).map { scores.confusion[truth: $0 / 2, predicted: $0 % 2] }
            #expect(cells == expected.confusion, "\(expected.name)")
        }
    }

    @Test func curvesEqualScikitLearn() throws {
        for expected in try ExpectedEvaluation.stored.get().cases {
            let roc = try ROCCurve(truth: expected.truth, scores: expected.scores)
            #expect(areClose(roc.falsePositiveRates, expected.falseRates), "\(expected.name)")
            #expect(areClose(roc.truePositiveRates, expected.trueRates), "\(expected.name)")
            #expect(areClose(roc.thresholds, expected.thresholds), "\(expected.name)")
            let curve = try PrecisionRecallCurve(truth: expected.truth, scores: expected.scores)
            #expect(areClose(curve.precisions, expected.precisions), "\(expected.name)")
            #expect(areClose(curve.recalls, expected.recalls), "\(expected.name)")
            #expect(areClose(curve.thresholds, expected.prThresholds), "\(expected.name)")
            #expect(isClose(curve.averagePrecision, expected.averagePrecision), "\(expected.name)")
        }
    }

    @Test func curvesRefuseOneClassAndNotANumber() {
        #expect(throws: MetricError.oneClassOnly(positives: 2)) {
            try ROCCurve(truth: [1, 1], scores: [0.1, 0.9])
        }
        #expect(throws: MetricError.oneClassOnly(positives: 0)) {
            try PrecisionRecallCurve(truth: [], scores: [])
        }
        #expect(throws: MetricError.notANumber(position: 1)) {
            try ROCCurve(truth: [1, 0], scores: [0.1, .nan])
        }
        let oneClass = ClassificationScores(truth: [1, 1], probabilities: [0.9, 0.1])
        #expect(oneClass.areaUnderCurve == nil)
        #expect(oneClass.recall == 0.5)
    }
}

func isClose(_ left: Double, _ right: Double, tolerance: Double = 1e-12) -> Bool {
    left == right || abs(left - right) <= tolerance * max(1, abs(right))
}

func areClose(_ left: [Double], _ right: [Double]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { isClose($0, $1) }
}
