import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import TestSupport
import Testing

@Suite struct InitializerTests {
    @Test(arguments: [(12, 5), (5, 12), (7, 7)])
    func orthogonalMatricesAreOrthogonal(_ rows: Int, _ columns: Int) throws {
        var generator = PCG64(seed: 3)
        let matrix = try Initializers.orthogonal(rows: rows, columns: columns, using: &generator)
        #expect(matrix.shape == [rows, columns])
        let short = min(rows, columns)
        var gram: [Float] = []
        for i in 0..<short {
            for j in 0..<short {
                gram.append(
                    (0..<max(rows, columns)).reduce(0) {
                        rows > columns
                            ? $0 + matrix[$1, i] * matrix[$1, j]
                            : $0 + matrix[i, $1] * matrix[j, $1]
                    }
                )
            }
        }
        expectClose(gram, Tensor(identity: short), tolerance: 1e-5)
    }

    @Test func orthogonalMatricesTurnEitherWay() throws {
        // Without the signs of R, the diagonal of Q would be negative for almost every draw.
        var generator = PCG64(seed: 5)
        let signs = try (0..<200).map { _ in
            try Initializers.orthogonal(rows: 2, columns: 2, using: &generator)[0, 0] < 0
        }
        let negative = signs.filter { $0 }.count
        #expect(negative > 60 && negative < 140)
    }

    @Test func glorotUniformFillsItsRange() {
        var generator = PCG64(seed: 4)
        let values = Initializers.glorotUniform(
            [100, 50],
            inputs: 50,
            outputs: 100,
            using: &generator
        ).elements
        let limit = Float(0.2)
        #expect(values.allSatisfy { abs($0) <= limit })
        #expect(values.max()! > 0.99 * limit && values.min()! < -0.99 * limit)
        let mean = values.reduce(0, +) / 5_000
        #expect(abs(mean) < 5 * limit / Float(3 * 5_000).squareRoot())
    }

    @Test func forgetGateStartsAtOne() {
        #expect(Initializers.unitForgetBias(units: 2).elements == [0, 0, 1, 1, 0, 0, 0, 0])
    }
}
