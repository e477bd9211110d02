import SwiftletBase
import SwiftletTensor
import TestSupport
import Testing

@Suite struct Int16MatrixTests {
    private static let kernels = Int16Kernel.allCases.filter(\.isSupported)

    private func matrix(_ weights: Tensor, parts: Int = 1, blockInputs: Int = 256) -> Int16Matrix {
        weights.withUnsafeBufferPointer {
            Int16Matrix(
                quantizing: $0.baseAddress!,
                parts: parts,
                inputs: weights.rows / parts,
                outputs: weights.columns * parts,
                blockInputs: blockInputs
            )
        }
    }

    private func rows(_ x: Tensor) -> Int16Rows {
        let rows = Int16Rows()
        x.withUnsafeBufferPointer { rows.quantize(x.rows, x.columns, $0.baseAddress!) }
        return rows
    }

    private func some(_ x: Tensor, _ rows: Range<Int>) -> Tensor {
        let elements = x.elements[rows.lowerBound * x.columns..<rows.upperBound * x.columns]
        return Tensor(Array(elements), shape: [rows.count, x.columns])
    }

    private func product(_ x: Tensor, _ matrix: Int16Matrix, kernel: Int16Kernel) -> Tensor {
        var y = Tensor(repeating: .nan, shape: [x.rows, matrix.outputs])
        y.withUnsafeMutableBufferPointer {
            matrix.multiply(rows(x), count: x.rows, into: $0.baseAddress!, kernel: kernel)
        }
        return y
    }

    private func largestDifference(_ first: Tensor, _ second: Tensor) -> Float {
        zip(first.elements, second.elements).map { abs($0 - $1) }.max() ?? 0
    }

    /// Every kernel against the Swift one to the bit, and both against Floats.
    @Test(arguments: kernels) func productsAreThoseOfFloats(_ kernel: Int16Kernel) {
        var seed: UInt32 = 0
        for count in [1, 2, 3, 5, 6, 7, 11, 12, 13, 25, 96, 97, 200] {
            for (inputs, outputs) in [(1, 1), (2, 16), (3, 17), (255, 31), (256, 16), (700, 40)] {
                seed += 1
                let weights = fractions([inputs, outputs], seed: seed)
                let x = fractions([count, inputs], seed: seed + 1_000)
                let quantized = matrix(weights)
                let y = product(x, quantized, kernel: kernel)
                #expect(y == product(x, quantized, kernel: .portable))
                // Each product is off by at most half a step of either factor.
                let bound = Float(inputs) * (1 / 16_382 + 1 / 1_000) + 1e-6
                let expected = x.matrixProduct(weights)
                #expect(largestDifference(y, expected) < bound)
                let likely = Float(inputs).squareRoot() / 1_000 + 2e-4
                #expect(largestDifference(y, expected) < likely, "\(count) x \(inputs)")
            }
        }
    }

    @Test func aRowDoesNotDependOnTheOthers() {
        let quantized = matrix(fractions([300, 50]))
        let x = fractions([103, 300], seed: 3)
        let all = product(x, quantized, kernel: .current)
        for row in [0, 1, 50, 96, 102] {
            let one = product(some(x, row..<row + 1), quantized, kernel: .current)
            #expect(one.elements == some(all, row..<row + 1).elements)
        }
        for threads in [1, 2, 3, 7] {
            Threads.withCount(threads) {
                #expect(product(x, quantized, kernel: .current) == all)
            }
        }
    }

    /// Weights and activations of the greatest magnitude everywhere, whose sums come to the limit of 32
    /// bits.
    @Test(arguments: kernels, [1, 2, 7, 8, 9, 256, 1_000])
    func extremesAreExact(_ kernel: Int16Kernel, _ inputs: Int) {
        for sign: Float in [1, -1] {
            let weights = Tensor(repeating: sign, shape: [inputs, 20])
            let x = Tensor(repeating: 1, shape: [7, inputs])
            let y = product(x, matrix(weights), kernel: kernel)
            for value in y.elements {
                #expect(abs(value - sign * Float(inputs)) < 6e-4 * Float(inputs))
            }
        }
    }

    /// One great weight among small ones, which together decide.
    @Test(arguments: kernels) func outliersLeaveTheOthers(_ kernel: Int16Kernel) {
        var weights = fractions([256, 3], seed: 5)
        weights[17, 1] = 50
        let x = fractions([4, 256], seed: 6)
        let difference = largestDifference(
            product(x, matrix(weights), kernel: kernel),
            x.matrixProduct(weights)
        )
        #expect(difference < 0.02)
    }

    @Test(arguments: kernels) func numbersThatAreNoneStay(_ kernel: Int16Kernel) {
        for value: Float in [.nan, .infinity, -.infinity] {
            var x = fractions([9, 20])
            x[3, 7] = value
            let weights = fractions([20, 18], seed: 2)
            let y = product(x, matrix(weights), kernel: kernel)
            for row in 0..<9 {
                #expect((0..<18).allSatisfy { y[row, $0].isNaN == (row == 3) })
            }
            var damaged = weights
            damaged[5, 2] = value
            let other = product(fractions([9, 20]), matrix(damaged), kernel: kernel)
            for column in 0..<18 {
                #expect((0..<9).allSatisfy { other[$0, column].isNaN == (column == 2) })
            }
        }
        // Too small for a scale.
        let tiny = Tensor(repeating: .leastNonzeroMagnitude, shape: [2, 20])
        let zeros = Tensor(zeros: [2, 18])
        #expect(product(tiny, matrix(fractions([20, 18])), kernel: kernel) == zeros)
        let tinyWeights = Tensor(repeating: .leastNonzeroMagnitude, shape: [20, 18])
        #expect(product(fractions([2, 20]), matrix(tinyWeights), kernel: kernel) == zeros)
    }

    /// Windows of neighbouring rows, each row with a scale of its own, are one product.
    @Test(arguments: kernels, [12, 13, 256]) func windowsAreProducts(
        _ kernel: Int16Kernel,
        _ width: Int
    ) {
        let (order, length) = (3, 14)
        let weights = fractions([order * width, 21], seed: 8)
        var x = fractions([length, width], seed: 9)
        for column in 0..<width {
            x[4, column] *= 1_000
            x[9, column] = 0
        }
        let quantized = matrix(weights, blockInputs: width)
        for (first, step) in [(0, 1), (2, 1), (1, 3)] {
            let count = (length - order - first) / step + 1
            var y = Tensor(repeating: .nan, shape: [count, 21])
            y.withUnsafeMutableBufferPointer {
                quantized.multiply(
                    rows(x),
                    from: first,
                    step: step,
                    count: count,
                    into: $0.baseAddress!,
                    kernel: kernel
                )
            }
            for result in 0..<count {
                let start = first + result * step
                let window = Tensor(
                    Array(some(x, start..<start + order).elements),
                    shape: [1, order * width]
                )
                let expected = window.matrixProduct(weights)
                let greatest = window.elements.map(abs).max()!
                let found = some(y, result..<result + 1)
                #expect(
                    largestDifference(found, expected)
                        < greatest * Float(order * width).squareRoot() / 1_000
                )
            }
        }
    }

    /// Parts of weights stand side by side, results in wider rows, and after a bias or what was there.
    @Test(arguments: kernels) func productsStartWithWhatIsThere(_ kernel: Int16Kernel) {
        let (inputs, width, parts) = (10, 12, 3)
        let weights = fractions([parts * inputs, width])
        let quantized = matrix(weights, parts: parts)
        let x = fractions([5, inputs], seed: 4)
        let bias = fractions([parts * width], seed: 5)
        let plain = product(x, quantized, kernel: kernel)
        for part in 0..<parts {
            let expected = x.matrixProduct(some(weights, part * inputs..<(part + 1) * inputs))
            for row in 0..<5 {
                for column in 0..<width {
                    #expect(
                        abs(plain[row, part * width + column] - expected[row, column]) < 1e-3
                    )
                }
            }
        }
        let stride = parts * width + 4
        for adds in [false, true] {
            var y = fractions([5, stride], seed: 6)
            let before = y
            y.withUnsafeMutableBufferPointer { y in
                bias.withUnsafeBufferPointer { bias in
                    quantized.multiply(
                        rows(x),
                        count: 5,
                        bias: adds ? nil : bias.baseAddress!,
                        adds: adds,
                        into: y.baseAddress!,
                        stride: stride,
                        kernel: kernel
                    )
                }
            }
            for row in 0..<5 {
                for column in 0..<parts * width {
                    let start = adds ? before[row, column] : bias[column]
                    #expect(y[row, column] == start + plain[row, column])
                }
                for column in parts * width..<stride {
                    #expect(y[row, column] == before[row, column])
                }
            }
        }
    }
}
