import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import SwiftletText

/// The way of some texts through one of the encoder's branches, with the memory that it takes: two
/// convolutions over the tokens, each added to what it began with.
///
/// Within a split over the threads it runs on its own thread; elsewhere products are split.
final class BranchPass {
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
