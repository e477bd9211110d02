import SwiftletBase
import SwiftletLinear
import SwiftletTensor
import Testing

@Suite struct LogisticRegressionTests {
    private let fixtures: LogisticFixtures

    init() throws { fixtures = try LogisticFixtures.all.get() }

    /// Cases at a tolerance so tight that only the minimum counts.
    private var tightCases: [LogisticFixtures.Case] {
        fixtures.cases.filter { $0.tolerance < 1e-6 }
    }

    /// Cases at the default tolerance, of solvers whose way is not random.
    private var defaultCases: [LogisticFixtures.Case] {
        fixtures.cases.filter { $0.tolerance >= 1e-6 }
    }

    private func check(
        _ model: LogisticRegression,
        _ expected: LogisticFixtures.Case,
        coefficients: Double,
        objective: Double,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let values = model.coefficients.flatMap { $0 } + model.intercepts
        let off = difference(values, expected.coefficients + expected.intercepts)
        #expect(off < coefficients, "\(expected)", sourceLocation: sourceLocation)
        let relative =
            abs(model.report!.objective - expected.objective) / expected.objective
        #expect(relative < objective, "\(expected)", sourceLocation: sourceLocation)
    }

    @Test func minimumEqualsScikitLearn() throws {
        #expect(tightCases.count { $0.multiclass == nil } > 190)
        #expect(tightCases.count { $0.multiclass == .oneVersusRest } > 55)
        for expected in tightCases {
            let model = try expected.fitted(fixtures.data[expected.data]!)
            check(model, expected, coefficients: 2e-5, objective: 1e-7)
            #expect(model.report!.converged, "\(expected): \(model.report!)")
        }
    }

    @Test func denseAndSparseFeaturesHaveTheSameMinimum() throws {
        for expected in tightCases where expected.solver != "saga" {
            let form = expected.form == "sparse" ? "dense" : "sparse"
            let model = try expected.fitted(fixtures.data[expected.data]!, form: form)
            check(model, expected, coefficients: 2e-5, objective: 1e-7)
        }
    }

    @Test func defaultToleranceTakesTheSameIterations() throws {
        #expect(defaultCases.count > 40)
        for expected in defaultCases {
            let model = try expected.fitted(fixtures.data[expected.data]!)
            let random = expected.solver == "liblinear" && expected.penalty == "l1"
            check(
                model,
                expected,
                coefficients: random ? 1e-3 : 1e-6,
                objective: random ? 1e-5 : 1e-9
            )
            if random { continue }
            #expect(model.report!.iterations == expected.fittedIterations, "\(expected)")
        }
    }

    @Test func probabilitiesAndLabelsEqualScikitLearn() throws {
        let cases = fixtures.cases.filter { $0.probabilities != nil }
        #expect(cases.count >= 8)
        for expected in cases {
            let data = fixtures.data[expected.data]!
            let model = try expected.fitted(data)
            let random = expected.solver == "liblinear" && expected.penalty == "l1"
            let tolerance: Float = random ? 1e-3 : 2e-6
            for probabilities in [
                model.predictProbabilities(data.dense), model.predictProbabilities(data.sparse),
            ] {
                #expect(probabilities.shape == [data.rows, model.classes.count])
                let off = probabilities.withUnsafeBufferPointer { values in
                    zip(values, expected.probabilities!).map { abs($0 - $1) }.max()!
                }
                #expect(off < tolerance, "\(expected)")
            }
            #expect(model.predict(data.sparse) == expected.predictions)
            #expect(model.predict(data.dense) == expected.predictions)
        }
    }

    @Test func marginsArePositiveForTheSecondClass() throws {
        let model = try LogisticRegression(
            classes: [-1, 4],
            coefficients: [[2, -1]],
            intercepts: [0.5]
        )
        let features = Tensor([1, 1, 0, 1, 0.5, 1.5], shape: [3, 2])
        let margins = model.decisionFunction(features)
        #expect(margins.shape == [3, 1])
        #expect([margins[0, 0], margins[1, 0], margins[2, 0]] == [1.5, -0.5, 0])
        #expect(model.predict(features) == [4, -1, -1])
        // 1 / (1 + e^-1.5) and its rest.
        let probabilities = model.predictProbabilities(features)
        #expect(abs(probabilities[0, 1] - 0.8175744761936437) < 1e-7)
        #expect(abs(probabilities[0, 0] - 0.18242552380635635) < 1e-7)
    }

    @Test func aModelMadeOfItsPartsPredictsTheSame() throws {
        for (name, multiclass) in [
            ("text", LogisticRegression.Multiclass.multinomial), ("sparse five", .multinomial),
            ("sparse five", .oneVersusRest),
        ] {
            let data = fixtures.data[name]!
            var model = LogisticRegression(multiclass: multiclass)
            try model.fit(data.sparse, data.labels)
            let copy = try LogisticRegression(
                classes: model.classes,
                coefficients: model.coefficients,
                intercepts: model.intercepts,
                multiclass: multiclass
            )
            #expect(
                copy.predictProbabilities(data.sparse) == model.predictProbabilities(data.sparse)
            )
        }
    }

    @Test func twoClassesHaveOneModelEitherWay() throws {
        let data = fixtures.data["binary"]!
        for weights in [LogisticRegression.ClassWeights.none, .balanced, .given([8: 3])] {
            for solver in LogisticRegression.Solver.allCases {
                var one = LogisticRegression(solver: solver, classWeights: weights)
                var other = one
                other.multiclass = .oneVersusRest
                #expect(try one.fit(data.dense, data.labels) == other.fit(data.dense, data.labels))
                #expect(one.coefficients == other.coefficients)
                #expect(one.intercepts == other.intercepts)
                #expect(one.classes == other.classes)
            }
        }
    }

    @Test func probabilitiesVersusTheRestAddUpToOneWhereverTheMarginsLie() throws {
        let model = try LogisticRegression(
            classes: [0, 1, 2],
            coefficients: [[1], [2], [3]],
            intercepts: [0, 0, 0],
            multiclass: .oneVersusRest
        )
        let features = Tensor([-2_000, -1, 0, 50], shape: [4, 1])
        let probabilities = model.predictProbabilities(features)
        for row in 0..<4 {
            let values = (0..<3).map { probabilities[row, $0] }
            #expect(abs(values.reduce(0, +) - 1) < 1e-6, "\(values)")
        }
        // Of sigmoids that are all 0 as Doubles, the greatest is still far greater than the others.
        #expect((0..<3).map { probabilities[0, $0] } == [1, 0, 0])
        // 1 / (1 + e), 1 / (1 + e^2) and 1 / (1 + e^3), of 0.43557...
        #expect(abs(probabilities[1, 0] - 0.6174468) < 1e-6)
        #expect((0..<3).map { probabilities[2, $0] } == [Float](repeating: 1.0 / 3, count: 3))
    }

    @Test func runningOutOfIterationsIsReported() throws {
        let data = fixtures.data["binary"]!
        for solver in LogisticRegression.Solver.allCases {
            for penalty in [LogisticRegression.Penalty.l1, .l2] {
                if penalty == .l1 && (solver == .lbfgs || solver == .newtonCG) { continue }
                for limit in [0, 1] {
                    var model = LogisticRegression(
                        solver: solver,
                        penalty: penalty,
                        tolerance: 1e-9,
                        maximumIterations: limit
                    )
                    let report = try model.fit(data.dense, data.labels)
                    #expect(!report.converged)
                    #expect(report.reason == .iterationLimit)
                    #expect(report.iterations == limit)
                    #expect(report.objective > 0 && report.objective <= 0.6931472)
                    if limit == 0 { #expect(model.coefficients[0].allSatisfy { $0 == 0 }) }
                }
            }
        }
    }

    @Test func warmStartGoesOnFromTheCoefficients() throws {
        for (name, solver) in [
            ("binary", LogisticRegression.Solver.lbfgs), ("three", .lbfgs),
            ("binary", .newtonCG), ("sparse five", .newtonCG),
        ] {
            let data = fixtures.data[name]!
            var model = LogisticRegression(solver: solver, warmStart: true)
            if name == "three" { model.multiclass = .oneVersusRest }
            let first = try model.fit(data.sparse, data.labels)
            let coefficients = model.coefficients
            let second = try model.fit(data.sparse, data.labels)
            #expect(first.iterations > 1 && second.iterations == 0)
            #expect(second.converged)
            #expect(model.coefficients == coefficients)

            model.warmStart = false
            #expect(try model.fit(data.sparse, data.labels).iterations == first.iterations)
        }
        // One more pass from the minimum ends lower than one from zero.
        let data = fixtures.data["binary"]!
        var model = LogisticRegression(solver: .saga, maximumIterations: 200, warmStart: true)
        try model.fit(data.dense, data.labels)
        model.maximumIterations = 1
        var cold = model
        cold.warmStart = false
        let warmReport = try model.fit(data.dense, data.labels)
        let coldReport = try cold.fit(data.dense, data.labels)
        #expect(warmReport.objective < coldReport.objective)
    }

    @Test func infiniteCMeansNoPenalty() throws {
        let data = fixtures.data["binary"]!
        var infinite = LogisticRegression(penalty: .l2, C: .infinity)
        var none = LogisticRegression(penalty: .none)
        try infinite.fit(data.dense, data.labels)
        try none.fit(data.dense, data.labels)
        #expect(infinite.coefficients == none.coefficients)
        #expect(infinite.report == none.report)
    }

    @Test func elasticNetEndsAreL1AndL2() throws {
        let data = fixtures.data["binary"]!
        for (ratio, penalty) in [(0.0, LogisticRegression.Penalty.l2), (1.0, .l1)] {
            var mixture = LogisticRegression(solver: .saga, penalty: .elasticNet(l1Ratio: ratio))
            var pure = LogisticRegression(solver: .saga, penalty: penalty)
            try mixture.fit(data.dense, data.labels)
            try pure.fit(data.dense, data.labels)
            #expect(mixture.coefficients == pure.coefficients)
        }
    }

    @Test func theSameFitTwiceIsEqualToTheBit() throws {
        // Large enough that the rows are split over threads.
        var random = PCG64(seed: 3)
        let rows = 6000
        let columns = 40
        let values = (0..<rows * columns).map { _ -> Float in
            random.below(4) == 0 ? random.uniformFloat() : 0
        }
        let features = SparseMatrix(Tensor(values, shape: [rows, columns]))
        let labels = (0..<rows).map { row in
            values[row * columns] + values[row * columns + 1] > random.uniformFloat() ? 1 : 0
        }
        for solver in LogisticRegression.Solver.allCases {
            var first = LogisticRegression(solver: solver)
            var second = first
            try first.fit(features, labels)
            try second.fit(features, labels)
            #expect(first == second)
        }
        let counts = (0..<rows).map { row in (0..<columns).count { values[row * columns + $0] > 0 }
        }
        var three = LogisticRegression()
        let classes = counts.map { $0 < 9 ? 0 : $0 < 12 ? 1 : 2 }
        try three.fit(features, classes)
        let again = three
        try three.fit(features, classes)
        #expect(three == again)
    }
}
