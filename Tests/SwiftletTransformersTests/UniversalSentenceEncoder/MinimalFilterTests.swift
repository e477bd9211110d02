import SwiftletTensor
import SwiftletTransformers
import TestSupport
import Testing

@Suite struct MinimalFilterTests {
    private func numbers(_ count: Int, seed: UInt64) -> [Float] {
        var generator = PCG64(seed: seed)
        return (0..<count).map { _ in Float(generator.normal()) }
    }

    private func withRows(
        _ x: [Float],
        _ count: Int,
        _ columns: Int,
        _ body: (UnsafePointer<UnsafePointer<Float>>) -> Void
    ) {
        x.withUnsafeBufferPointer { x in
            body((0..<count).map { x.baseAddress! + $0 * columns })
        }
    }

    @Test(arguments: KernelTests.widths, [1, 3, 8, 17, 40])
    func rowsAreCombined(_ width: Int, _ columns: Int) {
        for inputs in 1...10 {
            let x = numbers(inputs * columns, seed: 1)
            let coefficients = numbers(3 * inputs, seed: 2)
            let (bias, residual) = (numbers(columns, seed: 3), numbers(3 * columns, seed: 4))
            let combination = RowCombination(coefficients, inputs: inputs)
            let sums = (0..<3).map { output in
                (0..<columns).map { column in
                    (0..<inputs).reduce(0.0) {
                        $0 + Double(coefficients[output * inputs + $1] * x[$1 * columns + column])
                    }
                }
            }
            for finishes in [false, true] {
                // Between the rows, and in that of the output that is not asked for, nothing changes.
                let stride = columns + 2
                var y = [Float](repeating: 7, count: 3 * stride)
                withRows(x, inputs, columns) { rows in
                    bias.withUnsafeBufferPointer { bias in
                        residual.withUnsafeBufferPointer { residual in
                            combination.write(
                                columns,
                                rows,
                                outputs: 2,
                                finish: finishes
                                    ? RowCombination.Finish(
                                        bias: bias.baseAddress!,
                                        residual: residual.baseAddress!,
                                        stride: columns
                                    ) : nil,
                                into: &y,
                                stride: stride,
                                vectorWidth: width
                            )
                        }
                    }
                }
                var expected = [Float](repeating: 7, count: 3 * stride)
                for output in 0..<2 {
                    for column in 0..<columns {
                        var value = sums[output][column]
                        if finishes {
                            value = max(value + Double(bias[column]), 0)
                            value += Double(residual[output * columns + column])
                        }
                        expected[output * stride + column] = Float(value)
                    }
                }
                expectClose(y, expected, tolerance: 1e-5)
            }
        }
    }

    @Test(arguments: KernelTests.widths) func numbersThatAreNoneStay(_ width: Int) {
        let numbers: [Float] = [.nan, 1, -1, .infinity]
        let zeros = [Float](repeating: 0, count: 4)
        var y = zeros
        withRows(numbers, 1, 4) { rows in
            zeros.withUnsafeBufferPointer { zeros in
                RowCombination([1], inputs: 1).write(
                    4,
                    rows,
                    finish: RowCombination.Finish(
                        bias: zeros.baseAddress!,
                        residual: zeros.baseAddress!,
                        stride: 0
                    ),
                    into: &y,
                    stride: 4,
                    vectorWidth: width
                )
            }
        }
        #expect(y[0].isNaN)
        #expect(Array(y[1...]) == [1, 0, .infinity])
    }

    /// Four outputs, by the definition in Double and by the filter, of vectors of inputs and
    /// matrices of weights.
    @Test(arguments: 1...MinimalFilter.mostPlaces) func outputsAreThoseOfTheDefinition(
        _ places: Int
    ) throws {
        let filter = try #require(MinimalFilter(places: places))
        #expect(filter.products == places + 3)
        let width = 16
        let inputs = numbers(filter.products * width, seed: 5)
        let weights = numbers(places * width * width, seed: 6)
        let combinedWeights = filter.combine(weights, size: width * width)
        #expect(combinedWeights.shape == [filter.products, width * width])
        var combined = [Float](repeating: 0, count: filter.products * width)
        filter.inputs.write(width, inputs, distance: width, into: &combined, stride: width)
        let products = (0..<filter.products).flatMap { product in
            (0..<width).map { column in
                Float(
                    (0..<width).reduce(0.0) {
                        $0 + Double(combined[product * width + $1])
                            * Double(
                                combinedWeights.elements[(product * width + $1) * width + column]
                            )
                    }
                )
            }
        }
        var outputs = [Float](repeating: 0, count: MinimalFilter.outputs * width)
        filter.results.write(width, products, distance: width, into: &outputs, stride: width)
        let expected = (0..<MinimalFilter.outputs).flatMap { output in
            (0..<width).map { column in
                var sum = 0.0
                for place in 0..<places {
                    for row in 0..<width {
                        sum +=
                            Double(inputs[(output + place) * width + row])
                            * Double(weights[(place * width + row) * width + column])
                    }
                }
                return Float(sum)
            }
        }
        expectClose(outputs, expected, tolerance: 1e-5 * Float(places * width).squareRoot())
    }

    @Test func wideWindowsHaveNone() {
        #expect(MinimalFilter(places: MinimalFilter.mostPlaces + 1) == nil)
    }
}
