import SwiftletBase
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
    private let quantized = Int16Rows()

    init(branches: Int) {
        self.branches = (0..<branches).map { _ in BranchPass() }
    }

    /// Writes the embeddings of the sequences `range`, `[range.count, dimension]`. All have tokens,
    /// which are in `table`.
    func embed(
        _ range: Range<Int>,
        of sequences: TokenSequences,
        _ encoder: UniversalSentenceEncoder,
        _ table: BranchInputs,
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
        quantized.quantize(count, configuration.featureWidth, sums.start)
        weights.output.weight.multiply(quantized, count: count, into: text)
        for (row, sequence) in range.enumerated() {
            let length = Float(sequences.length(of: sequence))
            let (text, bias) = (text + row * dimension, weights.output.bias.start)
            let factor = 1 / length.squareRoot()
            for column in 0..<dimension {
                text[column] = (text[column] + length * bias[column]) * factor
            }
        }
        quantized.quantize(count, dimension, text)
        weights.hidden[0].multiply(quantized, count: count, into: first)
        weights.shortcuts[0].multiply(quantized, count: count, into: second)
        ReLU.forward(count * widths[0], first, into: first)
        quantized.quantize(count, widths[0], first)
        weights.hidden[1].multiply(quantized, count: count, adds: true, into: second)
        ReLU.forward(count * widths[1], second, into: second)
        quantized.quantize(count, widths[1], second)
        weights.hidden[2].multiply(quantized, count: count, into: third)
        weights.shortcuts[1].multiply(quantized, count: count, into: output)
        ReLU.forward(count * widths[2], third, into: third)
        quantized.quantize(count, widths[2], third)
        weights.hidden[3].multiply(quantized, count: count, adds: true, into: output)
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
}
