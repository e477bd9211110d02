import SwiftletNeural
import SwiftletTensor
import SwiftletText

/// The way of some texts through one of the encoder's branches, with the memory that it takes: two
/// convolutions over the tokens, each added to what it began with.
///
/// Within a split over the threads it runs on its own thread; elsewhere products are split.
final class BranchPass {
    /// The states between the convolutions, in which rows of zeros stand before, between and after
    /// the texts.
    private let states = Buffer<Float>()
    /// The second convolution's products.
    private let products = Buffer<Float>()
    /// The inputs of a minimal filter's products.
    private let combined = Buffer<Float>()

    /// The fewest tokens for which a minimal filter takes less time: it multiplies fewer rows with more
    /// weights.
    private static let leastFiltered = 128
    /// The most tiles whose products are computed together, so that a long text takes no more memory.
    private static let tilesTogether = 1_024

    /// - Parameter features: Gets the rows of the branch, among all features.
    func convolve(
        _ branch: Int,
        _ range: Range<Int>,
        of sequences: TokenSequences,
        _ encoder: UniversalSentenceEncoder,
        _ table: TokenTable,
        into features: UnsafeMutablePointer<Float>
    ) {
        let place = Place(branch, range, of: sequences, encoder)
        let size = (place.rows + BLAS.mostExtraRows + 2 * place.gap) * place.width
        let states = states.reserve(size)
        states.update(repeating: 0, count: place.gap * place.width)
        for text in range {
            let start = place.row(of: text)
            let length = sequences.length(of: text)
            convolve(
                sequences[text],
                place,
                table,
                bias: encoder.weights.convolutions[branch][0].bias.start,
                into: states + start * place.width
            )
            (states + (start + length) * place.width)
                .update(repeating: 0, count: place.gap * place.width)
        }
        let tokens = sequences.offsets[range.upperBound] - place.first
        if let filter = place.filter, tokens >= Self.leastFiltered {
            multiply(place, filter, into: features)
        } else {
            multiply(place, into: features)
        }
    }

    /// Four neighbouring tokens of a text, or what is left at its end, and where the rows of the first
    /// are.
    private struct Tile {
        let tokens: Int
        let state: Int
        let feature: Int
    }

    /// Where the rows of some texts are.
    private struct Place {
        let branch: Int
        let range: Range<Int>
        let sequences: TokenSequences
        let window: UniversalSentenceEncoderConfiguration.Branch
        let width: Int
        /// The distance from a row of features to the next.
        let columns: Int
        let layer: UniversalSentenceEncoderWeights.Layer
        let filter: UniversalSentenceEncoderWeights.Filter?
        /// The rows of zeros between texts: as many as a window, or those of four outputs, can see.
        let gap: Int
        /// The first token.
        let first: Int

        init(
            _ branch: Int,
            _ range: Range<Int>,
            of sequences: TokenSequences,
            _ encoder: UniversalSentenceEncoder
        ) {
            (self.branch, self.range, self.sequences) = (branch, range, sequences)
            window = encoder.configuration.branches[branch]
            width = encoder.configuration.branchWidth
            columns = encoder.configuration.featureWidth
            layer = encoder.weights.convolutions[branch][1]
            filter = encoder.weights.filters[branch]
            gap = encoder.configuration.reach + MinimalFilter.outputs - 1
            first = sequences.offsets[range.lowerBound]
        }

        /// From the first text's to the last one's.
        var rows: Int {
            sequences.offsets[range.upperBound] - first + (range.count - 1) * gap
        }

        /// Where a text's states begin.
        func row(of text: Int) -> Int {
            sequences.offsets[text] - first + (text - range.lowerBound + 1) * gap
        }

        /// Where a token's features begin.
        func feature(of text: Int, _ token: Int) -> Int {
            (sequences.offsets[text] - first + token) * columns
        }

        var tiles: [Tile] {
            range.flatMap { text in
                let (start, length) = (row(of: text), sequences.length(of: text))
                return stride(from: 0, to: length, by: MinimalFilter.outputs).map { token in
                    Tile(
                        tokens: min(MinimalFilter.outputs, length - token),
                        state: start + token,
                        feature: feature(of: text, token)
                    )
                }
            }
        }

        /// What becomes of the second convolution's sums.
        func finish(_ states: UnsafePointer<Float>) -> RowCombination.Finish {
            RowCombination.Finish(bias: layer.bias.start, residual: states, stride: width)
        }
    }

    /// The first convolution over a text, added to the branch's inputs: each window is a sum of the
    /// table's rows.
    private func convolve(
        _ tokens: ArraySlice<Int32>,
        _ place: Place,
        _ table: TokenTable,
        bias: UnsafePointer<Float>,
        into states: UnsafeMutablePointer<Float>
    ) {
        let (window, branch) = (place.window, place.branch)
        let sum = RowCombination(Array(repeating: 1, count: window.order), inputs: window.order)
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
                sum.write(
                    place.width,
                    parts.baseAddress!,
                    finish: RowCombination.Finish(
                        bias: bias,
                        residual: table.inputs(tokens[token], branch: branch),
                        stride: 0
                    ),
                    into: states + row * place.width,
                    stride: 0
                )
            }
        }
    }

    /// The second convolution: the sum over a window's places of a product with that place's part of
    /// the weights, so that no window needs to be gathered.
    private func multiply(_ place: Place, into features: UnsafeMutablePointer<Float>) {
        let (width, gap) = (place.width, place.gap)
        let rows = BLAS.fastRows(place.rows)
        // The last windows of rows that are multiplied for speed alone reach as far.
        (states.start + (place.rows + 2 * gap) * width)
            .update(repeating: 0, count: (rows - place.rows) * width)
        let products = products.reserve(rows * width)
        for offset in 0..<place.window.order {
            BLAS.gemm(
                rows,
                width,
                width,
                states.start + (gap - place.window.left + offset) * width,
                place.layer.weight.start + offset * width * width,
                beta: offset == 0 ? 0 : 1,
                products
            )
        }
        let row = RowCombination([1], inputs: 1)
        for text in place.range {
            let start = place.row(of: text)
            for token in 0..<place.sequences.length(of: text) {
                row.write(
                    width,
                    products + (start - gap + token) * width,
                    distance: 0,
                    finish: place.finish(states.start + (start + token) * width),
                    into: features + place.feature(of: text, token),
                    stride: 0
                )
            }
        }
    }

    /// The second convolution by a minimal filter.
    private func multiply(
        _ place: Place,
        _ weights: UniversalSentenceEncoderWeights.Filter,
        into features: UnsafeMutablePointer<Float>
    ) {
        let tiles = place.tiles
        for start in stride(from: 0, to: tiles.count, by: Self.tilesTogether) {
            let end = min(tiles.count, start + Self.tilesTogether)
            multiply(tiles[start..<end], place, weights, into: features)
        }
    }

    private func multiply(
        _ tiles: ArraySlice<Tile>,
        _ place: Place,
        _ weights: UniversalSentenceEncoderWeights.Filter,
        into features: UnsafeMutablePointer<Float>
    ) {
        let (width, filter) = (place.width, weights.filter)
        let rows = BLAS.fastRows(tiles.count)
        let size = rows * width
        let combined = combined.reserve(filter.products * size)
        let products = products.reserve(filter.products * size)
        for (row, tile) in tiles.enumerated() {
            filter.inputs.write(
                width,
                states.start + (tile.state - place.window.left) * width,
                distance: width,
                into: combined + row * width,
                stride: size
            )
        }
        let combinedWeights = weights.value(place.layer, width)
        for product in 0..<filter.products {
            let inputs = combined + product * size
            (inputs + tiles.count * width)
                .update(repeating: 0, count: (rows - tiles.count) * width)
            BLAS.gemm(
                rows,
                width,
                width,
                inputs,
                combinedWeights.start + product * width * width,
                products + product * size
            )
        }
        for (row, tile) in tiles.enumerated() {
            filter.results.write(
                width,
                products + row * width,
                distance: size,
                outputs: tile.tokens,
                finish: place.finish(states.start + tile.state * width),
                into: features + tile.feature,
                stride: place.columns
            )
        }
    }
}
