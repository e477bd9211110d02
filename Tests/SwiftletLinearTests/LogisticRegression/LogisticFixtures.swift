import SwiftletLinear
import SwiftletTensor
import TestSupport

/// What scikit-learn found, as `Fixtures/logistic/make_logistic.py` wrote it.
struct LogisticFixtures: Decodable {
    struct Data: Decodable {
        let rows: Int
        let columns: Int
        let features: [Float]
        let labels: [Int]
        let sampleWeights: [Double]

        var dense: Tensor { Tensor(features, shape: [rows, columns]) }
        var sparse: SparseMatrix { SparseMatrix(dense) }
    }

    struct Case: Decodable {
        let data: String
        let form: String
        let solver: String
        let penalty: String
        let ratio: Double?
        // swift-format-ignore: AlwaysUseLowerCamelCase
        let C: Double
        let intercept: Bool
        let classWeights: String
        let weighted: Bool
        let tolerance: Double
        let iterations: Int
        let scaling: Double
        let coefficients: [Double]
        let intercepts: [Double]
        let fittedIterations: Int
        let objective: Double
        let probabilities: [Float]?
        let predictions: [Int]?
        let multiclass: LogisticRegression.Multiclass?

        /// A model with this case's settings.
        func model(_ data: Data) throws -> LogisticRegression {
            let labels = Set(data.labels).sorted()
            let given = Dictionary(
                uniqueKeysWithValues: labels.enumerated().map { ($1, 0.5 + Double($0)) }
            )
            let weights: [String: LogisticRegression.ClassWeights] = [
                "none": .none, "balanced": .balanced, "given": .given(given),
            ]
            return LogisticRegression(
                solver: LogisticRegression.Solver(rawValue: solver)!,
                penalty: try LogisticRegression.Penalty(name: penalty, l1Ratio: ratio),
                C: C,
                fitsIntercept: intercept,
                tolerance: tolerance,
                maximumIterations: iterations,
                classWeights: weights[classWeights]!,
                interceptScaling: scaling,
                multiclass: multiclass ?? .multinomial
            )
        }

        /// The model fitted to its data, sparse or dense.
        func fitted(_ data: Data, form: String? = nil) throws -> LogisticRegression {
            var model = try model(data)
            let sampleWeights = weighted ? data.sampleWeights : nil
            if (form ?? self.form) == "sparse" {
                try model.fit(data.sparse, data.labels, sampleWeights: sampleWeights)
            } else {
                try model.fit(data.dense, data.labels, sampleWeights: sampleWeights)
            }
            return model
        }
    }

    let data: [String: Data]
    let cases: [Case]

    static let all = Result { try Fixtures.json("logistic/cases.json", as: LogisticFixtures.self) }
}

/// The greatest difference between two lists, relative to the greatest number of the second.
func difference(_ values: [Double], _ expected: [Double]) -> Double {
    guard values.count == expected.count else { return .infinity }
    let scale = max(1, expected.map(abs).max() ?? 0)
    return zip(values, expected).map { abs($0 - $1) }.reduce(0, max) / scale
}
