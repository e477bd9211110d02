import SwiftletBase
import SwiftletNeural
import SwiftletTensor

/// The embeddings of tokens, positions and the token type added up, and the sum normalised.
package struct Embeddings: Sendable {
    /// `[vocabularySize, hidden]`
    package var words: EmbeddingTable
    /// `[firstPosition + maximumPositions, hidden]`
    package var positions: EmbeddingTable
    /// `[types, hidden]`, of which the first row is added to every token's; nil where there are none
    /// or it is in `positions`.
    package var tokenTypes: EmbeddingTable?
    package var norm: LayerNorm
    /// The share of the embeddings that training drops.
    package let dropout: Float
    /// The row of a text's first position.
    let firstPosition: Int
    /// The token that stands at the row of its own number, one before `firstPosition`, and at no
    /// position; nil where there is no such token.
    let unplacedToken: Int32?

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
        let positions = positions(tokens.longest, width, in: workspace.scratch)
        for sequence in 0..<tokens.count {
            let start = tokens.start(sequence)
            let isUnbroken = !hasUnplacedToken(tokens, sequence)
            if !isUnbroken {
                forEachPosition(tokens, sequence) { row, position in
                    addRows(1, width, positions + position * width, to: sums + row * width)
                }
            }
            norm(
                tokens.length(sequence),
                sums + start * width,
                adding: isUnbroken ? positions : nil,
                moments: moments + 2 * start,
                into: states + start * width
            )
        }
        if let mask = workspace.drawMask(workspace.embeddingMask, count, rate: dropout) {
            Dropout.forward(count, states, mask: mask)
        }
        return states
    }

    /// The first `count` positions with the token type added; before them, where there is an unplaced
    /// token, its row.
    private func positions(
        _ count: Int,
        _ width: Int,
        in memory: Buffer<Float>
    ) -> UnsafePointer<Float> {
        let lead = unplacedToken == nil ? 0 : 1
        let first = firstPosition - lead
        let rows = count + lead
        if case .floats(let array) = positions, tokenTypes == nil {
            return array.start + firstPosition * width
        }
        let sums = memory.reserve((rows + 1) * width)
        let type = sums + rows * width
        tokenTypes?.copyRow(0, width, into: type)
        for row in 0..<rows {
            positions.copyRow(first + row, width, into: sums + row * width)
            if tokenTypes != nil { addRows(1, width, type, to: sums + row * width) }
        }
        return UnsafePointer(sums + lead * width)
    }

    private func hasUnplacedToken(_ tokens: PackedTokens, _ sequence: Int) -> Bool {
        guard let unplacedToken else { return false }
        return (tokens.start(sequence)..<tokens.start(sequence + 1)).contains {
            tokens.tokens[$0] == unplacedToken
        }
    }

    /// Calls `body` with each row of a sequence and its position, -1 for an unplaced token.
    private func forEachPosition(
        _ tokens: PackedTokens,
        _ sequence: Int,
        _ body: (_ row: Int, _ position: Int) -> Void
    ) {
        var position = 0
        for row in tokens.start(sequence)..<tokens.start(sequence + 1) {
            if tokens.tokens[row] == unplacedToken {
                body(row, -1)
            } else {
                body(row, position)
                position += 1
            }
        }
    }

    /// Turns the gradient of the states, in `workspace.stateGradient`, into that of each token's sum
    /// of embeddings, and adds those of the positions and the token type.
    ///
    /// - Parameters:
    ///   - normGradients: Where those of the normalisation are.
    ///   - positionGradients: As `positions`.
    ///   - typeGradients: As `tokenTypes`.
    func backward(
        _ workspace: EncoderWorkspace,
        normGradients: LayerNorm.Gradients?,
        positionGradients: UnsafeMutablePointer<Float>?,
        typeGradients: UnsafeMutablePointer<Float>?
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
        if let typeGradients { addRows(tokens.rows, width, gradient, to: typeGradients) }
        guard let positionGradients else { return }
        for sequence in 0..<tokens.count {
            forEachPosition(tokens, sequence) { row, position in
                // As in Transformers, the padding token's position is not trained.
                guard position >= 0 else { return }
                let target = positionGradients + (firstPosition + position) * width
                addRows(1, width, gradient + row * width, to: target)
            }
        }
    }
}

/// A table of embeddings, one row for each token or position, whatever form its numbers have.
package enum EmbeddingTable: Sendable {
    /// `[rows, columns]`
    case floats(FloatArray)
    case quantized(QuantizedTable)
    /// bfloat16 numbers, `[rows, columns]`
    case bfloat16(Storage<UInt16>)

    /// Writes the `columns` numbers of a row.
    func copyRow(_ row: Int, _ columns: Int, into target: UnsafeMutablePointer<Float>) {
        switch self {
        case .floats(let array):
            target.update(from: array.start + row * columns, count: columns)
        case .quantized(let table): table.copyRow(row, into: target)
        case .bfloat16(let numbers):
            BFloat16Matrix.widen(columns, numbers.address + row * columns, into: target)
            withExtendedLifetime(numbers) {}
        }
    }

    /// The table with 8 bits a number, which holds nothing of this one's memory.
    func quantized(rows: Int) throws(QuantizationError) -> EmbeddingTable {
        if case .quantized = self { return self }
        let numbers = floats
        return .quantized(
            try QuantizedTable(quantizing: numbers.tensor([rows, numbers.count / rows]))
        )
    }

    /// The table with 16 bits a number, which holds nothing of this one's memory.
    func bfloat16() -> EmbeddingTable {
        .bfloat16(BFloat16Matrix.rounded(floats.tensor([floats.count])))
    }

    /// All numbers, `[rows, columns]`, as floats.
    var floats: FloatArray {
        switch self {
        case .floats(let array): array
        case .quantized(let table): FloatArray(table.dequantized())
        case .bfloat16(let numbers):
            FloatArray(BFloat16Matrix(inputs: numbers.count, pieces: [numbers]).tensor)
        }
    }
}
