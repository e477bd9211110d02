import SwiftletNeural
import SwiftletTensor
import SwiftletText

/// What the encoder's first layers make of each distinct token of some texts: the inputs of all
/// branches, and the products of those with every place of the first convolutions.
///
/// Both depend on the token alone, and a token comes several times, so that a convolution's windows
/// become sums of rows of this table.
final class TokenTable {
    private let distinct: DistinctTokens
    private let embeddings = Buffer<Float>()
    private let inputBuffer = Buffer<Float>()
    private let moments = Buffer<Float>()
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
        let capacity = count + BLAS.mostExtraRows
        embeddings.reserve(capacity * encoder.configuration.embeddingWidth)
        inputBuffer.reserve(capacity * inputWidth)
        moments.reserve(2 * count)
        productBuffer.reserve(capacity * productWidth)
        nonisolated(unsafe) let table = self
        // Fewer rows are split inside.
        Threads.split(count, minimumPart: 64) { _, rows in table.compute(rows, encoder) }
    }

    private func compute(_ rows: Range<Int>, _ encoder: UniversalSentenceEncoder) {
        let (configuration, weights) = (encoder.configuration, encoder.weights)
        let embeddingWidth = configuration.embeddingWidth
        let embeddings = embeddings.start + rows.lowerBound * embeddingWidth
        nonisolated(unsafe) let inputs = inputBuffer.start + rows.lowerBound * inputWidth
        nonisolated(unsafe) let products = productBuffer.start + rows.lowerBound * productWidth
        // Behind the last row there is room for some more, whose products nobody reads.
        let multiplied =
            rows.upperBound == distinct.count ? BLAS.fastRows(rows.count) : rows.count
        for row in 0..<multiplied {
            let embedding = embeddings + row * embeddingWidth
            if row < rows.count {
                weights.embedding.read(
                    Int(distinct.tokens[rows.lowerBound + row]),
                    into: embedding
                )
            } else {
                embedding.update(repeating: 0, count: embeddingWidth)
            }
            (inputs + row * inputWidth).update(
                from: weights.projection.bias.start,
                count: inputWidth
            )
        }
        BLAS.gemm(
            multiplied,
            inputWidth,
            embeddingWidth,
            embeddings,
            weights.projection.weight.start,
            beta: 1,
            inputs
        )
        weights.projectionNorm(
            rows.count,
            inputs,
            adding: nil,
            moments: moments.start + 2 * rows.lowerBound,
            into: inputs
        )
        let places = configuration.branches.indices.flatMap { branch in
            (0..<configuration.branches[branch].order).map { (branch: branch, place: $0) }
        }
        let (width, inputWidth, productWidth) = (branchWidth, inputWidth, productWidth)
        Threads.split(places.count) { _, range in
            for index in range {
                let (branch, place) = places[index]
                BLAS.gemm(
                    multiplied,
                    width,
                    width,
                    inputs + branch * width,
                    lda: inputWidth,
                    weights.convolutions[branch][0].weight.start + place * width * width,
                    products + index * width,
                    ldc: productWidth
                )
            }
        }
    }
}
