import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import SwiftletText

/// Forward pass of the encoder and its scratch buffers.
///
/// Within a split over the threads it runs on its own thread; elsewhere branches and products are
/// split.
final class UniversalSentenceEncoderPrediction {
    /// The features of each token: its embedding, then what each branch makes of it.
    private let features = Buffer<Float>()
    private let moments = Buffer<Float>()
    /// As many as there are branches: each thread that takes some of them needs one.
    private let branches: [BranchPrediction]
    private let sums = Buffer<Float>()
    private let hidden = Buffer<Float>()
    private let quantized = Int16Rows()

    init(branches: Int) {
        self.branches = (0..<branches).map { _ in BranchPrediction() }
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

/// Forward pass of one branch and its scratch buffers: two convolutions over the tokens, each with
/// a residual connection.
///
/// Within a split over the threads it runs on its own thread; elsewhere products are split.
final class BranchPrediction {
    /// The states between the convolutions. Rows of zeros stand before, between and after the texts, as
    /// many as a window can see.
    private let states = Buffer<Float>()
    private let quantized = Int16Rows()
    /// The second convolution's products.
    private let products = Buffer<Float>()

    /// The most rows of states whose products are computed together, so that a long text takes no more
    /// memory for them.
    private static let rowsTogether = 2_048

    /// - Parameter features: Gets the rows of the branch, among all features.
    func convolve(
        _ branch: Int,
        _ range: Range<Int>,
        of sequences: TokenSequences,
        _ encoder: UniversalSentenceEncoder,
        _ table: BranchInputs,
        into features: UnsafeMutablePointer<Float>
    ) {
        let configuration = encoder.configuration
        let (width, window) = (configuration.branchWidth, configuration.branches[branch])
        let layers = encoder.weights.branches[branch]
        let gap = window.reach
        let first = sequences.offsets[range.lowerBound]
        let tokens = sequences.offsets[range.upperBound] - first
        let rows = tokens + (range.count + 1) * gap
        let states = states.reserve(rows * width)
        func row(of text: Int) -> Int {
            sequences.offsets[text] - first + (text - range.lowerBound + 1) * gap
        }
        states.update(repeating: 0, count: gap * width)
        for text in range {
            let start = row(of: text)
            convolve(
                sequences[text],
                branch,
                window,
                table,
                bias: layers.first.bias.start,
                into: states + start * width
            )
            (states + (start + sequences.length(of: text)) * width)
                .update(repeating: 0, count: gap * width)
        }
        // From the first text's first token to the last one's last, with what is between the texts.
        for start in stride(from: gap, to: rows - gap, by: Self.rowsTogether) {
            let results = start..<min(rows - gap, start + Self.rowsTogether)
            quantized.quantize(
                results.count + window.order - 1,
                width,
                states + (start - window.left) * width
            )
            let products = products.reserve(results.count * width)
            layers.second.weight.multiply(quantized, count: results.count, into: products)
            for text in range {
                let own = row(of: text)..<row(of: text) + sequences.length(of: text)
                let token = sequences.offsets[text] - first - own.lowerBound
                for row in own.clamped(to: results) {
                    var product = UnsafePointer(products) + (row - start) * width
                    TransformerRows.rectifiedSum(
                        1,
                        width,
                        &product,
                        bias: layers.second.bias.start,
                        residual: states + row * width,
                        into: features + (token + row) * configuration.featureWidth
                    )
                }
            }
        }
    }

    /// The first convolution over a text, added to the branch's inputs: each window is a sum of the
    /// table's rows.
    private func convolve(
        _ tokens: ArraySlice<Int32>,
        _ branch: Int,
        _ window: UniversalSentenceEncoderConfiguration.Branch,
        _ table: BranchInputs,
        bias: UnsafePointer<Float>,
        into states: UnsafeMutablePointer<Float>
    ) {
        let width = table.branchWidth
        // None but a window that sees more than its own token looks beyond the text's ends, and before
        // the first text there are zeros for it.
        let zeros = UnsafePointer(self.states.start)
        withUnsafeTemporaryAllocation(
            of: UnsafePointer<Float>.self,
            capacity: window.order
        ) { parts in
            for (row, token) in tokens.indices.enumerated() {
                for place in 0..<window.order {
                    let neighbour = token + place - window.left
                    parts[place] =
                        tokens.indices.contains(neighbour)
                        ? table.products(tokens[neighbour], branch: branch, place: place) : zeros
                }
                TransformerRows.rectifiedSum(
                    window.order,
                    width,
                    parts.baseAddress!,
                    bias: bias,
                    residual: table.inputs(tokens[token], branch: branch),
                    into: states + row * width
                )
            }
        }
    }
}
