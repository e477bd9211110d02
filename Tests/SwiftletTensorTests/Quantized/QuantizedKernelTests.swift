import SwiftletTensor
import TestSupport
import Testing

/// Compares the kernels that this machine has with the Swift one, to the bit.
@Suite struct QuantizedKernelTests {
    static let kernels = QuantizedKernel.supported.filter { $0 != .portable }

    @Test(arguments: kernels) func agreeOnEveryShape(_ kernel: QuantizedKernel) throws {
        var seed: UInt32 = 0
        for rows in [1, 2, 3, 5, 6, 7, 8, 9, 13, 32, 33, 70] {
            for (outputs, inputs) in [(1, 1), (15, 3), (16, 4), (17, 5), (63, 64), (130, 67)] {
                seed += 1
                let matrix = try QuantizedMatrix(
                    quantizing: fractions([outputs, inputs], seed: seed)
                )
                let x = fractions([rows, inputs], seed: seed + 1_000)
                let bias = fractions([outputs], seed: seed + 2_000)
                let residual = fractions([rows, outputs], seed: seed + 3_000)
                for activation in [FusedActivation.none, .gelu] {
                    let results = [kernel, .portable].map {
                        matrix.products(
                            of: x,
                            bias: bias,
                            activation: activation,
                            residual: residual,
                            kernel: $0
                        )
                    }
                    #expect(results[0] == results[1], "\(rows) x \(inputs) to \(outputs)")
                }
                let results = [kernel, .portable].map { matrix.products(of: x, kernel: $0) }
                #expect(results[0] == results[1], "\(rows) x \(inputs) to \(outputs)")
            }
        }
    }

    /// Sums at the very limit of 32 bits, and pairs of products beyond 16 bits.
    @Test(arguments: QuantizedKernel.supported, [-128, -127, 127] as [Int8])
    func extremesAreExact(_ kernel: QuantizedKernel, _ weight: Int8) {
        for inputs in [1, 5, 768, QuantizedMatrix.maximumInputs] {
            let rows = QuantizedRows(kernel: kernel)
            // All 255 with zero point 0; all 0 with zero point 255; both of them in turn.
            var x = Tensor(repeating: 255, shape: [3, inputs])
            for input in 0..<inputs {
                x[1, input] = -255
                x[2, input] = input % 2 == 0 ? 255 : 0
            }
            rows.quantize(x)
            #expect(rows.zeroPoints[0] == 0 && rows.zeroPoints[1] == 255)
            let outputs = 18
            let sums = productSums(
                rows,
                [Int8](repeating: weight, count: outputs * inputs),
                outputs: outputs
            )
            let product = 255 * Int32(weight)
            let expected = [Int32(inputs), -Int32(inputs), Int32((inputs + 1) / 2)].flatMap {
                [Int32](repeating: $0 * product, count: outputs)
            }
            #expect(sums == expected, "\(inputs) inputs")
        }
    }

    @Test(arguments: QuantizedKernel.supported)
    func rowsThatAreNotFiniteGiveNaN(_ kernel: QuantizedKernel) throws {
        let matrix = try QuantizedMatrix(quantizing: fractions([20, 19]))
        for place in [0, 7, 15, 18] {
            for value in [Float.nan, .infinity, -.infinity] {
                var x = fractions([3, 19])
                x[1, place] = value
                let y = matrix.products(of: x, kernel: kernel)
                let clean = matrix.products(of: fractions([3, 19]), kernel: kernel)
                for output in 0..<20 {
                    #expect(y[0, output] == clean[0, output])
                    #expect(y[1, output].isNaN)
                    #expect(y[2, output] == clean[2, output])
                }
            }
        }
    }

    /// Rows at the ends of what a Float holds.
    @Test(arguments: QuantizedKernel.supported) func ranges(_ kernel: QuantizedKernel) throws {
        let inputs = 21
        let matrix = try QuantizedMatrix(quantizing: Tensor(repeating: 0.5, shape: [3, inputs]))
        func product(_ value: Float) -> Float {
            matrix.products(of: Tensor(repeating: value, shape: [1, inputs]), kernel: kernel)[0, 2]
        }
        #expect(product(0) == 0)
        #expect(product(.leastNonzeroMagnitude) == 0)
        #expect(product(.leastNormalMagnitude) == 0)
        for value: Float in [1e-30, 3, -3, 1e30, -1e30] {
            #expect(abs(product(value) / (value * 0.5 * Float(inputs)) - 1) < 1e-6)
        }
        var wide = Tensor(zeros: [1, inputs])
        wide[0, 3] = .greatestFiniteMagnitude
        wide[0, 4] = -.greatestFiniteMagnitude
        let balanced = matrix.products(of: wide, kernel: kernel)
        #expect(abs(balanced[0, 0]) <= .greatestFiniteMagnitude / 200)
    }

    @Test func threadsDoNotChangeTheResult() throws {
        let matrix = try QuantizedMatrix(quantizing: fractions([1_030, 600]))
        let x = fractions([40, 600], seed: 2)
        let results = [1, 2, 3].map { count in
            Threads.withCount(count) { matrix.products(of: x) }
        }
        #expect(results[0] == results[1] && results[1] == results[2])
    }

    /// Products of floats are what quantised ones come near to.
    @Test func quantizationErrorIsSmall() throws {
        let (x, w) = (fractions([9, 300]), fractions([50, 300], seed: 2))
        let exact = x.matrixProduct(w, transposeOther: true)
        let y = try QuantizedMatrix(quantizing: w).products(of: x)
        #expect(distance(y, exact) < 0.01)
    }

    @Test func emptyShapes() throws {
        let matrix = try QuantizedMatrix(quantizing: Tensor(zeros: [3, 0]))
        let bias = Tensor([1, 2, 3])
        #expect(
            matrix.products(of: Tensor(zeros: [2, 0]), bias: bias).elements == [1, 2, 3, 1, 2, 3]
        )
        #expect(matrix.dequantized().shape == [3, 0])
        let none = try QuantizedMatrix(quantizing: Tensor(zeros: [0, 3]))
        #expect(none.products(of: Tensor(zeros: [2, 3])).shape == [2, 0])
        #expect(none.products(of: Tensor(zeros: [0, 3])).shape == [0, 0])
    }
}
