/// Multi-head self-attention: the projections of queries, keys and values, the attention itself and
/// the linear layer on what the heads give.
package struct SelfAttention: Sendable {
    /// Queries, keys and values beside each other, `[hidden, 3 hidden]`; queries alone where
    /// `keysAndValues` is there.
    package var queries = Linear.unset
    /// Keys and values beside each other, `[hidden, 2 hidden]`, in the last layer: a classifier needs
    /// queries of first tokens alone.
    package var keysAndValues: Linear?
    package var output = Linear.unset
    package let heads: Int
    /// The share of the probabilities that training drops.
    package let dropout: Float

    package init(heads: Int, dropout: Float, isLast: Bool) {
        self.heads = heads
        self.dropout = dropout
        if isLast { keysAndValues = .unset }
    }

    private var hiddenSize: Int { output.outputs }

    private func attention(_ firstOnly: Bool) -> ScaledDotProductAttention {
        ScaledDotProductAttention(
            heads: heads,
            headWidth: hiddenSize / heads,
            firstOnly: firstOnly
        )
    }

    /// Writes the layer's output, `[rows, hidden]`.
    ///
    /// - Parameters:
    ///   - rows: How many tokens ask: all, or the first of each sequence.
    ///   - states: The states of all tokens, `[tokens, hidden]`.
    ///   - asking: The states of those that ask, `[rows, hidden]`.
    func forward(
        _ rows: Int,
        _ states: UnsafePointer<Float>,
        asking: UnsafePointer<Float>,
        firstOnly: Bool,
        workspace: EncoderWorkspace,
        record: EncoderLayer.Record,
        into y: UnsafeMutablePointer<Float>
    ) {
        let tokens = workspace.tokens
        let contextStart = projectedCount(rows, tokens)
        let projected = record.projected.reserve(contextStart + rows * hiddenSize)
        let context = projected + contextStart
        queries(rows, asking, narrowRows: workspace.narrowRows, into: projected)
        keysAndValues?(
            tokens.rows,
            states,
            narrowRows: workspace.narrowRows,
            into: projected + rows * hiddenSize
        )
        let attention = attention(firstOnly)
        let inputs = inputs(rows, projected)
        if record.isKept {
            let count = attention.probabilityCount(tokens)
            attention.forward(
                tokens,
                inputs,
                probabilities: record.probabilities.reserve(count),
                mask: workspace.drawMask(record.probabilityMask, count, rate: dropout),
                scratch: workspace.scratch,
                into: context
            )
        } else {
            attention.forward(tokens, inputs, scratch: workspace.scratch, into: context)
        }
        output(rows, context, narrowRows: workspace.narrowRows, into: y)
    }

    /// Adds the gradient of the states to what `workspace.stateGradient` holds, which then has a row
    /// for every token.
    ///
    /// - Parameters:
    ///   - outputGradient: `[rows, hidden]`.
    ///   - needsInput: Whether the gradient of the states is needed.
    func backward(
        _ rows: Int,
        _ states: UnsafePointer<Float>,
        asking: UnsafePointer<Float>,
        firstOnly: Bool,
        workspace: EncoderWorkspace,
        record: EncoderLayer.Record,
        outputGradient: UnsafePointer<Float>,
        gradients: EncoderLayer.Gradients,
        needsInput: Bool
    ) {
        let (tokens, width) = (workspace.tokens, hiddenSize)
        let contextStart = projectedCount(rows, tokens)
        let projected = record.projected.start
        let contextGradient = workspace.contextGradient.reserve(rows * width)
        output.backward(
            rows,
            projected + contextStart,
            outputGradient: outputGradient,
            gradients: gradients[\.attention.output],
            narrowRows: workspace.narrowRows,
            inputGradient: contextGradient
        )
        let attention = attention(firstOnly)
        let target = record.gradients.projected.reserve(contextStart)
        let keyTarget = keysAndValues == nil ? target + width : target + rows * width
        attention.backward(
            tokens,
            inputs(rows, projected),
            probabilities: record.probabilities.start,
            mask: workspace.drawnMask(record.probabilityMask, rate: dropout),
            scratch: workspace.scratch,
            outputGradient: contextGradient,
            into: ScaledDotProductAttention.InputGradients(
                queries: target,
                keys: keyTarget,
                values: keyTarget + width
            )
        )
        let stateGradient = needsInput ? workspace.stateGradient.start : nil
        queries.backward(
            rows,
            asking,
            outputGradient: target,
            gradients: gradients[\.attention.queries],
            narrowRows: workspace.narrowRows,
            inputGradient: stateGradient,
            adds: true
        )
        if firstOnly, needsInput { workspace.spreadFirstRows(width: width) }
        keysAndValues?.backward(
            tokens.rows,
            states,
            outputGradient: keyTarget,
            gradients: gradients[\.attention.keysAndValues!],
            narrowRows: workspace.narrowRows,
            inputGradient: stateGradient,
            adds: true
        )
    }

    /// How many numbers queries, keys and values are.
    private func projectedCount(_ rows: Int, _ tokens: PackedTokens) -> Int {
        keysAndValues == nil
            ? 3 * rows * hiddenSize : (rows + 2 * tokens.rows) * hiddenSize
    }

    private func inputs(
        _ rows: Int,
        _ projected: UnsafePointer<Float>
    ) -> ScaledDotProductAttention.Inputs {
        keysAndValues == nil
            ? ScaledDotProductAttention.Inputs(together: projected, width: hiddenSize)
            : ScaledDotProductAttention.Inputs(
                queries: projected,
                keysAndValues: projected + rows * hiddenSize,
                width: hiddenSize
            )
    }
}
