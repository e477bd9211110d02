import SwiftletBase
import SwiftletNeural
import SwiftletTensor

/// The embeddings of tokens and positions added up, and the sum normalised.
package struct Embeddings: Sendable {
    /// `[vocabularySize, hidden]`
    package var words: EmbeddingTable
    /// `[maximumPositions, hidden]`; a BERT's have its token type 0 added.
    package var positions: EmbeddingTable
    package var norm: LayerNorm
    /// The share of the embeddings that training drops.
    package let dropout: Float

    /// The states before the first layer, `[tokens, hidden]`.
    func forward(_ workspace: EncoderWorkspace) -> UnsafeMutablePointer<Float> {
        let (tokens, width) = (workspace.tokens, norm.scale.count)
        let count = tokens.rows * width
        let sums = workspace.embeddingSums.reserve(count)
        let moments = workspace.embeddingMoments.reserve(2 * tokens.rows)
        let states = workspace.states.reserve(count)
        for row in 0..<tokens.rows {
            words.copyRow(Int(tokens.tokens[row]), width, into: sums + row * width)
        }
        let positions = positions.firstRows(tokens.longest, width, in: workspace.scratch)
        for sequence in 0..<tokens.count {
            let start = tokens.start(sequence)
            norm(
                tokens.length(sequence),
                sums + start * width,
                adding: positions,
                moments: moments + 2 * start,
                into: states + start * width
            )
        }
        if let mask = workspace.drawMask(workspace.embeddingMask, count, rate: dropout) {
            Dropout.forward(count, states, mask: mask)
        }
        return states
    }

    /// Turns the gradient of the states, in `workspace.stateGradient`, into that of each token's sum
    /// of embeddings, and adds that of the positions.
    ///
    /// - Parameters:
    ///   - normGradients: Where those of the normalisation are.
    ///   - positionGradients: `[maximumPositions, hidden]`.
    func backward(
        _ workspace: EncoderWorkspace,
        normGradients: Linear.Gradients?,
        positionGradients: UnsafeMutablePointer<Float>?
    ) {
        let (tokens, width) = (workspace.tokens, norm.scale.count)
        let gradient = workspace.stateGradient.start
        if let mask = workspace.drawnMask(workspace.embeddingMask, rate: dropout) {
            Dropout.backward(tokens.rows * width, gradient: gradient, mask: mask)
        }
        norm.backward(
            tokens.rows,
            workspace.embeddingSums.start,
            moments: workspace.embeddingMoments.start,
            outputGradient: gradient,
            gradients: normGradients,
            inputGradient: gradient
        )
        guard let positionGradients else { return }
        for sequence in 0..<tokens.count {
            let source = gradient + tokens.start(sequence) * width
            for index in 0..<tokens.length(sequence) * width {
                positionGradients[index] += source[index]
            }
        }
    }
}

/// A table of embeddings, one row for each token or position, whatever form its numbers have.
package enum EmbeddingTable: Sendable {
    /// `[rows, columns]`
    case floats(FloatArray)
    case quantized(QuantizedTable)

    /// Writes the `columns` numbers of a row.
    func copyRow(_ row: Int, _ columns: Int, into target: UnsafeMutablePointer<Float>) {
        switch self {
        case .floats(let array):
            target.update(from: array.start + row * columns, count: columns)
        case .quantized(let table): table.copyRow(row, into: target)
        }
    }

    /// The first `count` rows as floats, in `memory` where they are not so in the table.
    func firstRows(
        _ count: Int,
        _ columns: Int,
        in memory: Buffer<Float>
    ) -> UnsafePointer<Float> {
        if case .floats(let array) = self { return array.start }
        let rows = memory.reserve(count * columns)
        for row in 0..<count { copyRow(row, columns, into: rows + row * columns) }
        return UnsafePointer(rows)
    }

    /// The table with 8 bits a number, which holds nothing of this one's memory.
    func quantized(rows: Int) throws(QuantizationError) -> EmbeddingTable {
        guard case .floats(let array) = self else { return self }
        return .quantized(
            try QuantizedTable(quantizing: array.tensor([rows, array.count / rows]))
        )
    }

    /// All numbers, `[rows, columns]`, as floats.
    var floats: FloatArray {
        switch self {
        case .floats(let array): array
        case .quantized(let table): FloatArray(table.dequantized())
        }
    }
}
