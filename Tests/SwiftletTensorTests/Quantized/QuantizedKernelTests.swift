import SwiftletBase
import SwiftletTensor
import TestSupport
import Testing

/// Compares the kernels that this machine has with the Swift one, to the bit.
@Suite struct QuantizedKernelTests {
    static let kernels = QuantizedKernel.supported.filter { $0 != .portable }

    @Test(arguments: kernels) func agreeOnEveryShape(_ kernel: QuantizedKernel) throws {
        var seed: UInt32 = 0
        let shapes = [
            (1, 1), (15, 3), (16, 4), (17, 5), (63, 64), (130, 67), (48, 124), (33, 192),
        ]
        for rows in [1, 2, 3, 5, 6, 7, 8, 9, 13, 32, 33, 70, 130] {
            for (outputs, inputs) in shapes {
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
                            kernel: $0,
                            greatestActivation: kernel.greatestActivation
                        )
                    }
                    #expect(results[0] == results[1], "\(rows) x \(inputs) to \(outputs)")
                }
                let results = [kernel, .portable].map {
                    matrix.products(
                        of: x,
                        kernel: $0,
                        greatestActivation: kernel.greatestActivation
                    )
                }
                #expect(results[0] == results[1], "\(rows) x \(inputs) to \(outputs)")
            }
        }
    }

    /// The kernel for AMX, with tiles of its own, and the Swift one, on every number of rows of two tiles
    /// and a third, of panels, and of blocks beyond whole tiles.
    @Test func emulatedTilesAgreeOnEveryShape() {
        var generator = PCG64(seed: 3)
        for count in Array(1...34) + [63, 64, 65, 97, 128] {
            for (outputs, inputs) in [(1, 64), (17, 61), (40, 67), (80, 124), (33, 256)] {
                let x = QuantizedRows(kernel: .portable)
                x.quantize(fractions([count, inputs], seed: UInt32(count + inputs)))
                let weights = (0..<outputs * inputs).map { _ in
                    Int8(truncatingIfNeeded: generator.next())
                }
                let sums = productSums(x, weights, outputs: outputs, emulatingTiles: true)
                #expect(
                    sums == productSums(x, weights, outputs: outputs),
                    "\(count) x \(inputs) to \(outputs)"
                )
            }
        }
    }

    /// Sums at the very limit of 32 bits, and four products beyond 16 bits.
    @Test(arguments: QuantizedKernel.supported, [-128, -127, 127] as [Int8])
    func extremesAreExact(_ kernel: QuantizedKernel, _ weight: Int8) {
        let greatest = kernel.greatestActivation
        for inputs in [1, 5, 768, QuantizedMatrix.maximumInputs] {
            let rows = QuantizedRows(kernel: kernel)
            // All the greatest with zero point 0; all 0 with the greatest zero point; both alternating.
            var x = Tensor(repeating: Float(greatest), shape: [3, inputs])
            for input in 0..<inputs {
                x[1, input] = -Float(greatest)
                x[2, input] = input % 2 == 0 ? Float(greatest) : 0
            }
            rows.quantize(x)
            let outputs = 18
            let sums = productSums(
                rows,
                [Int8](repeating: weight, count: outputs * inputs),
                outputs: outputs
            )
            // A single number is an outlier alone, of 2^15.
            let product = (inputs == 1 ? 1 << 15 : greatest) * Int32(weight)
            let expected = [Int32(inputs), -Int32(inputs), Int32((inputs + 1) / 2)].flatMap {
                [Int32](repeating: $0 * product, count: outputs)
            }
            #expect(sums == expected, "\(inputs) inputs")
        }
    }

    /// Weights about as large as four may be for AVX2 to sum their products in 16 bits, in blocks of each
    /// kind and a last one without a partner.
    @Test(arguments: QuantizedKernel.supported)
    func sumsAtTheLimitOfSixteenBitsAreExact(_ kernel: QuantizedKernel) {
        let (outputs, inputs) = (16, 44)
        let rows = QuantizedRows(kernel: kernel)
        let x = Tensor(repeating: 1, shape: [5, inputs])
        rows.quantize(x)
        for largest: Int8 in [64, 65] {
            for sign: Int8 in [1, -1] {
                var weights = [Int8](repeating: 0, count: outputs * inputs)
                for output in 0..<outputs {
                    for input in 0..<inputs where input / 8 % 3 != 1 {
                        // Inputs 0, 1, 4 and 5 of a pair of blocks have 258 in all, or more.
                        let isLarger = input % 8 == 4
                        weights[output * inputs + input] = sign * (isLarger ? 66 : largest)
                    }
                }
                let sums = productSums(rows, weights, outputs: outputs)
                for row in 0..<x.rows {
                    for output in 0..<outputs {
                        let own = weights[output * inputs..<(output + 1) * inputs]
                        let sum = own.reduce(0) { $0 + Int32($1) }
                        #expect(
                            sums[row * outputs + output] == sum * kernel.greatestActivation
                        )
                    }
                }
            }
        }
    }

    /// An outlier of a row has 16 bits, wherever it stands and whatever its sign, and the others have all
    /// of theirs for what is left.
    @Test(arguments: QuantizedKernel.supported)
    func outliersDoNotCoarsenTheOthers(_ kernel: QuantizedKernel) throws {
        let inputs = 75
        let weights = fractions([20, inputs])
        let matrix = try QuantizedMatrix(quantizing: weights)
        let exactWeights = matrix.dequantized()
        for place in [0, 1, 2, 3, 31, 63, 64, 74] {
            for outlier: Float in [90, -90] {
                var x = fractions([2, inputs], seed: 7)
                x[1, place] = outlier
                let y = matrix.products(of: x, kernel: kernel)
                let expected = x.matrixProduct(exactWeights, transposeOther: true)
                let step = 2 / Float(kernel.greatestActivation)
                for output in 0..<20 {
                    // Half a step for each number, of a weight of at most 1, would be far more.
                    #expect(abs(y[1, output] - expected[1, output]) < 4 * step)
                }
            }
        }
    }

    /// Of numbers of the same magnitude the greatest is the outlier, and the first of these.
    @Test(arguments: QuantizedKernel.supported)
    func theOutlierIsTheFirstOfTheGreatest(_ kernel: QuantizedKernel) {
        for inputs in [3, 19, 64, 200, 321] {
            for place in [1, inputs / 2, inputs - 2] {
                var x = Tensor(zeros: [4, inputs])
                for input in place..<inputs { x[0, input] = 3 }
                for input in place..<inputs { x[1, input] = -3 }
                x[2, place - 1] = -3
                x[2, place] = 3
                x[3, place] = -5
                x[3, place + 1] = 4
                let rows = QuantizedRows(kernel: kernel)
                rows.quantize(x)
                let signs: [Int32] = [1, -1, 1, -1]
                for row in 0..<4 {
                    #expect(Int(rows.forms[row].outlier_index) == place)
                    #expect(rows.forms[row].outlier.signum() == signs[row])
                }
                // What is left of the last row is from 0 to 4.
                #expect(rows.scales[3] == 4 / Float(kernel.greatestActivation))
            }
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
            Threads.withCount(count) { x.matrixProduct(transposing: matrix) }
        }
        #expect(results[0] == results[1] && results[1] == results[2])
    }

    /// Products of floats are what quantised ones come near to.
    @Test func quantizationErrorIsSmall() throws {
        let (x, w) = (fractions([9, 300]), fractions([50, 300], seed: 2))
        let exact = x.matrixProduct(w, transposeOther: true)
        let y = try x.matrixProduct(transposing: QuantizedMatrix(quantizing: w))
        #expect(distance(y, exact) < 0.01)
    }

    @Test func emptyShapes() throws {
        let matrix = try QuantizedMatrix(quantizing: Tensor(zeros: [3, 0]))
        let bias = Tensor([1, 2, 3])
        #expect(
            Tensor(zeros: [2, 0]).matrixProduct(transposing: matrix, bias: bias).elements == [
                1, 2, 3, 1, 2, 3,
            ]
        )
        #expect(matrix.dequantized().shape == [3, 0])
        let none = try QuantizedMatrix(quantizing: Tensor(zeros: [0, 3]))
        #expect(Tensor(zeros: [2, 3]).matrixProduct(transposing: none).shape == [2, 0])
        #expect(Tensor(zeros: [0, 3]).matrixProduct(transposing: none).shape == [0, 0])
    }
}
