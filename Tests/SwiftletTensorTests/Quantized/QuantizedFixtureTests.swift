import SwiftletBase
import SwiftletTensor
import TestSupport
import Testing

/// Compares with PyTorch's quantised numbers and NumPy's products of integers:
/// Fixtures/quantized/make_quantized.py.
@Suite struct QuantizedFixtureTests {
    static let cases = ["wide", "odd", "single"]

    let file: SafetensorsFile

    init() throws {
        file = try SafetensorsFile(from: Fixtures.path("quantized/quantized.safetensors"))
    }

    @Test(arguments: cases) func weights(_ name: String) throws {
        let matrix = try QuantizedMatrix(quantizing: file.tensor("\(name).w"))
        let scales = try file.tensor("\(name).w.scales")
        let integers = try file.tensor("\(name).w.integers")
        #expect(matrix.scales == scales)
        var expected = integers
        for row in 0..<expected.rows {
            for column in 0..<expected.columns { expected[row, column] *= scales[row] }
        }
        #expect(matrix.dequantized() == expected)
        let table = try QuantizedTable(quantizing: file.tensor("\(name).w"))
        #expect(table.scales == scales)
        #expect(table.dequantized() == expected)
    }

    @Test(arguments: cases, [127, 255] as [Int32])
    func activations(_ name: String, _ greatest: Int32) throws {
        let x = try file.tensor("\(name).x")
        let rows = QuantizedRows(kernel: .portable, greatestActivation: greatest)
        rows.quantize(x)
        let prefix = "\(name).\(greatest)"
        let expected = try file.bytes("\(prefix).integers")
        for row in 0..<x.rows {
            let values = UnsafeBufferPointer(
                start: rows.values + row * rows.stride,
                count: x.columns
            )
            #expect(Array(values) == Array(expected[row * x.columns..<(row + 1) * x.columns]))
        }
        let scales = UnsafeBufferPointer(start: rows.scales, count: x.rows)
        #expect(try Array(scales) == file.floats("\(prefix).scales"))
        let forms = UnsafeBufferPointer(start: rows.forms, count: x.rows)
        #expect(try forms.map(\.zero_point) == file.int32s("\(prefix).zero_points"))
        #expect(try forms.map(\.outlier) == file.int32s("\(prefix).outliers"))
        #expect(try forms.map(\.outlier_index) == file.int32s("\(prefix).outlier_indices"))
    }

    @Test(arguments: cases, QuantizedKernel.supported)
    func products(_ name: String, _ kernel: QuantizedKernel) throws {
        let matrix = try QuantizedMatrix(quantizing: file.tensor("\(name).w"))
        let x = try file.tensor("\(name).x")
        let prefix = "\(name).\(kernel.greatestActivation)"
        let linear = matrix.products(of: x, kernel: kernel)
        #expect(distance(linear, try file.tensor("\(prefix).linear")) < 2e-7)
        let finished = matrix.products(
            of: x,
            bias: try file.tensor("\(name).bias"),
            activation: .gelu,
            residual: try file.tensor("\(name).residual"),
            kernel: kernel
        )
        #expect(distance(finished, try file.tensor("\(prefix).finished")) < 1e-6)
    }

    /// The sums of integers, seen through scales of 1.
    @Test(arguments: cases, QuantizedKernel.supported)
    func sumsAreExact(_ name: String, _ kernel: QuantizedKernel) throws {
        let x = try file.tensor("\(name).x")
        let integers = try file.int8s("\(name).w.integers")
        let shape = try file.shape(of: "\(name).w")
        let rows = QuantizedRows(kernel: kernel)
        rows.quantize(x)
        let sums = productSums(rows, integers, outputs: shape[0])
        #expect(try sums == file.int32s("\(name).\(kernel.greatestActivation).sums"))
    }

    @Test(arguments: QuantizedKernel.supported) func gelu(_ kernel: QuantizedKernel) throws {
        let x = try file.tensor("gelu.x")
        let expected = try file.tensor("gelu.y")
        // A product that is 0, so that the bias alone goes through the activation.
        let matrix = try QuantizedMatrix(quantizing: Tensor(zeros: [x.count, 1]))
        let y = matrix.products(
            of: Tensor(zeros: [1, 1]),
            bias: x,
            activation: .gelu,
            kernel: kernel
        )
        for index in 0..<x.count {
            let error = abs(y[0, index] - expected[index]) / max(1, abs(x[index]))
            #expect(error < 1e-6, "at \(x[index])")
        }
    }
}
