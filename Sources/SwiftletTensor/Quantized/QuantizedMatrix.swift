import SwiftletBase

/// The weights of a linear layer `[outputs, inputs]` as 8-bit integers, one scale for each output.
///
///     let quantized = try QuantizedMatrix(quantizing: weights)
///     let y = x.matrixProduct(transposing: quantized, bias: bias)     // x weights^T + bias
///
/// `w = scale * q` with `q` from -127 to 127 and `scale = max |w| / 127` over an output's weights
/// (symmetric, by channel). In a product the activations are quantised on the fly, each row by
/// itself, to integers from 0 to 255 with a scale and a zero point (asymmetric, dynamic); the one of the
/// greatest magnitude, which is often far from the others, has an integer of 16 bits instead. The sums
/// of the integers' products are exact, so processors give the same result; where one has AMX, AVX-512
/// VNNI, AVX-VNNI or the dot products of NEON, they are used: see ``Kernels``. One that has AVX2 and none
/// of these takes integers from 0 to 127, as PyTorch does on x86-64, which its instructions multiply
/// exactly in less time: its results differ a little from the others'.
///
/// It takes a quarter of the memory of floats. At most ``maximumInputs`` inputs.
public struct QuantizedMatrix: Sendable {
    /// The most inputs whose products are sure to have a sum of less than 2^31: 65,536.
    public static let maximumInputs = 1 << 16

    public let outputs: Int
    public let inputs: Int
    /// The scale of each output, `[outputs]`.
    public let scales: Tensor

    /// Panels of 16 outputs, each of `depth` blocks `[16 outputs, 4 inputs]`, zeros where there are
    /// no further outputs or inputs: the one layout that all the kernels take.
    let panels: Storage<Int8>
    /// The sum of each output's integers, and zeros up to a whole panel.
    let columnSums: Storage<Int32>
    let pairOrder = LazyValue<PairOrder>()

    init(
        outputs: Int,
        inputs: Int,
        scales: Tensor,
        panels: Storage<Int8>,
        columnSums: Storage<Int32>
    ) {
        self.outputs = outputs
        self.inputs = inputs
        self.scales = scales
        self.panels = panels
        self.columnSums = columnSums
    }

    /// Quantises weights `[outputs, inputs]`.
    ///
    /// An output whose scale would be below the least normal `Float` counts as zeros.
    ///
    /// - Throws: `QuantizationError` when a weight is NaN or infinite, or there are too many inputs.
    public init(quantizing weights: Tensor) throws(QuantizationError) {
        precondition(
            weights.shape.count == 2,
            "Weights of shape \(weights.shape), where [outputs, inputs] is expected."
        )
        let (outputs, inputs) = (weights.rows, weights.columns)
        guard inputs <= Self.maximumInputs else { throw .tooManyInputs(inputs) }
        let scales = try QuantizedRow.scales(of: weights)
        let panels = Storage<Int8>(zeros: Self.panelShape(outputs, inputs).reduce(1, *))
        let columnSums = Storage<Int32>(zeros: Self.paddedOutputs(outputs))
        let depth = Self.depth(inputs)
        nonisolated(unsafe) let sums = columnSums.address
        nonisolated(unsafe) let target = panels.address
        nonisolated(unsafe) let (x, scale) = (weights.storage.address, scales.storage.address)
        Threads.split(outputs, minimumPart: max(1, (1 << 16) / max(1, inputs))) { _, range in
            for output in range where scale[output] > 0 {
                let factor = 1 / scale[output]
                let x = x + output * inputs
                let target = target + (output / 16 * depth * 64 + output % 16 * 4)
                var sum: Int32 = 0
                for input in 0..<inputs {
                    let value = QuantizedRow.quantize(x[input], factor: factor)
                    target[input / 4 * 64 + input % 4] = value
                    sum += Int32(value)
                }
                sums[output] = sum
            }
        }
        self.init(
            outputs: outputs,
            inputs: inputs,
            scales: scales,
            panels: panels,
            columnSums: columnSums
        )
    }

    /// The weights `[outputs, inputs]` that the integers stand for.
    public func dequantized() -> Tensor {
        let result = Tensor(uninitialized: [outputs, inputs])
        nonisolated(unsafe) let (y, scale) = (result.storage.address, scales.storage.address)
        nonisolated(unsafe) let panels = panels.address
        let (inputs, depth) = (inputs, Self.depth(inputs))
        Threads.split(outputs, minimumPart: max(1, (1 << 16) / max(1, inputs))) { _, range in
            for output in range {
                let panel = panels + (output / 16 * depth * 64 + output % 16 * 4)
                for input in 0..<inputs {
                    let value = Float(panel[input / 4 * 64 + input % 4])
                    y[output * inputs + input] = scale[output] * value
                }
            }
        }
        return result
    }

    /// How many blocks of four inputs a panel has.
    static func depth(_ inputs: Int) -> Int { (inputs + 3) / 4 }

    static func panelShape(_ outputs: Int, _ inputs: Int) -> [Int] {
        [(outputs + 15) / 16, depth(inputs), 16, 4]
    }

    static func paddedOutputs(_ outputs: Int) -> Int { (outputs + 15) / 16 * 16 }
}
