import SwiftletBase
import SwiftletTensor

/// The weights of an LSTM in one direction, in the layout of this library, imported from the two
/// common ones.
///
/// The four gates stand in the order input, forget, cell, output, which Keras (`i, f, c, o`) and
/// PyTorch (`i, f, g, o`) share; what differs is which way the matrices lie, and that PyTorch has
/// two biases, of which only the sum counts.
public struct LSTMWeights: Sendable, Equatable {
    /// `[4 units, inputs]`
    public let input: Tensor
    /// `[4 units, units]`
    public let recurrent: Tensor
    /// `[4 units]`
    public let bias: Tensor

    /// The width of the hidden state.
    public var units: Int { recurrent.columns }
    /// The width of an input.
    public var inputs: Int { input.columns }

    /// From PyTorch's `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0` and `bias_hh_l0`.
    public init(weightIH: Tensor, weightHH: Tensor, biasIH: Tensor, biasHH: Tensor) {
        self.init(input: weightIH, recurrent: weightHH, bias: biasIH + biasHH)
    }

    /// From Keras' `kernel`, `[inputs, 4 units]`, `recurrent_kernel`, `[units, 4 units]`, and `bias`.
    public init(kernel: Tensor, recurrentKernel: Tensor, bias: Tensor) {
        self.init(
            input: kernel.transposed(),
            recurrent: recurrentKernel.transposed(),
            bias: bias
        )
    }

    /// Weights drawn as Keras draws them: Glorot's uniform distribution for the inputs, an
    /// orthogonal matrix for the recurrent part, ones for the forget gate's bias.
    ///
    /// - Throws: `LinearAlgebraError` when memory runs out.
    public init(
        inputs: Int,
        units: Int,
        using generator: inout PCG64
    ) throws(LinearAlgebraError) {
        self.init(
            input: Initializers.glorotUniform(
                [4 * units, inputs],
                inputs: inputs,
                outputs: 4 * units,
                using: &generator
            ),
            recurrent: try Initializers.orthogonal(
                rows: 4 * units,
                columns: units,
                using: &generator
            ),
            bias: Initializers.unitForgetBias(units: units)
        )
    }

    /// - Parameters:
    ///   - input: `[4 units, inputs]`
    ///   - recurrent: `[4 units, units]`
    ///   - bias: `[4 units]`
    public init(input: Tensor, recurrent: Tensor, bias: Tensor) {
        let gates = input.shape.first ?? 0
        precondition(
            input.shape.count == 2 && recurrent.shape == [gates, gates / 4]
                && bias.shape == [gates] && gates % 4 == 0,
            "LSTM weights of shapes \(input.shape), \(recurrent.shape) and \(bias.shape) do not fit."
        )
        (self.input, self.recurrent, self.bias) = (input, recurrent, bias)
    }
}
