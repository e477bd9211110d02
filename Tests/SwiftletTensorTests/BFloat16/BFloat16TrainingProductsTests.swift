import CEmulatedTiles
import SwiftletTensor
import TestSupport
import Testing

/// Products of two matrices of floats that are rounded first.
@Suite struct BFloat16TrainingProductsTests {
    typealias Form = BFloat16Kernel.Form
    static let kernels = BFloat16Kernel.allCases.filter(\.isSupported)

    /// The places are those that the forms define; PyTorch's rounding is tested elsewhere.
    @Test(arguments: kernels, Form.allCases)
    func numbersLieWhereTheFormSays(_ kernel: BFloat16Kernel, _ form: Form) {
        for (rows, columns) in [(1, 1), (3, 70), (16, 32), (33, 17), (40, 96), (70, 31)] {
            let x = fractions([rows, columns], seed: UInt32(rows + columns)).elements
            let count = form.count(rows: rows, columns: columns)
            var packed = [UInt16](repeating: 0x7FC0, count: count)
            kernel.pack(rows, columns, x, as: form, into: &packed)
            let turned = form == .leftTurned || form == .right
            let (outer, inner) = turned ? (columns, rows) : (rows, columns)
            var expected = [UInt16](repeating: 0, count: count)
            for first in 0..<outer {
                for second in 0..<inner {
                    let number = turned ? x[second * columns + first] : x[first * columns + second]
                    let block = (first / 16 * ((inner + 31) / 32) + second / 32) * 512
                    let place =
                        form == .left || form == .leftTurned
                        ? first % 16 * 32 + second % 32
                        : second % 32 / 2 * 32 + first % 16 * 2 + second % 2
                    expected[block + place] = BFloat16Matrix.rounded(number)
                }
            }
            #expect(packed == expected, "\(rows) x \(columns)")
        }
    }

    @Test(arguments: kernels) func gradientsAreTurnedAndAddedUpAtOnce(_ kernel: BFloat16Kernel) {
        for (rows, columns) in [(1, 1), (16, 16), (17, 33), (32, 70), (49, 48), (70, 96)] {
            let x = fractions([rows, columns], seed: UInt32(rows)).elements
            func packed(_ form: Form) -> [UInt16] {
                var result = [UInt16](
                    repeating: 0x7FC0,
                    count: form.count(rows: rows, columns: columns)
                )
                kernel.pack(rows, columns, x, as: form, into: &result)
                return result
            }
            var left = packed(.left).map { _ in 0x7FC0 as UInt16 }
            var turned = packed(.leftTurned).map { _ in 0x7FC0 as UInt16 }
            var sums = [Float](repeating: 2, count: columns + 1)
            kernel.packGradient(rows, columns, x, left: &left, turned: &turned, sums: &sums)
            #expect(left == packed(.left) && turned == packed(.leftTurned))
            let expected = (0..<columns).map { column in
                (0..<rows).reduce(2) { $0 + x[$1 * columns + column] }
            }
            expectClose(sums, expected + [2], tolerance: 1e-5)
            turned = turned.map { _ in 0 }
            kernel.packGradient(rows, columns, x, left: nil, turned: &turned, sums: &sums)
            #expect(turned == packed(.leftTurned))
        }
    }

    @Test(arguments: kernels) func specialNumbersAreRounded(_ kernel: BFloat16Kernel) {
        let x: [Float] = [
            .nan, .infinity, -.infinity, .greatestFiniteMagnitude, 1 + 0x1p-8, 1 + 0x3p-8, -0.0,
            0x1p-126,
        ]
        for form in Form.allCases {
            var packed = [UInt16](repeating: 0, count: form.count(rows: 1, columns: x.count))
            kernel.pack(1, x.count, x, as: form, into: &packed)
            for (index, number) in x.enumerated() {
                let place =
                    switch form {
                    case .left: index
                    case .leftTurned: index * 32
                    case .right: index * 2
                    case .rightTurned: index / 2 * 32 + index % 2
                    }
                let found = BFloat16Matrix.float(packed[place])
                let expected = BFloat16Matrix.float(BFloat16Matrix.rounded(number))
                #expect(
                    found == expected || found.isNaN && number.isNaN,
                    "\(number) gave \(found), \(form)"
                )
            }
        }
    }

    @Test(arguments: kernels) func productsAreThoseOfRoundedNumbers(_ kernel: BFloat16Kernel) {
        for shape in Self.shapes {
            for start in Start.allCases {
                let data = Product(kernel, shape, start)
                var y = data.before
                data.withStart(&y) { from, stride, y in
                    kernel.multiply(
                        rows: data.rows,
                        outputs: data.outputs,
                        inputs: data.inputs,
                        data.left,
                        data.right,
                        start: from,
                        startStride: stride,
                        into: y,
                        stride: data.stride
                    )
                }
                data.expectProducts(y)
            }
        }
    }

    /// The kernel for AMX, with tiles of its own.
    @Test func emulatedTilesGiveTheSame() {
        for shape in Self.shapes {
            for start in Start.allCases {
                let data = Product(.portable, shape, start)
                var y = data.before
                data.withStart(&y) { from, stride, y in
                    emulated_bf16_multiply(
                        data.rows,
                        data.outputs,
                        data.inputs,
                        data.left,
                        data.right,
                        from,
                        stride,
                        y,
                        data.stride
                    )
                }
                data.expectProducts(y)
            }
        }
    }

    /// Rows, outputs and inputs, with edges on all sides, and inputs that are taken in several runs.
    static let shapes = [
        (1, 1, 1), (2, 3, 31), (16, 16, 32), (17, 16, 33), (16, 17, 64), (32, 32, 32), (31, 33, 70),
        (33, 40, 96), (64, 48, 500), (40, 70, 900), (33, 35, 1_300),
    ]
}

private enum Start: CaseIterable {
    case zeros, row, sums
}

/// Two matrices, and what their product is in Double.
private struct Product {
    let rows, outputs, inputs: Int
    let start: Start
    let left, right: [UInt16]
    let x, w, before, bias: [Float]

    var stride: Int { outputs + 3 }

    init(_ kernel: BFloat16Kernel, _ shape: (Int, Int, Int), _ start: Start) {
        let (rows, outputs, inputs) = shape
        (self.rows, self.outputs, self.inputs, self.start) = (rows, outputs, inputs, start)
        x = fractions([rows, inputs], seed: UInt32(rows + inputs)).elements
        w = fractions([inputs, outputs], seed: UInt32(outputs + inputs)).elements
        before = fractions([rows, outputs + 3], seed: 7).elements
        bias = fractions([outputs], seed: 9).elements
        var left = [UInt16](
            repeating: 0,
            count: BFloat16Kernel.Form.left.count(rows: rows, columns: inputs)
        )
        kernel.pack(rows, inputs, x, as: .left, into: &left)
        var right = [UInt16](
            repeating: 0,
            count: BFloat16Kernel.Form.right.count(rows: inputs, columns: outputs)
        )
        kernel.pack(inputs, outputs, w, as: .right, into: &right)
        (self.left, self.right) = (left, right)
    }

    func withStart(
        _ y: inout [Float],
        _ body: (UnsafePointer<Float>?, Int, UnsafeMutablePointer<Float>) -> Void
    ) {
        y.withUnsafeMutableBufferPointer { y in
            let y = y.baseAddress!
            switch start {
            case .zeros: body(nil, 0, y)
            case .row: bias.withUnsafeBufferPointer { body($0.baseAddress!, 0, y) }
            case .sums: body(UnsafePointer(y), stride, y)
            }
        }
    }

    func expectProducts(_ y: [Float]) {
        for row in 0..<rows {
            for output in 0..<stride {
                let place = row * stride + output
                if output >= outputs {
                    #expect(y[place] == before[place], "beyond the outputs")
                    continue
                }
                let first: Float =
                    switch start {
                    case .zeros: 0
                    case .row: bias[output]
                    case .sums: before[place]
                    }
                var (sum, size) = (Double(first), 1.0)
                for input in 0..<inputs {
                    let product =
                        rounded(x[row * inputs + input]) * rounded(w[input * outputs + output])
                    sum += product
                    size += abs(product)
                }
                #expect(
                    abs(Double(y[place]) - sum) <= 1e-6 * size,
                    "\(rows) x \(inputs) x \(outputs), \(start): \(y[place]), expected \(sum)"
                )
            }
        }
    }
}

private func rounded(_ number: Float) -> Double {
    Double(BFloat16Matrix.float(BFloat16Matrix.rounded(number)))
}
