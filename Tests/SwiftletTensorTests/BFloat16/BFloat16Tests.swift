import CEmulatedTiles
import SwiftletBase
import SwiftletTensor
import TestSupport
import Testing

@Suite struct BFloat16Tests {
    static let kernels = BFloat16Kernel.allCases.filter(\.isSupported)
    static let shapes = [
        (1, 1), (3, 7), (5, 31), (16, 32), (24, 32), (33, 33), (40, 64), (64, 96), (70, 130),
    ]

    /// What PyTorch rounds to: Fixtures/bfloat16/make_bfloat16.py.
    @Test(arguments: kernels) func numbersAreRoundedAsByPyTorch(_ kernel: BFloat16Kernel) throws {
        let file = try SafetensorsFile(from: Fixtures.path("bfloat16/rounding.safetensors"))
        let x = try file.tensor("x")
        let expected = try file.int32s("bits").map { UInt16(truncatingIfNeeded: $0) }
        #expect(expected.count > 2_000)
        // Tiles take 32 inputs of 16 rows.
        let columns = 32
        let rows = x.count / columns
        let found = rounded(kernel, rows, columns, x.elements)
        #expect(found == Array(expected[..<(rows * columns)]))
        if kernel != .amx {
            #expect(rounded(kernel, 1, x.count, x.elements) == expected)
        }
        let none = rounded(kernel, 1, columns, Array(repeating: .nan, count: columns))
        #expect(none.allSatisfy { BFloat16Matrix.float($0).isNaN })
    }

    @Test(arguments: kernels) func productsAreThoseOfRoundedNumbers(_ kernel: BFloat16Kernel) {
        for rows in [1, 2, 3, 4, 5, 15, 16, 17, 31, 33, 70] {
            for (outputs, inputs) in Self.shapes
            where kernel.fitting(outputs: outputs, inputs: inputs) == kernel {
                let data = Data(rows, outputs, inputs)
                var y = [Float](repeating: .nan, count: rows * (outputs + 3))
                let x = formed(kernel, rows, inputs, data.x)
                var scratch = [UInt16](repeating: 0, count: 32 * inputs)
                kernel.multiply(
                    rows: rows,
                    outputs: outputs,
                    inputs: inputs,
                    x,
                    data.weights,
                    bias: data.bias,
                    scratch: &scratch,
                    into: &y,
                    stride: outputs + 3
                )
                data.expectProducts(y, stride: outputs + 3)
            }
        }
    }

    /// The kernel for AMX, with tiles of its own.
    @Test func emulatedTilesGiveTheSame() {
        for rows in Array(1...34) + [63, 64, 65, 97] {
            for (outputs, inputs) in [(16, 32), (17, 64), (31, 32), (32, 96), (50, 64), (64, 32)] {
                let data = Data(rows, outputs, inputs)
                var y = [Float](repeating: .nan, count: rows * outputs)
                emulated_bf16_products(
                    rows,
                    outputs,
                    inputs,
                    panels(rows, inputs, data.x.map { BFloat16Matrix.rounded($0) }),
                    data.weights,
                    data.bias,
                    &y,
                    outputs
                )
                data.expectProducts(y, stride: outputs)
            }
        }
    }

    @Test(arguments: [1, 2]) func aMatrixOfSeveralPiecesIsOne(threads: Int) {
        for (outputs, inputs) in [(3, 5), (48, 64), (96, 96), (150, 64)] {
            let weights = fractions([outputs, inputs], seed: UInt32(outputs))
            let third = outputs / 3 * inputs
            let whole = BFloat16Matrix(rounding: weights)
            let pieces = BFloat16Matrix(
                inputs: inputs,
                pieces: [0..<third, third..<2 * third, 2 * third..<outputs * inputs].map {
                    BFloat16Matrix.rounded(Tensor(weights.elements[$0], shape: [$0.count]))
                }
            )
            #expect(pieces.outputs == outputs && pieces.tensor == whole.tensor)
            let x = fractions([37, inputs], seed: 5)
            let bias = fractions([outputs], seed: 6)
            let products = Threads.withCount(threads) {
                [whole, pieces].map { x.matrixProduct(transposing: $0, bias: bias) }
            }
            expectClose(products[0].elements, products[1].elements, tolerance: 1e-5)
        }
    }

    @Test func numbersThatAreNoneStay() {
        let weights = BFloat16Matrix(rounding: fractions([40, 64], seed: 1))
        var x = fractions([20, 64], seed: 2)
        x[3, 5] = .nan
        x[7, 0] = .infinity
        let y = x.matrixProduct(transposing: weights)
        for row in 0..<20 {
            let values = (0..<40).map { y[row, $0] }
            let isNaN = values.allSatisfy(\.isNaN)
            let isFinite = values.allSatisfy(\.isFinite)
            let hasFinite = values.contains(where: \.isFinite)
            #expect(isNaN == (row == 3) && isFinite == hasFinite, "\(row)")
            #expect(isFinite == (row != 3 && row != 7))
        }
    }

    private func rounded(
        _ kernel: BFloat16Kernel,
        _ rows: Int,
        _ inputs: Int,
        _ x: [Float]
    ) -> [UInt16] {
        let formed = formed(kernel, rows, inputs, x)
        if kernel != .amx { return formed }
        return (0..<rows * inputs).map { index in
            let (row, input) = (index / inputs, index % inputs)
            let panel = row / 16 * 16 * inputs
            return formed[panel + input / 2 * 32 + row % 16 * 2 + input % 2]
        }
    }

    private func formed(
        _ kernel: BFloat16Kernel,
        _ rows: Int,
        _ inputs: Int,
        _ x: [Float]
    ) -> [UInt16] {
        var result = [UInt16](
            repeating: 0x7FC0,
            count: kernel.paddedCount(rows: rows, inputs: inputs)
        )
        kernel.round(rows, inputs, x, into: &result)
        return result
    }
}

/// Rows in the form that tiles take.
private func panels(_ rows: Int, _ inputs: Int, _ x: [UInt16]) -> [UInt16] {
    var result = [UInt16](repeating: 0, count: (rows + 15) / 16 * 16 * inputs)
    for row in 0..<rows {
        for input in 0..<inputs {
            let place = row / 16 * 16 * inputs + input / 2 * 32 + row % 16 * 2 + input % 2
            result[place] = x[row * inputs + input]
        }
    }
    return result
}

/// Numbers to multiply, and what they give in Double.
private struct Data {
    let rows, outputs, inputs: Int
    let x: [Float]
    let weights: [UInt16]
    let bias: [Float]

    init(_ rows: Int, _ outputs: Int, _ inputs: Int) {
        (self.rows, self.outputs, self.inputs) = (rows, outputs, inputs)
        x = fractions([rows, inputs], seed: UInt32(rows + inputs)).elements
        let matrix = fractions([outputs, inputs], seed: UInt32(outputs + inputs)).elements
        weights = matrix.map { BFloat16Matrix.rounded($0) }
        bias = fractions([outputs], seed: 9).elements
    }

    func expectProducts(_ y: [Float], stride: Int) {
        for row in 0..<rows {
            for output in 0..<outputs {
                var (sum, size) = (Double(bias[output]), 1.0)
                for input in 0..<inputs {
                    let a = BFloat16Matrix.float(BFloat16Matrix.rounded(x[row * inputs + input]))
                    let b = BFloat16Matrix.float(weights[output * inputs + input])
                    sum += Double(a) * Double(b)
                    size += abs(Double(a) * Double(b))
                }
                let found = Double(y[row * stride + output])
                #expect(
                    abs(found - sum) <= 1e-6 * size,
                    "\(rows) x \(inputs) to \(outputs): \(found), expected \(sum)"
                )
            }
        }
    }
}
