import Foundation
import SwiftletBase
import SwiftletLinear
import SwiftletTensor
import Testing

/// Gradients and Hessian products against differences of the value and of the gradient.
@Suite struct LogisticObjectiveTests {
    private let rows = 300
    private let columns = 7
    private let features: Tensor
    private let targets: [Int32]
    private let weights: [Double]

    init() {
        var random = PCG64(seed: 11)
        let values = (0..<rows * columns).map { _ -> Float in
            random.below(3) == 0 ? 0 : Float(random.normal())
        }
        features = Tensor(values, shape: [rows, columns])
        targets = (0..<rows).map { _ in Int32(random.below(3)) }
        weights = (0..<rows).map { _ in random.uniform() + 0.1 }
    }

    private func check(_ objective: some SmoothObjective) {
        var random = PCG64(seed: 5)
        let count = objective.parameterCount
        let point = (0..<count).map { _ in random.normal() }
        let direction = (0..<count).map { _ in random.normal() }
        var gradient = [Double](repeating: 0, count: count)
        var curvature = [Double](repeating: 0, count: objective.curvatureCount)
        let value = objective.evaluate(at: point, gradient: &gradient, curvature: &curvature)
        #expect(value > 0)

        func moved(_ step: Double) -> (value: Double, gradient: [Double]) {
            let point = zip(point, direction).map { $0 + step * $1 }
            var gradient = [Double](repeating: 0, count: count)
            let value = objective.evaluate(at: point, gradient: &gradient, curvature: nil)
            return (value, gradient)
        }
        let step = 1e-5
        let (up, down) = (moved(step), moved(-step))
        let slope = zip(gradient, direction).map { $0 * $1 }.reduce(0, +)
        let measured = (up.value - down.value) / (2 * step)
        #expect(abs(slope - measured) < 1e-7 * max(1, abs(slope)))

        var product = [Double](repeating: 0, count: count)
        objective.hessianProduct(curvature: curvature, vector: direction, into: &product)
        let differences = zip(up.gradient, down.gradient).map { ($0 - $1) / (2 * step) }
        let scale = product.map(abs).max()!
        #expect(scale > 0)
        for (exact, measured) in zip(product, differences) {
            #expect(abs(exact - measured) < 1e-7 * scale)
        }
    }

    @Test func binaryDerivatives() {
        let intercepts: [InterceptColumn?] = [
            nil, InterceptColumn(value: 1, isPenalized: false),
            InterceptColumn(value: 2.5, isPenalized: true),
        ]
        let signs = targets.map { $0 == 0 ? 1.0 : -1.0 }
        for intercept in intercepts {
            check(
                BinaryLogisticObjective(
                    features: SparseProducts(SparseMatrix(features)),
                    signs: Storage(signs),
                    rowWeights: Storage(weights),
                    l2: 0.3,
                    intercept: intercept
                )
            )
            features.withRows { rows in
                check(
                    BinaryLogisticObjective(
                        features: rows,
                        signs: Storage(signs),
                        rowWeights: Storage(weights),
                        l2: 0,
                        intercept: intercept
                    )
                )
            }
        }
    }

    @Test func multinomialDerivatives() {
        for fitsIntercept in [true, false] {
            check(
                MultinomialLogisticObjective(
                    features: SparseProducts(SparseMatrix(features)),
                    classes: 3,
                    targets: targets,
                    rowWeights: Storage(weights),
                    l2: 0.2,
                    fitsIntercept: fitsIntercept
                )
            )
            features.withRows { rows in
                check(
                    MultinomialLogisticObjective(
                        features: rows,
                        classes: 3,
                        targets: targets,
                        rowWeights: Storage(weights),
                        l2: 0.2,
                        fitsIntercept: fitsIntercept
                    )
                )
            }
        }
    }

    /// Lane-wise exponential and logarithm against the C library's.
    @Test func lanesAreExact() {
        var random = PCG64(seed: 2)
        for _ in 0..<20_000 {
            let power = -pow(10, random.uniform() * 12 - 9)
            let exponential = LaneMath.exponential(.init(repeating: max(power, -700)))[2]
            #expect(abs(exponential / exp(max(power, -700)) - 1) < 1e-15)
            let small = pow(10, -random.uniform() * 18)
            let (logarithm, inverse) = LaneMath.logarithmAndInverseOfOnePlus(
                .init(repeating: small)
            )
            #expect(abs(logarithm[1] / log1p(small) - 1) < 1e-15)
            #expect(abs(inverse[3] * (1 + small) - 1) < 1e-15)
        }
        #expect(LaneMath.exponential(.zero) == .one)
        #expect(LaneMath.logarithmAndInverseOfOnePlus(.zero).logarithm == .zero)
        #expect(abs(LaneMath.logarithmAndInverseOfOnePlus(.one).logarithm[0] - log(2)) < 2e-16)
        #expect(LaneMath.exponential(.init(repeating: -1e6))[0] < 1e-300)
    }

    @Test func lossIsExactAtLargeMargins() {
        for margin in [0, 0.3, -0.3, 40, -40, 900, -900] {
            var margins = [Double](repeating: margin, count: 7)
            let loss = logisticLoss(
                margins: &margins,
                signs: [1, 1, 1, 1, 1, 1, 1],
                weights: [2, 2, 2, 2, 2, 2, 2],
                curvature: nil,
                7
            )
            let expected = 14 * (log1p(exp(-abs(margin))) + max(-margin, 0))
            #expect(abs(loss - expected) <= 1e-14 * expected + 1e-300)
            let derivative = -2 / (1 + exp(margin))
            for value in margins {
                #expect(abs(value - derivative) <= 1e-15 * abs(derivative) + 1e-300)
            }
        }
    }

    @Test func sortedRowsAreTheSameRows() {
        let matrix = SparseMatrix(features)
        let (sorted, order) = matrix.sortedByRowLength()
        #expect(Set(order).count == rows)
        var previous = 0
        for (place, row) in order.enumerated() {
            let range = matrix.rowOffsets[Int(row)]..<matrix.rowOffsets[Int(row) + 1]
            let sortedRange = sorted.rowOffsets[place]..<sorted.rowOffsets[place + 1]
            #expect(Array(matrix.columnIndices[range]) == Array(sorted.columnIndices[sortedRange]))
            #expect(Array(matrix.values[range]) == Array(sorted.values[sortedRange]))
            #expect(range.count >= previous)
            previous = range.count
        }
    }
}
