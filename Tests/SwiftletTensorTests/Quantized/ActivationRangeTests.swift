import SwiftletBase
import SwiftletTensor
import TestSupport
import Testing

/// Fixed ranges of activations: how they are found, and what becomes of rows in them.
@Suite struct ActivationRangeTests {
    // MARK: - Ranges

    static let cases = ["normal", "outlier", "gelu", "heavy", "positive", "negative"]

    /// Those of ONNX Runtime's calibrators: Fixtures/quantized/make_ranges.py.
    @Test(
        arguments: cases,
        [.minMax, .percentile(99.99), .percentile(99), .percentile(90), .entropy]
            as [CalibrationMethod]
    )
    func rangesAreThoseOfONNXRuntime(_ name: String, _ method: CalibrationMethod) throws {
        let file = try SafetensorsFile(from: Fixtures.path("quantized/ranges.safetensors"))
        let x = try file.tensor("\(name).x")
        var key = method.name
        if case .percentile(let percentile) = method { key += "-\(percentile)" }
        let expected = try file.floats("\(name).\(key)", shape: [2])
        var extremes = ActivationExtremes(columns: x.columns)
        extremes.add(x.rows, x.storage.address)
        let whole = try #require(extremes.range())
        var histogram = ActivationHistogram(extremes: whole)
        for number in x.elements { histogram.add(number) }
        let (range, share) = histogram.range(method)
        let tolerance = 1e-5 * max(-whole.lowerBound, whole.upperBound)
        #expect(abs(range.lowerBound - expected[0]) <= tolerance, "\(range) \(expected)")
        #expect(abs(range.upperBound - expected[1]) <= tolerance, "\(range) \(expected)")
        let beyond = x.elements.count { !range.contains($0) }
        #expect(abs(share - Double(beyond) / Double(x.count)) < 2e-4)
        if method == .minMax { #expect(share == 0) }
    }

    private func ranging(
        _ x: Tensor,
        _ method: CalibrationMethod = .minMax,
        leavingOutlierOut: Bool = true
    ) -> ActivationRange? {
        var extremes = ActivationExtremes(columns: x.columns)
        extremes.add(x.rows, x.storage.address)
        return ActivationRange(
            extremes,
            outlierColumn: leavingOutlierOut ? extremes.outlierColumn : nil,
            histogram: nil,
            method
        )
    }

    @Test func theColumnThatWidensTheRangeMostIsLeftOut() throws {
        var x = fractions([30, 12])
        x[4, 7] = -40
        x[9, 2] = 3
        let found = try #require(ranging(x))
        #expect(found.outlierColumn == 7)
        #expect(found.greatest == 3)
        #expect(found.least > -1.1 && found.least < 0)
        x[11, 5] = -41
        // Now two reach as far down, so leaving one of them out gains less than the one that reaches up.
        let other = try #require(ranging(x))
        #expect(other.outlierColumn == 2)
        // 2^15 steps are enough for what is left out.
        x[11, 5] = 0
        x[4, 7] = 1e6
        let wide = try #require(ranging(x))
        #expect(wide.outlierColumn == 7)
        let steps = 1e6 / ((wide.greatest - wide.least) / 255)
        #expect(abs(steps - 32_768) < 1)
    }

    @Test func rangesHoldZeroAndAreNeverEmpty() throws {
        let positive = try #require(ranging(Tensor(repeating: 3, shape: [4, 5])))
        #expect(positive.least == 0 && positive.greatest == 3 && positive.outlierColumn == nil)
        let negative = try #require(ranging(Tensor(repeating: -3, shape: [4, 5])))
        #expect(negative.least == -3 && negative.greatest == 0)
        let zeros = try #require(ranging(Tensor(zeros: [4, 5])))
        #expect(zeros.least == 0 && zeros.greatest == 1)
        for wrong in [Float.nan, .infinity, -.infinity] {
            var x = fractions([4, 5])
            x[2, 1] = wrong
            #expect(ranging(x) == nil)
        }
        var x = fractions([4, 5])
        x[2, 1] = .greatestFiniteMagnitude
        x[2, 2] = -.greatestFiniteMagnitude
        x[3, 3] = .greatestFiniteMagnitude
        x[3, 4] = -.greatestFiniteMagnitude
        #expect(ranging(x) == nil)
    }

    // MARK: - Rows

    @Test(arguments: QuantizedKernelTests.kernels) func kernelsAgree(_ kernel: QuantizedKernel)
        throws
    {
        var seed: UInt32 = 0
        for rows in [1, 5, 13, 33] {
            for (outputs, inputs) in [(1, 1), (15, 3), (17, 5), (63, 64), (130, 67), (48, 193)] {
                seed += 1
                let matrix = try QuantizedMatrix(
                    quantizing: fractions([outputs, inputs], seed: seed)
                )
                // Some beyond the range on either side.
                var x = fractions([rows, inputs], seed: seed + 1_000)
                for row in stride(from: 0, to: rows, by: 3) {
                    x[row, inputs / 2] = row % 2 == 0 ? 1e30 : -1e30
                }
                let narrow = fractions([rows, inputs], seed: seed + 2_000)
                for leavesOut in [false, true] {
                    let range = try #require(ranging(narrow, leavingOutlierOut: leavesOut))
                    let results = [kernel, .portable].map {
                        matrix.products(
                            of: x,
                            within: range,
                            kernel: $0,
                            greatestActivation: kernel.greatestActivation
                        )
                    }
                    #expect(results[0] == results[1], "\(rows) x \(inputs) to \(outputs)")
                }
            }
        }
    }

    /// What is beyond the range counts as its ends, however far beyond it is.
    @Test(arguments: QuantizedKernel.supported)
    func numbersBeyondTheRangeSaturate(_ kernel: QuantizedKernel) throws {
        let inputs = 37
        var narrow = Tensor(zeros: [2, inputs])
        for column in 0..<inputs {
            narrow[0, column] = 2
            narrow[1, column] = -1
        }
        let range = try #require(ranging(narrow))
        #expect(range.outlierColumn == nil)
        let matrix = try QuantizedMatrix(quantizing: fractions([20, inputs]))
        for (value, end) in [
            (2.5, 2), (1e3, 2), (1e9, 2), (1e38, 2), (-1.5, -1), (-1e4, -1), (-1e10, -1),
            (-1e38, -1),
        ] as [(Float, Float)] {
            let results = [value, end].map { value in
                matrix.products(
                    of: Tensor(repeating: value, shape: [3, inputs]),
                    within: range,
                    kernel: kernel
                )
            }
            #expect(results[0] == results[1], "\(value)")
        }
    }

    /// Inputs of the column that is left out have 16 bits, and saturate at 2^15 steps.
    @Test(arguments: QuantizedKernel.supported)
    func theColumnLeftOutHasSixteenBits(_ kernel: QuantizedKernel) throws {
        let inputs = 75
        let matrix = try QuantizedMatrix(quantizing: fractions([20, inputs], seed: 3))
        let exact = matrix.dequantized()
        for place in [0, 3, 31, 64, 74] {
            var x = fractions([6, inputs], seed: 7)
            for row in 0..<6 { x[row, place] = Float(row - 3) * 30 }
            let range = try #require(ranging(x))
            #expect(range.outlierColumn == place)
            let y = matrix.products(of: x, within: range, kernel: kernel)
            let expected = x.matrixProduct(exact, transposeOther: true)
            let step = 2 / Float(kernel.greatestActivation)
            for row in 0..<6 {
                for output in 0..<20 {
                    #expect(abs(y[row, output] - expected[row, output]) < 5 * step)
                }
            }
            for sign: Float in [1, -1] {
                var far = Tensor(zeros: [2, inputs])
                far[0, place] = sign * 1e30
                far[1, place] = sign * 40_000 * (range.greatest - range.least)
                let saturated = matrix.products(of: far, within: range, kernel: kernel)
                #expect(saturated.elements[..<20] == saturated.elements[20...])
                #expect(saturated[0, 0].isFinite && saturated[0, 0] != 0)
            }
        }
    }

    @Test(arguments: QuantizedKernel.supported)
    func rowsThatAreNotFiniteGiveNaN(_ kernel: QuantizedKernel) throws {
        let matrix = try QuantizedMatrix(quantizing: fractions([20, 19]))
        let range = try #require(ranging(fractions([3, 19])))
        let clean = matrix.products(of: fractions([3, 19]), within: range, kernel: kernel)
        for place in [0, 7, 15, 18] {
            for value in [Float.nan, .infinity, -.infinity] {
                var x = fractions([3, 19])
                x[1, place] = value
                let y = matrix.products(of: x, within: range, kernel: kernel)
                for output in 0..<20 {
                    #expect(y[0, output] == clean[0, output])
                    #expect(y[1, output].isNaN)
                    #expect(y[2, output] == clean[2, output])
                }
            }
        }
    }

    // MARK: - Saving

    @Test func savedRangesAreTheSame() throws {
        var x = fractions([30, 12])
        x[4, 7] = -40
        for leavesOut in [false, true] {
            let range = try #require(ranging(x, leavingOutlierOut: leavesOut))
            var writer = SafetensorsWriter()
            writer.add("layer", range)
            let file = try SafetensorsFile(bytes: writer.encoded())
            #expect(try ActivationRange(from: file, named: "layer", inputs: 12) == range)
            #expect(file.contains("layer.outlier") == leavesOut)
        }
    }

    @Test func damagedRangesAreRefused() throws {
        func problem(_ numbers: [Float], column: Int32? = nil) -> FormatError? {
            var writer = SafetensorsWriter()
            writer.add("layer.range", Tensor(numbers))
            if let column { writer.add("layer.outlier", [column], shape: [1]) }
            do {
                let file = try SafetensorsFile(bytes: writer.encoded())
                _ = try ActivationRange(from: file, named: "layer", inputs: 4)
                return nil
            } catch {
                return error as? FormatError
            }
        }
        #expect(problem([-1, 2, 0]) == nil)
        #expect(problem([-1, 2, 0.5], column: 3) == nil)
        for wrong in [
            [0, 0, 0], [.nan, 1, 0], [-1, .nan, 0], [-.infinity, 1, 0], [-1, .infinity, 0],
            [1, 2, 0],
            [-2, -1, 0], [2, -1, 0], [-.greatestFiniteMagnitude, .greatestFiniteMagnitude, 0],
            [0, .leastNormalMagnitude, 0], [-1, 2, -0.5], [-1, 2, 1.5], [-1, 2, .nan],
        ] as [[Float]] {
            let found = problem(wrong)
            #expect(found?.place == .tensor("layer.range"), "\(wrong)")
            #expect(found?.remedy == "Quantise the model again")
        }
        for count in [[Float](), [1], [-1, 2], [-1, 2, 0, 0]] {
            #expect(problem(count)?.problem.contains("shape") == true)
        }
        for column in [-1, 4, .max, .min] as [Int32] {
            #expect(problem([-1, 2, 0], column: column)?.place == .tensor("layer.outlier"))
        }
        let none = #expect(throws: FormatError.self) {
            try ActivationRange(
                from: SafetensorsFile(bytes: SafetensorsWriter().encoded()),
                named: "layer",
                inputs: 4
            )
        }
        #expect(none?.place == .tensor("layer.range"))
    }
}
