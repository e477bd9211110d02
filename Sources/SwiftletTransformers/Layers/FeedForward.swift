/// The position-wise feed-forward network of an encoder layer: a linear layer to the intermediate
/// size, an activation, and a linear layer back.
package struct FeedForward: Sendable {
    /// `[hidden, intermediate]`
    package var intermediate = Linear.unset
    /// `[intermediate, hidden]`
    package var output = Linear.unset
    package let activation: Linear.Activation

    package init(activation: Linear.Activation) { self.activation = activation }

    /// Writes `y`, `[rows, hidden]`, for `x`, `[rows, hidden]`.
    func forward(
        _ rows: Int,
        _ x: UnsafePointer<Float>,
        workspace: EncoderWorkspace,
        record: EncoderLayer.Record,
        into y: UnsafeMutablePointer<Float>
    ) {
        let count = rows * intermediate.outputs
        let narrowRows = workspace.narrowRows
        let states = record.intermediate.reserve(count)
        guard record.isKept else {
            intermediate(
                rows,
                x,
                activation: activation,
                narrowRows: narrowRows,
                into: states
            )
            return output(rows, states, narrowRows: narrowRows, into: y)
        }
        intermediate(rows, x, narrowRows: narrowRows, into: states)
        let activated = record.activated.reserve(count)
        activation.forward(count, states, into: activated)
        output(rows, activated, narrowRows: narrowRows, into: y)
    }

    /// Adds the gradient of `x` to `inputGradient`, `[rows, hidden]`.
    func backward(
        _ rows: Int,
        _ x: UnsafePointer<Float>,
        workspace: EncoderWorkspace,
        record: EncoderLayer.Record,
        outputGradient: UnsafePointer<Float>,
        gradients: EncoderLayer.Gradients,
        inputGradient: UnsafeMutablePointer<Float>
    ) {
        let count = rows * intermediate.outputs
        let gradient = record.gradients.intermediate.reserve(count)
        output.backward(
            rows,
            record.activated.start,
            outputGradient: outputGradient,
            gradients: gradients[\.feedForward.output],
            narrowRows: workspace.narrowRows,
            inputGradient: gradient
        )
        activation.backward(
            count,
            record.intermediate.start,
            activated: record.activated.start,
            gradient: gradient
        )
        intermediate.backward(
            rows,
            x,
            outputGradient: gradient,
            gradients: gradients[\.feedForward.intermediate],
            narrowRows: workspace.narrowRows,
            inputGradient: inputGradient,
            adds: true
        )
    }
}
