import SwiftletNeural
import SwiftletTensor
import SwiftletText

/// The way of some sequences forward through a DistilBERT, with the memory that it takes.
///
/// Within a split over the threads it runs on its own thread; elsewhere each step is split.
package final class DistilBERTPass {
    package let tokens = PackedTokens()
    private let moments = Buffer<Float>()
    private let states = Buffer<Float>()
    /// The states of first tokens, in the last layer.
    private let firstStates = Buffer<Float>()
    /// Queries, keys, values and behind them the attention's context; then the intermediate states.
    private let wide = Buffer<Float>()
    /// For one head and sequence at a time, of each thread.
    private let attentionScratch = Buffer<Float>()
    private let attended = Buffer<Float>()
    /// The inputs of linear layers whose weights are quantised.
    package let quantizedRows = QuantizedRows()

    package init() {}

    /// The hidden states after the last layer, `[rows, width]`, of the sequences in `tokens`; or
    /// those of first tokens alone, `[sequences, width]`.
    package func forward(
        _ model: DistilBERT,
        firstOnly: Bool = false
    ) -> UnsafeMutablePointer<Float> {
        var states = embed(model.embeddings)
        for (index, layer) in model.layers.enumerated() {
            states = forward(
                layer,
                states,
                heads: model.configuration.heads,
                activation: model.configuration.activation,
                firstOnly: firstOnly && index == model.layers.count - 1
            )
        }
        return states
    }

    /// Memory for a classifier on the states.
    package func reserveHidden(_ count: Int) -> UnsafeMutablePointer<Float> {
        wide.reserve(count)
    }

    private func embed(_ embeddings: DistilBERT.Embeddings) -> UnsafeMutablePointer<Float> {
        let width = embeddings.norm.scale.count
        let sums = attended.reserve(tokens.rows * width)
        let moments = moments.reserve(2 * tokens.rows)
        let states = states.reserve(tokens.rows * width)
        embeddings(tokens, sums: sums, moments: moments, scratch: wide, into: states)
        return states
    }

    private func forward(
        _ layer: EncoderLayer,
        _ states: UnsafeMutablePointer<Float>,
        heads: Int,
        activation: DistilBERTConfiguration.Activation,
        firstOnly: Bool
    ) -> UnsafeMutablePointer<Float> {
        let width = layer.attentionOutput.outputs
        let rows = firstOnly ? tokens.count : tokens.rows
        let attention = Attention(heads: heads, headWidth: width / heads, firstOnly: firstOnly)
        let residual = firstOnly ? firstRows(of: states, width) : states

        let (inputs, context) = project(layer.projections, states, residual, rows, width)
        attention.forward(tokens, inputs, scratch: attentionScratch, into: context)
        let attended = self.attended.reserve(rows * width)
        layer.attentionOutput(rows, context, quantizedRows: quantizedRows, into: attended)
        let moments = self.moments.reserve(2 * rows)
        layer.attentionNorm(rows, attended, adding: residual, moments: moments, into: attended)

        let intermediate = wide.reserve(rows * layer.expansion.outputs)
        layer.expansion(
            rows,
            attended,
            activation: activation == .gelu ? .gelu : .relu,
            quantizedRows: quantizedRows,
            into: intermediate
        )
        layer.contraction(rows, intermediate, quantizedRows: quantizedRows, into: residual)
        layer.outputNorm(rows, residual, adding: attended, moments: moments, into: residual)
        return residual
    }

    /// Queries of `residual`, `[rows, width]`, and keys and values of all states; and memory for the
    /// context, `[rows, width]`.
    private func project(
        _ projections: EncoderLayer.Projections,
        _ states: UnsafePointer<Float>,
        _ residual: UnsafePointer<Float>,
        _ rows: Int,
        _ width: Int
    ) -> (inputs: Attention.Inputs, context: UnsafeMutablePointer<Float>) {
        switch projections {
        case .together(let layer):
            let all = wide.reserve((3 * tokens.rows + rows) * width)
            layer(tokens.rows, states, quantizedRows: quantizedRows, into: all)
            return (Attention.Inputs(together: all, width: width), all + 3 * tokens.rows * width)
        case .apart(let queryLayer, let layer):
            let queries = wide.reserve((2 * tokens.rows + 2 * rows) * width)
            let rest = queries + rows * width
            queryLayer(rows, residual, quantizedRows: quantizedRows, into: queries)
            layer(tokens.rows, states, quantizedRows: quantizedRows, into: rest)
            return (
                Attention.Inputs(queries: queries, keysAndValues: rest, width: width),
                rest + 2 * tokens.rows * width
            )
        }
    }

    private func firstRows(
        of states: UnsafePointer<Float>,
        _ width: Int
    ) -> UnsafeMutablePointer<Float> {
        let result = firstStates.reserve(tokens.count * width)
        tokens.copyFirstRows(of: states, width: width, into: result)
        return result
    }
}
