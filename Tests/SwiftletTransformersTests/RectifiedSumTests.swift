import SwiftletBase
import SwiftletTransformers
import TestSupport
import Testing

@Suite struct RectifiedSumTests {
    private func numbers(_ count: Int, seed: UInt64) -> [Float] {
        var generator = PCG64(seed: seed)
        return (0..<count).map { _ in Float(generator.normal()) }
    }

    private func sum(
        _ rows: [[Float]],
        bias: [Float],
        residual: [Float],
        into y: inout [Float],
        vectorWidth: Int
    ) {
        let x = rows.flatMap { $0 }
        x.withUnsafeBufferPointer { x in
            TransformerRows.rectifiedSum(
                rows.count,
                bias.count,
                rows.indices.map { x.baseAddress! + $0 * bias.count },
                bias: bias,
                residual: residual,
                into: &y,
                vectorWidth: vectorWidth
            )
        }
    }

    @Test(arguments: KernelTests.widths, [1, 3, 8, 17, 40])
    func rowsAreAddedUp(_ width: Int, _ columns: Int) {
        for count in [1, 2, 3, 5, 9] {
            let rows = (0..<count).map { numbers(columns, seed: UInt64($0)) }
            let (bias, residual) = (numbers(columns, seed: 20), numbers(columns, seed: 21))
            // Behind the last column nothing changes.
            var y = [Float](repeating: 7, count: columns + 2)
            sum(rows, bias: bias, residual: residual, into: &y, vectorWidth: width)
            let expected = (0..<columns).map { column in
                let sum = rows.reduce(Double(bias[column])) { $0 + Double($1[column]) }
                return Float(max(sum, 0) + Double(residual[column]))
            }
            expectClose(y, expected + [7, 7], tolerance: 1e-5)
        }
    }

    @Test(arguments: KernelTests.widths) func numbersThatAreNoneStay(_ width: Int) {
        let zeros = [Float](repeating: 0, count: 4)
        var y = zeros
        sum([[.nan, 1, -1, .infinity]], bias: zeros, residual: zeros, into: &y, vectorWidth: width)
        #expect(y[0].isNaN)
        #expect(Array(y[1...]) == [1, 0, .infinity])
    }
}
