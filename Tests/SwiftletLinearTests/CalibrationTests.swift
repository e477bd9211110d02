import SwiftletBase
import SwiftletLinear
import TestSupport
import Testing

/// What `Fixtures/calibration/make_calibration.py` wrote with scikit-learn.
private struct ExpectedCalibration: Decodable {
    struct Curve: Decodable, CustomTestStringConvertible {
        let name: String
        let scores: [Double]
        let truth: [Int]
        let slope, intercept: Double
        let stepScores, stepProbabilities: [Double]
        let asked, sigmoid, isotonic: [Double]
        var testDescription: String { name }
    }
    struct Classifier: Decodable, CustomTestStringConvertible {
        let name: String
        let probabilities: [[Double]]
        let truth: [Int]
        let asked, sigmoid, isotonic: [[Double]]
        var testDescription: String { name }
    }
    let curves: [Curve]
    let classifiers: [Classifier]

    static let stored = try! Fixtures.json("calibration/calibration.json", as: Self.self)
}

private func areClose(_ left: [Double], _ right: [Double], _ tolerance: Double) -> Bool {
    left.count == right.count
        && zip(left, right).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
}

@Suite struct CalibrationTests {
    @Test(arguments: ExpectedCalibration.stored.curves)
    private func curvesEqualScikitLearn(expected: ExpectedCalibration.Curve) throws {
        let sigmoid = try SigmoidCalibration(scores: expected.scores, truth: expected.truth)
        let parameters = [sigmoid.slope, sigmoid.intercept]
        #expect(areClose(parameters, [expected.slope, expected.intercept], 1e-6))
        #expect(areClose(expected.asked.map(sigmoid.probability), expected.sigmoid, 1e-6))

        let steps = try IsotonicRegression(scores: expected.scores, truth: expected.truth)
        #expect(areClose(steps.scores, expected.stepScores, 0))
        #expect(areClose(steps.probabilities, expected.stepProbabilities, 1e-12))
        #expect(areClose(expected.asked.map(steps.probability), expected.isotonic, 1e-12))
    }

    @Test(arguments: ExpectedCalibration.stored.classifiers)
    private func probabilitiesEqualScikitLearn(expected: ExpectedCalibration.Classifier) throws {
        for (method, values, tolerance) in [
            (ProbabilityCalibration.Method.sigmoid, expected.sigmoid, 1e-6),
            (.isotonic, expected.isotonic, 1e-12),
        ] {
            let calibration = try ProbabilityCalibration(
                method,
                probabilities: expected.probabilities,
                truth: expected.truth
            )
            #expect(calibration.method == method)
            for (asked, value) in zip(expected.asked, values) {
                let calibrated = calibration.calibrated(asked)
                #expect(areClose(calibrated, value, tolerance), "\(method): \(asked)")
                #expect(abs(calibrated.reduce(0, +) - 1) < 1e-12)
            }
        }
    }

    @Test func whereNoLabelIsPossibleAllAreTheSame() throws {
        // Of low scores, none of either class is positive.
        let steps = try IsotonicRegression(scores: [1, 30], probabilities: [0, 1])
        let calibration = ProbabilityCalibration(curves: .isotonic([steps, steps, steps]))
        let uniform = [Double](repeating: 1.0 / 3, count: 3)
        #expect(calibration.calibrated([0.4, 0.3, 0.3]) == uniform)
        #expect(calibration.calibrated([1, 0, 0]) == [1, 0, 0])
    }

    @Test func whatCannotBeCalibratedIsRefused() {
        for method in ProbabilityCalibration.Method.allCases {
            #expect(throws: TrainingDataError.noExamplesToCalibrate) {
                try ProbabilityCalibration(method, probabilities: [], truth: [])
            }
            #expect(throws: TrainingDataError.labelToCalibrateMissing(0)) {
                try ProbabilityCalibration(method, probabilities: [[0.2, 0.8]], truth: [1])
            }
            #expect(throws: TrainingDataError.scoreNotFinite(position: 1)) {
                try ProbabilityCalibration(
                    method,
                    probabilities: [[0.2, 0.8], [.nan, .nan]],
                    truth: [0, 1]
                )
            }
        }
        #expect(throws: TrainingDataError.scoreNotFinite(position: 0)) {
            try SigmoidCalibration(scores: [.infinity], truth: [1])
        }
        #expect(throws: TrainingDataError.noExamplesToCalibrate) {
            try IsotonicRegression(scores: [], truth: [])
        }
        for (scores, probabilities) in [
            ([], []), ([1], [1, 1]), ([1, 1], [0, 1]), ([2, 1], [0, 1]), ([1, 2], [0.5, 0.4]),
            ([1, 2], [0, 1.1]), ([1, 2], [-0.1, 0]), ([1, .nan], [0, 1]),
            ([1, .infinity], [0, 1]), ([1, 2], [.nan, 1]),
        ] as [([Double], [Double])] {
            #expect(throws: FormatError.invalidSteps) {
                try IsotonicRegression(scores: scores, probabilities: probabilities)
            }
        }
    }
}
