import SwiftletNeural
import SwiftletTensor
import SwiftletText

/// The way of some texts through the encoder, with the memory that it takes.
///
/// Within a split over the threads it runs on its own thread; elsewhere branches and products are
/// split.
final class UniversalSentenceEncoderPass {
    /// The features of each token: its embedding, then what each branch makes of it.
    private let features = Buffer<Float>()
    private let moments = Buffer<Float>()
    /// As many as there are branches: each thread that takes some of them needs one.
    private let branches: [BranchPass]
    private let sums = Buffer<Float>()
    private let hidden = Buffer<Float>()

    init(branches: Int) {
        self.branches = (0..<branches).map { _ in BranchPass() }
    }

    /// Writes the embeddings of the sequences `range`, `[range.count, dimension]`. All have tokens,
    /// which are in `table`.
    func embed(
        _ range: Range<Int>,
        of sequences: TokenSequences,
        _ encoder: UniversalSentenceEncoder,
        _ table: TokenTable,
        into output: UnsafeMutablePointer<Float>
    ) {
        let (configuration, weights) = (encoder.configuration, encoder.weights)
        let first = sequences.offsets[range.lowerBound]
        let rows = sequences.offsets[range.upperBound] - first
        let width = configuration.branchWidth
        let columns = configuration.featureWidth
        nonisolated(unsafe) let features = features.reserve(rows * columns)
        let moments = moments.reserve(2 * rows)
        for row in 0..<rows {
            weights.embedding.read(
                Int(sequences.tokens[first + row]),
                into: features + row * columns
            )
        }
        nonisolated(unsafe) let (pass, table) = (self, table)
        Threads.split(branches.count) { part, indices in
            for index in indices {
                // The longest windows come first, so that two threads have about the same to do.
                let branch = pass.branches.count - 1 - index
                pass.branches[part].convolve(
                    branch,
                    range,
                    of: sequences,
                    encoder,
                    table,
                    into: features + configuration.embeddingWidth + branch * width
                )
            }
        }
        weights.norm(rows, features, adding: nil, moments: moments, into: features)
        addTokens(range, of: sequences, columns, features)
        finish(range, of: sequences, encoder, into: output)
    }

    private func addTokens(
        _ range: Range<Int>,
        of sequences: TokenSequences,
        _ columns: Int,
        _ features: UnsafePointer<Float>
    ) {
        let sums = sums.reserve(range.count * columns)
        let first = sequences.offsets[range.lowerBound]
        for sequence in range {
            let sum = sums + (sequence - range.lowerBound) * columns
            sum.update(repeating: 0, count: columns)
            let start = sequences.offsets[sequence] - first
            for row in start..<start + sequences.length(of: sequence) {
                let features = features + row * columns
                for column in stride(from: 0, to: columns, by: 8) {
                    let rest = columns - column
                    let total = loadEight(sum + column, rest) + loadEight(features + column, rest)
                    storeEight(total, sum + column, rest)
                }
            }
        }
    }

    /// From the sums over the tokens to the embeddings.
    private func finish(
        _ range: Range<Int>,
        of sequences: TokenSequences,
        _ encoder: UniversalSentenceEncoder,
        into output: UnsafeMutablePointer<Float>
    ) {
        let (configuration, weights) = (encoder.configuration, encoder.weights)
        let (count, dimension) = (range.count, configuration.dimension)
        let widths = configuration.hiddenWidths
        let memory = hidden.reserve(count * (dimension + widths[0] + widths[1] + widths[2]))
        let text = memory
        let first = text + count * dimension
        let second = first + count * widths[0]
        let third = second + count * widths[1]
        Self.product(
            count,
            dimension,
            configuration.featureWidth,
            sums.start,
            weights.output.weight.start,
            text
        )
        for (row, sequence) in range.enumerated() {
            let length = Float(sequences.length(of: sequence))
            let (text, bias) = (text + row * dimension, weights.output.bias.start)
            let factor = 1 / length.squareRoot()
            for column in 0..<dimension {
                text[column] = (text[column] + length * bias[column]) * factor
            }
        }
        Self.product(count, widths[0], dimension, text, weights.hidden[0].start, first)
        ReLU.forward(count * widths[0], first, into: first)
        Self.product(count, widths[1], dimension, text, weights.shortcuts[0].start, second)
        Self.product(count, widths[1], widths[0], first, weights.hidden[1].start, beta: 1, second)
        ReLU.forward(count * widths[1], second, into: second)
        Self.product(count, widths[2], widths[1], second, weights.hidden[2].start, third)
        ReLU.forward(count * widths[2], third, into: third)
        Self.product(count, dimension, widths[1], second, weights.shortcuts[1].start, output)
        Self.product(count, dimension, widths[2], third, weights.hidden[3].start, beta: 1, output)
        for row in 0..<count {
            let output = output + row * dimension
            var squares = SIMD8<Float>(repeating: 0)
            for column in stride(from: 0, to: dimension, by: 8) {
                let rest = dimension - column
                let value = hyperbolicTangent(loadEight(output + column, rest))
                storeEight(value, output + column, rest)
                squares += value * value
            }
            let factor = 1 / max(squares.sum(), configuration.epsilon).squareRoot()
            for column in 0..<dimension { output[column] *= factor }
        }
    }

    /// `y = x weights + beta y` for `rows` rows, with weights `[inputs, outputs]`.
    private static func product(
        _ rows: Int,
        _ outputs: Int,
        _ inputs: Int,
        _ x: UnsafePointer<Float>,
        _ weights: UnsafePointer<Float>,
        beta: Float = 0,
        _ y: UnsafeMutablePointer<Float>
    ) {
        if rows == 1 {
            return BLAS.gemv(inputs, outputs, weights, transpose: true, x, beta: beta, y)
        }
        BLAS.gemm(rows, outputs, inputs, x, weights, beta: beta, y)
    }
}
