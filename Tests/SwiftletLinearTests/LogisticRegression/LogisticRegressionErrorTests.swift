import SwiftletBase
import SwiftletLinear
import SwiftletTensor
import Testing

@Suite struct LogisticRegressionErrorTests {
    private let features = Tensor([0, 1, 1, 0, 2, 1, 1, 3], shape: [4, 2])
    private let labels = [0, 1, 0, 1]

    private func error(
        _ model: LogisticRegression,
        _ features: Tensor? = nil,
        _ labels: [Int]? = nil,
        sampleWeights: [Double]? = nil
    ) -> (any Error)? {
        var copies = (model, model)
        let features = features ?? self.features
        let labels = labels ?? self.labels
        var errors: [(any Error)?] = []
        do {
            try copies.0.fit(features, labels, sampleWeights: sampleWeights)
            errors.append(nil)
        } catch { errors.append(error) }
        do {
            try copies.1.fit(SparseMatrix(features), labels, sampleWeights: sampleWeights)
            errors.append(nil)
        } catch { errors.append(error) }
        #expect(errors[0].map { "\($0)" } == errors[1].map { "\($0)" })
        if errors[0] != nil {
            for copy in [copies.0, copies.1] {
                #expect(copy.coefficients == model.coefficients && copy.report == model.report)
            }
            #expect(!"\(errors[0]!)".isEmpty)
        }
        return errors[0]
    }

    @Test func solversRefusePenaltiesTheyDoNotSupport() {
        let mixture = LogisticRegression.Penalty.elasticNet(l1Ratio: 0.5)
        let refused: [(LogisticRegression.Solver, [LogisticRegression.Penalty])] = [
            (.lbfgs, [.l1, mixture]), (.newtonCG, [.l1, mixture]),
            (.liblinear, [.none, mixture]), (.saga, []),
        ]
        for (solver, penalties) in refused {
            for penalty in [LogisticRegression.Penalty.none, .l1, .l2, mixture] {
                let found = error(LogisticRegression(solver: solver, penalty: penalty))
                if penalties.contains(penalty) {
                    let error = found as? SettingError
                    #expect(error?.name == "penalty" && error?.value == "\(penalty)")
                    #expect(error?.expected.contains(solver.rawValue) == true)
                } else {
                    #expect(found == nil)
                }
            }
        }
        let infinite = error(LogisticRegression(solver: .liblinear, C: .infinity))
        #expect((infinite as? SettingError)?.name == "penalty", "liblinear took an infinite C")
    }

    @Test func settingsOutOfRangeAreRefused() {
        func name(_ model: LogisticRegression) -> String? {
            (error(model) as? SettingError)?.name
        }
        for C in [0, -1, Double.nan, -Double.infinity] {
            #expect(name(LogisticRegression(C: C)) == "C")
        }
        for tolerance in [0, -1e-4, Double.nan, .infinity] {
            #expect(name(LogisticRegression(tolerance: tolerance)) == "tolerance")
        }
        for ratio in [-0.1, 1.1, Double.nan] {
            let model = LogisticRegression(solver: .saga, penalty: .elasticNet(l1Ratio: ratio))
            #expect(name(model) == "l1Ratio")
        }
        #expect(name(LogisticRegression(maximumIterations: -1)) == "maximumIterations")
        for scaling in [0, -1, Double.nan] {
            let model = LogisticRegression(solver: .liblinear, interceptScaling: scaling)
            #expect(name(model) == "interceptScaling")
        }
    }

    @Test func penaltiesAreNamed() throws {
        #expect(try LogisticRegression.Penalty(name: "l1") == .l1)
        #expect(
            try LogisticRegression.Penalty(name: "elasticnet", l1Ratio: 0.2)
                == .elasticNet(l1Ratio: 0.2)
        )
        #expect(throws: SettingError.self) {
            try LogisticRegression.Penalty(name: "elasticnet")
        }
        #expect(throws: SettingError.self) {
            try LogisticRegression.Penalty(name: "l3")
        }
    }

    @Test func dataThatCannotBeLearntFromAreRefused() {
        let model = LogisticRegression()
        #expect(error(model, nil, [7, 7, 7, 7]) == .oneClass(label: 7))
        #expect(error(model, nil, [0, 1, 0]) == .labelCount(labels: 3, rows: 4))
        #expect(error(model, Tensor(zeros: [0, 2]), []) == .noFeatures(rows: 0, columns: 2))
        #expect(error(model, Tensor(zeros: [4, 0])) == .noFeatures(rows: 4, columns: 0))
        #expect(
            error(LogisticRegression(solver: .liblinear), nil, [0, 1, 2, 1])
                == .tooManyClasses(solver: .liblinear, classes: 3)
        )
        let versusRest = LogisticRegression(solver: .liblinear, multiclass: .oneVersusRest)
        #expect(error(versusRest, nil, [0, 1, 2, 1]) == nil)
        #expect(error(versusRest, nil, [4, 4, 4, 4]) == .oneClass(label: 4))
        let balanced = LogisticRegression(classWeights: .balanced, multiclass: .oneVersusRest)
        #expect(
            error(balanced, nil, [3, 5, 7, 5], sampleWeights: [1, 1, 0, 1])
                == .weightless(label: 7)
        )
    }

    @Test func featuresThatAreNotFiniteAreNamed() {
        for bad in [Float.nan, .infinity, -.infinity] {
            for (row, column) in [(0, 1), (3, 0), (2, 1)] {
                var features = features
                features[row, column] = bad
                for solver in LogisticRegression.Solver.allCases {
                    #expect(
                        error(LogisticRegression(solver: solver), features)
                            == .featureNotFinite(row: row, column: column)
                    )
                }
            }
        }
        var features = features
        features[1, 0] = 2e30
        #expect(
            error(LogisticRegression(solver: .liblinear), features)
                == .featureTooLarge(row: 1, column: 0)
        )
    }

    @Test func weightsAreChecked() {
        let model = LogisticRegression()
        #expect(
            error(model, sampleWeights: [1, 1]) == .sampleWeightCount(weights: 2, rows: 4)
        )
        for bad in [-1, Double.nan, .infinity] {
            #expect(error(model, sampleWeights: [1, 1, bad, 1]) == .invalidSampleWeight(row: 2))
            #expect(
                error(LogisticRegression(classWeights: .given([1: bad])))
                    == .invalidClassWeight(label: 1)
            )
        }
        #expect(error(model, sampleWeights: [0, 0, 0, 0]) == .weightless(label: nil))
        #expect(
            error(LogisticRegression(classWeights: .balanced), sampleWeights: [0, 1, 0, 1])
                == .weightless(label: 0)
        )
        #expect(
            error(LogisticRegression(classWeights: .given([0: 1, 5: 2])))
                == .classWeightsOfUnknownLabels([5])
        )
        #expect(error(LogisticRegression(classWeights: .given([0: 1, 1: 2, 5: 2]))) == nil)
        #expect(error(LogisticRegression(classWeights: .given([1: 2]))) == nil)
    }

    @Test func aWarmStartMustFit() throws {
        var model = LogisticRegression(warmStart: true)
        try model.fit(features, labels)
        #expect(
            error(model, Tensor(zeros: [4, 3]))
                == .warmStartDoesNotFit(
                    classes: 2,
                    features: 3,
                    fittedClasses: 2,
                    fittedFeatures: 2
                )
        )
        #expect(error(model, nil, [0, 1, 2, 1]) != nil)
    }

    @Test func partsThatDoNotFitAreRefused() {
        let bad: [([Int], [[Double]], [Double])] = [
            ([0], [[1]], [0]), ([1, 0], [[1]], [0]), ([0, 0], [[1]], [0]),
            ([0, 1], [[1], [2]], [0, 0]), ([0, 1], [[1]], []), ([0, 1, 2], [[1]], [0]),
            ([0, 1, 2], [[1], [1, 2], [1]], [0, 0, 0]), ([0, 1], [[.nan]], [0]),
            ([0, 1], [[1]], [.infinity]),
        ]
        for (classes, coefficients, intercepts) in bad {
            #expect(throws: FormatError.self) {
                try LogisticRegression(
                    classes: classes,
                    coefficients: coefficients,
                    intercepts: intercepts
                )
            }
        }
    }
}

private func == (found: (any Error)?, expected: TrainingDataError) -> Bool {
    let found = found as? TrainingDataError
    return found?.problem == expected.problem && found?.label == expected.label
}

private func == (found: (any Error)?, expected: SettingError) -> Bool {
    (found as? SettingError)?.description == expected.description
}
