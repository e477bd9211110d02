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
    private let projected = Buffer<Float>()
    private let moments = Buffer<Float>()
    /// Three matrices of each branch, in which rows of zeros stand between the texts.
    private let branches = Buffer<Float>()
    private let sums = Buffer<Float>()
    private let hidden = Buffer<Float>()

    /// Writes the embeddings of the sequences `range`, `[range.count, dimension]`. All have tokens.
    func embed(
        _ range: Range<Int>,
        of sequences: TokenSequences,
        _ encoder: UniversalSentenceEncoder,
        into output: UnsafeMutablePointer<Float>
    ) {
        let (configuration, weights) = (encoder.configuration, encoder.weights)
        let first = sequences.offsets[range.lowerBound]
        let rows = sequences.offsets[range.upperBound] - first
        let width = configuration.branchWidth
        let branchCount = configuration.branches.count
        let columns = configuration.featureWidth
        nonisolated(unsafe) let features = features.reserve(rows * columns)
        let moments = moments.reserve(2 * rows)
        for row in 0..<rows {
            weights.embedding.read(
                Int(sequences.tokens[first + row]),
                into: features + row * columns
            )
        }
        nonisolated(unsafe) let inputs = projected.reserve(rows * branchCount * width)
        for row in 0..<rows {
            (inputs + row * branchCount * width).update(
                from: weights.projection.bias.start,
                count: branchCount * width
            )
        }
        BLAS.gemm(
            rows,
            branchCount * width,
            configuration.embeddingWidth,
            features,
            lda: columns,
            weights.projection.weight.start,
            beta: 1,
            inputs
        )
        weights.projectionNorm(rows, inputs, adding: nil, moments: moments, into: inputs)
        let paddedRows = rows + (range.count + 1) * configuration.reach
        nonisolated(unsafe) let memory = branches.reserve(branchCount * 3 * paddedRows * width)
        nonisolated(unsafe) let pass = self
        Threads.split(branchCount) { _, parts in
            for part in parts {
                // The longest windows come first, so that two threads have about the same to do.
                let branch = branchCount - 1 - part
                pass.convolve(
                    branch,
                    range,
                    of: sequences,
                    encoder,
                    inputs + branch * width,
                    memory + branch * 3 * paddedRows * width,
                    into: features + configuration.embeddingWidth + branch * width
                )
            }
        }
        weights.norm(rows, features, adding: nil, moments: moments, into: features)
        addTokens(range, of: sequences, columns, features)
        finish(range, of: sequences, encoder, into: output)
    }

    /// Two convolutions over the tokens, each added to what it began with.
    ///
    /// - Parameters:
    ///   - inputs: The rows of the branch, among those of all branches.
    ///   - memory: Three matrices of a row for each token, and rows between the texts.
    ///   - features: Gets the rows of the branch, among all features.
    private func convolve(
        _ branch: Int,
        _ range: Range<Int>,
        of sequences: TokenSequences,
        _ encoder: UniversalSentenceEncoder,
        _ inputs: UnsafePointer<Float>,
        _ memory: UnsafeMutablePointer<Float>,
        into features: UnsafeMutablePointer<Float>
    ) {
        let configuration = encoder.configuration
        let (width, reach) = (configuration.branchWidth, configuration.reach)
        let stride = configuration.branches.count * width
        let columns = configuration.featureWidth
        let layers = encoder.weights.convolutions[branch]
        let first = sequences.offsets[range.lowerBound]
        let rows = sequences.offsets[range.upperBound] - first + (range.count - 1) * reach
        let size = (rows + 2 * reach) * width
        let (states, next, products) = (memory, memory + size, memory + 2 * size)
        states.update(repeating: 0, count: size)
        next.update(repeating: 0, count: size)
        /// Calls `body` with each token's row, among all and among those with rows between texts.
        func forEachToken(_ body: (_ row: Int, _ padded: Int) -> Void) {
            for sequence in range {
                let gap = (sequence - range.lowerBound + 1) * reach
                let start = sequences.offsets[sequence] - first
                for row in start..<start + sequences.length(of: sequence) { body(row, row + gap) }
            }
        }
        forEachToken { row, padded in
            (states + padded * width).update(from: inputs + row * stride, count: width)
        }
        let window = configuration.branches[branch]
        product(window, rows, width, states, layers[0], reach, products)
        forEachToken { row, padded in
            let offset = padded * width
            Self.activate(
                width,
                products + offset - reach * width,
                layers[0].bias.start,
                adding: states + offset,
                into: next + offset
            )
        }
        product(window, rows, width, next, layers[1], reach, products)
        forEachToken { row, padded in
            let offset = padded * width
            Self.activate(
                width,
                products + offset - reach * width,
                layers[1].bias.start,
                adding: next + offset,
                into: features + row * columns
            )
        }
    }

    /// The products of all windows: the sum over a window's places of a product with that place's
    /// part of the weights, so that no window needs to be gathered.
    private func product(
        _ window: UniversalSentenceEncoderConfiguration.Branch,
        _ rows: Int,
        _ width: Int,
        _ states: UnsafePointer<Float>,
        _ layer: UniversalSentenceEncoderWeights.Layer,
        _ reach: Int,
        _ products: UnsafeMutablePointer<Float>
    ) {
        for place in 0..<window.order {
            BLAS.gemm(
                rows,
                width,
                width,
                states + (reach - window.left + place) * width,
                layer.weight.start + place * width * width,
                beta: place == 0 ? 0 : 1,
                products
            )
        }
    }

    /// `result = max(x + bias, 0) + residual`
    private static func activate(
        _ count: Int,
        _ x: UnsafePointer<Float>,
        _ bias: UnsafePointer<Float>,
        adding residual: UnsafePointer<Float>,
        into result: UnsafeMutablePointer<Float>
    ) {
        for column in stride(from: 0, to: count, by: 8) {
            let rest = count - column
            let sum = loadEight(x + column, rest) + loadEight(bias + column, rest)
            let positive = sum.replacing(with: 0, where: sum .< 0)
            storeEight(positive + loadEight(residual + column, rest), result + column, rest)
        }
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
        BLAS.gemm(
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
        BLAS.gemm(count, widths[0], dimension, text, weights.hidden[0].start, first)
        ReLU.forward(count * widths[0], first, into: first)
        BLAS.gemm(count, widths[1], dimension, text, weights.shortcuts[0].start, second)
        BLAS.gemm(count, widths[1], widths[0], first, weights.hidden[1].start, beta: 1, second)
        ReLU.forward(count * widths[1], second, into: second)
        BLAS.gemm(count, widths[2], widths[1], second, weights.hidden[2].start, third)
        ReLU.forward(count * widths[2], third, into: third)
        BLAS.gemm(count, dimension, widths[1], second, weights.shortcuts[1].start, output)
        BLAS.gemm(count, dimension, widths[2], third, weights.hidden[3].start, beta: 1, output)
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
