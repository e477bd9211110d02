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
    /// Two matrices of each branch: the states between its convolutions, in which rows of zeros stand
    /// between the texts, and the second convolution's products.
    private let branches = Buffer<Float>()
    private let sums = Buffer<Float>()
    private let hidden = Buffer<Float>()

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
        let reach = configuration.reach
        let size = (BLAS.fastRows(rows + (range.count - 1) * reach) + 2 * reach) * width
        nonisolated(unsafe) let memory = branches.reserve(branchCount * 2 * size)
        nonisolated(unsafe) let (pass, table) = (self, table)
        Threads.split(branchCount) { _, parts in
            for part in parts {
                // The longest windows come first, so that two threads have about the same to do.
                let branch = branchCount - 1 - part
                pass.convolve(
                    branch,
                    range,
                    of: sequences,
                    encoder,
                    table,
                    states: memory + branch * 2 * size,
                    products: memory + branch * 2 * size + size,
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
    ///   - states: A row for each token, and rows before, between and after the texts.
    ///   - products: As large.
    ///   - features: Gets the rows of the branch, among all features.
    private func convolve(
        _ branch: Int,
        _ range: Range<Int>,
        of sequences: TokenSequences,
        _ encoder: UniversalSentenceEncoder,
        _ table: TokenTable,
        states: UnsafeMutablePointer<Float>,
        products: UnsafeMutablePointer<Float>,
        into features: UnsafeMutablePointer<Float>
    ) {
        let configuration = encoder.configuration
        let (width, reach) = (configuration.branchWidth, configuration.reach)
        let columns = configuration.featureWidth
        let layers = encoder.weights.convolutions[branch]
        let window = configuration.branches[branch]
        let first = sequences.offsets[range.lowerBound]
        let rows = sequences.offsets[range.upperBound] - first + (range.count - 1) * reach
        let multiplied = BLAS.fastRows(rows)
        states.update(repeating: 0, count: reach * width)
        // The last windows of rows that are multiplied for speed alone reach as far.
        (states + (rows + 2 * reach) * width)
            .update(repeating: 0, count: (multiplied - rows) * width)
        for (number, sequence) in range.enumerated() {
            let start = sequences.offsets[sequence] - first + (number + 1) * reach
            let length = sequences.length(of: sequence)
            convolve(
                sequences[sequence],
                window,
                branch,
                table,
                bias: layers[0].bias.start,
                into: states + start * width
            )
            (states + (start + length) * width).update(repeating: 0, count: reach * width)
        }
        product(window, multiplied, width, states, layers[1], reach, products)
        for (number, sequence) in range.enumerated() {
            let row = sequences.offsets[sequence] - first
            let start = row + (number + 1) * reach
            for token in 0..<sequences.length(of: sequence) {
                Self.activate(
                    width,
                    products + (start + token - reach) * width,
                    layers[1].bias.start,
                    adding: states + (start + token) * width,
                    into: features + (row + token) * columns
                )
            }
        }
    }

    /// The first convolution of a branch over a text, added to the branch's inputs: each window is a
    /// sum of the table's rows.
    private func convolve(
        _ tokens: ArraySlice<Int32>,
        _ window: UniversalSentenceEncoderConfiguration.Branch,
        _ branch: Int,
        _ table: TokenTable,
        bias: UnsafePointer<Float>,
        into states: UnsafeMutablePointer<Float>
    ) {
        let width = table.branchWidth
        withUnsafeTemporaryAllocation(
            of: UnsafePointer<Float>.self,
            capacity: window.order
        ) { parts in
            for (row, token) in tokens.indices.enumerated() {
                var count = 0
                for place in 0..<window.order {
                    let neighbour = token + place - window.left
                    guard tokens.indices.contains(neighbour) else { continue }
                    parts[count] = table.products(tokens[neighbour], branch: branch, place: place)
                    count += 1
                }
                let inputs = table.inputs(tokens[token], branch: branch)
                let state = states + row * width
                for column in stride(from: 0, to: width, by: 8) {
                    let rest = width - column
                    var sum = loadEight(bias + column, rest)
                    for part in 0..<count { sum += loadEight(parts[part] + column, rest) }
                    let positive = sum.replacing(with: 0, where: sum .< 0)
                    storeEight(positive + loadEight(inputs + column, rest), state + column, rest)
                }
            }
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
