import SwiftletNeural
import SwiftletTensor
import SwiftletText

/// The way of some sequences forward through a DistilBERT, with the memory that it takes.
///
/// Within a split over the threads it runs on its own thread; elsewhere each step is split.
package final class DistilBERTPass {
    package let tokens = PackedTokens()
    private let embedded = Buffer<Float>()
    private let moments = Buffer<Float>()
    private let states = Buffer<Float>()
    /// The states of first tokens, in the last layer.
    private let firstStates = Buffer<Float>()
    /// Queries, or queries, keys and values beside each other.
    private let queries = Buffer<Float>()
    /// Keys and values beside each other, where queries are apart.
    private let keysAndValues = Buffer<Float>()
    /// For one head and sequence at a time, of each thread.
    private let attentionScratch = Buffer<Float>()
    private let context = Buffer<Float>()
    private let attended = Buffer<Float>()
    private let expanded = Buffer<Float>()
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
        context.reserve(count)
    }

    private func embed(_ embeddings: DistilBERT.Embeddings) -> UnsafeMutablePointer<Float> {
        let width = embeddings.norm.scale.count
        let sums = embedded.reserve(tokens.rows * width)
        let moments = moments.reserve(2 * tokens.rows)
        let states = states.reserve(tokens.rows * width)
        embeddings(tokens, sums: sums, moments: moments, scratch: context, into: states)
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

        let context = self.context.reserve(rows * width)
        attention.forward(
            tokens,
            project(layer.projections, states, residual, rows, width),
            scratch: attentionScratch,
            into: context
        )
        let attended = self.attended.reserve(rows * width)
        layer.attentionOutput(rows, context, quantizedRows: quantizedRows, into: attended)
        let moments = self.moments.reserve(2 * rows)
        layer.attentionNorm(rows, attended, adding: residual, moments: moments, into: attended)

        let expanded = self.expanded.reserve(rows * layer.expansion.outputs)
        layer.expansion(
            rows,
            attended,
            activation: activation == .gelu ? .gelu : .relu,
            quantizedRows: quantizedRows,
            into: expanded
        )
        layer.contraction(rows, expanded, quantizedRows: quantizedRows, into: context)
        layer.outputNorm(rows, context, adding: attended, moments: moments, into: residual)
        return residual
    }

    /// Queries of `residual`, `[rows, width]`, and keys and values of all states.
    private func project(
        _ projections: EncoderLayer.Projections,
        _ states: UnsafePointer<Float>,
        _ residual: UnsafePointer<Float>,
        _ rows: Int,
        _ width: Int
    ) -> Attention.Inputs {
        switch projections {
        case .together(let layer):
            let all = self.queries.reserve(tokens.rows * 3 * width)
            layer(tokens.rows, states, quantizedRows: quantizedRows, into: all)
            return Attention.Inputs(together: all, width: width)
        case .apart(let queryLayer, let layer):
            let queries = self.queries.reserve(rows * width)
            queryLayer(rows, residual, quantizedRows: quantizedRows, into: queries)
            let rest = self.keysAndValues.reserve(tokens.rows * 2 * width)
            layer(tokens.rows, states, quantizedRows: quantizedRows, into: rest)
            return Attention.Inputs(queries: queries, keysAndValues: rest, width: width)
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
