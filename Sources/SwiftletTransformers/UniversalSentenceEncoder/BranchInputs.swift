import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import SwiftletText

/// The results of the encoder's first layers for each distinct token of some texts: the inputs of
/// all branches, and the products of those with every place of the first convolutions.
///
/// Both depend on the token alone, and a token comes several times, so that a convolution's windows
/// become sums of rows of this table.
final class BranchInputs {
    private let distinct: DistinctTokens
    private let embeddings = Buffer<Float>()
    private let inputBuffer = Buffer<Float>()
    private let moments = Buffer<Float>()
    /// What is multiplied, for each thread that takes some of the tokens.
    private let quantized = WorkspacePool<Int16Rows>()
    private let productBuffer = Buffer<Float>()
    private let inputWidth: Int
    private let productWidth: Int
    let branchWidth: Int
    /// The first place of each branch among the places of all.
    private let firstPlaces: [Int]

    init(_ configuration: UniversalSentenceEncoderConfiguration) {
        distinct = DistinctTokens(vocabularySize: configuration.vocabularySize)
        branchWidth = configuration.branchWidth
        inputWidth = configuration.branches.count * branchWidth
        var places = 0
        firstPlaces = configuration.branches.map { branch in
            defer { places += branch.order }
            return places
        }
        productWidth = places * branchWidth
    }

    /// The inputs of a branch for a token.
    func inputs(_ token: Int32, branch: Int) -> UnsafePointer<Float> {
        let slot = Int(distinct.slots[Int(token)])
        return UnsafePointer(inputBuffer.start) + slot * inputWidth + branch * branchWidth
    }

    /// The product of a token's inputs with a place of a branch's first convolution.
    func products(_ token: Int32, branch: Int, place: Int) -> UnsafePointer<Float> {
        let slot = Int(distinct.slots[Int(token)])
        return UnsafePointer(productBuffer.start) + slot * productWidth
            + (firstPlaces[branch] + place) * branchWidth
    }

    /// Computes the rows for the tokens of the sequences `range`, on all threads. What was there
    /// before is lost.
    func compute(
        _ range: Range<Int>,
        of sequences: TokenSequences,
        _ encoder: UniversalSentenceEncoder
    ) {
        distinct.collect(Int32(range.lowerBound)..<Int32(range.upperBound), of: sequences)
        let count = distinct.count
        embeddings.reserve(count * encoder.configuration.embeddingWidth)
        inputBuffer.reserve(count * inputWidth)
        moments.reserve(2 * count)
        productBuffer.reserve(count * productWidth)
        nonisolated(unsafe) let table = self
        // Fewer rows are split inside.
        Threads.split(count, minimumPart: 64) { _, rows in
            table.quantized.withWorkspace(Int16Rows.init) { table.compute(rows, encoder, $0) }
        }
    }

    private func compute(
        _ rows: Range<Int>,
        _ encoder: UniversalSentenceEncoder,
        _ quantized: Int16Rows
    ) {
        let (configuration, weights) = (encoder.configuration, encoder.weights)
        let embeddingWidth = configuration.embeddingWidth
        let embeddings = embeddings.start + rows.lowerBound * embeddingWidth
        let inputs = inputBuffer.start + rows.lowerBound * inputWidth
        let products = productBuffer.start + rows.lowerBound * productWidth
        for row in 0..<rows.count {
            weights.embedding.read(
                Int(distinct.tokens[rows.lowerBound + row]),
                into: embeddings + row * embeddingWidth
            )
        }
        quantized.quantize(rows.count, embeddingWidth, embeddings)
        weights.projection.weight.multiply(
            quantized,
            count: rows.count,
            bias: weights.projection.bias.start,
            into: inputs
        )
        weights.projectionNorm(
            rows.count,
            inputs,
            adding: nil,
            moments: moments.start + 2 * rows.lowerBound,
            into: inputs
        )
        let branches = weights.branches.count
        quantized.quantize(rows.count * branches, branchWidth, inputs)
        for (branch, layers) in weights.branches.enumerated() {
            layers.first.weight.multiply(
                quantized,
                from: branch,
                step: branches,
                count: rows.count,
                into: products + firstPlaces[branch] * branchWidth,
                stride: productWidth
            )
        }
    }
}
