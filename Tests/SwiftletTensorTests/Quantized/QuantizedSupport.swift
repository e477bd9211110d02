import CEmulatedTiles
import SwiftletBase
import SwiftletTensor

extension QuantizedKernel {
    /// The kernels that this machine has, the Swift one among them.
    static let supported = allCases.filter(\.isSupported)
}

extension QuantizedRows {
    func quantize(_ x: Tensor, within range: ActivationRange? = nil) {
        x.withUnsafeBufferPointer { quantize(x.rows, x.columns, $0.baseAddress!, within: range) }
    }
}

extension QuantizedMatrix {
    /// The products of the rows of `x` by a given kernel.
    ///
    /// - Parameters:
    ///   - range: nil for one of each row's own.
    ///   - greatestActivation: nil for what the kernel asks for.
    func products(
        of x: Tensor,
        within range: ActivationRange? = nil,
        bias: Tensor? = nil,
        activation: FusedActivation = .none,
        residual: Tensor? = nil,
        kernel: QuantizedKernel,
        greatestActivation: Int32? = nil
    ) -> Tensor {
        let rows = QuantizedRows(kernel: kernel, greatestActivation: greatestActivation)
        rows.quantize(x, within: range)
        var y = Tensor(repeating: .nan, shape: [x.rows, outputs])
        y.withUnsafeMutableBufferPointer { y in
            multiply(
                rows,
                bias: bias.map { UnsafePointer($0.storage.address) },
                activation: activation,
                residual: residual.map { UnsafePointer($0.storage.address) },
                into: y.baseAddress!
            )
        }
        return withExtendedLifetime((bias, residual)) { y }
    }
}

/// The sums `[rows, outputs]` of the products of quantised rows with integers `[outputs, inputs]`, by
/// the rows' kernel or by the emulated one for AMX, tile by tile.
func productSums(
    _ x: QuantizedRows,
    _ weights: [Int8],
    outputs: Int,
    emulatingTiles: Bool = false
) -> [Int32] {
    let (inputs, depth) = (x.inputs, (x.inputs + 3) / 4)
    let panels = (outputs + 15) / 16
    var packed = [Int8](repeating: 0, count: panels * depth * 64)
    var columnSums = [Int32](repeating: 0, count: panels * 16)
    for output in 0..<outputs {
        for input in 0..<inputs {
            let weight = weights[output * inputs + input]
            let place = (output / 16 * depth + input / 4) * 64 + output % 16 * 4 + input % 4
            packed[place] = weight
            columnSums[output] += Int32(weight)
        }
    }
    // With however few rows.
    let kernel = x.kernel.fitting(rows: .max, depth: depth)
    let maximumPanels = emulatingTiles ? 5 : kernel.maximumPanels
    let order =
        kernel == .avx2 ? PairOrder(panels: panels, depth: depth, weights: packed) : nil
    var result = [Int32](repeating: 0, count: x.rows * outputs)
    var sums = [Int32](repeating: 0, count: x.rows * 16 * panels)
    var generator = PCG64(seed: 1)
    var row = 0
    while row < x.rows {
        let rows = 1 + Int(generator.next() % UInt64(x.rows - row))
        var panel = 0
        while panel < panels {
            let most = min(panels - panel, maximumPanels)
            let count = 1 + Int(generator.next() % UInt64(most))
            packed.withUnsafeBufferPointer { packed in
                let weights = packed.baseAddress! + panel * depth * 64
                let activations = x.values + row * x.stride
                let sumsOfColumns = Array(columnSums[(panel * 16)...])
                if emulatingTiles {
                    return emulated_int8_products(
                        Int32(rows),
                        Int32(count),
                        depth,
                        activations,
                        x.stride,
                        weights,
                        x.forms + row,
                        sumsOfColumns,
                        &sums,
                        16 * count
                    )
                }
                kernel.multiply(
                    rows: rows,
                    panels: count,
                    depth: depth,
                    activations: activations,
                    weights: weights,
                    plainPairs: order?.plainCounts[panel] ?? 0,
                    pairs: order.map { Array($0.pairs[(panel * (depth / 2))...]) },
                    forms: x.forms + row,
                    columnSums: sumsOfColumns,
                    ahead: packed.baseAddress!,
                    aheadBytes: 64 * depth,
                    into: &sums,
                    sumStride: 16 * count
                )
            }
            for r in 0..<rows {
                for column in 0..<min(16 * count, outputs - 16 * panel) {
                    let sum = sums[r * 16 * count + column]
                    result[(row + r) * outputs + 16 * panel + column] = sum
                }
            }
            panel += count
        }
        row += rows
    }
    return result
}
