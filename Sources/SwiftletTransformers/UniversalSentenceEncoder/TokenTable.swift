import SwiftletNeural
import SwiftletTensor
import SwiftletText

/// What the encoder's first layers make of each distinct token of some texts: the inputs of all
/// branches, and the products of those with every place of the first convolutions.
///
/// Both depend on the token alone, and a token comes several times, so that a convolution's windows
/// become sums of rows of this table. Some rows can be kept for texts to come: then these must have
/// few tokens in all.
final class TokenTable {
    private let recent: RecentTokens
    private let embeddings = Buffer<Float>()
    private let inputBuffer = Buffer<Float>()
    private let moments = Buffer<Float>()
    private let productBuffer = Buffer<Float>()
    private let inputWidth: Int
    private let productWidth: Int
    let branchWidth: Int
    /// The first place of each branch among the places of all.
    private let firstPlaces: [Int]

    /// The most tokens of a call to a table that keeps rows.
    static let mostTokensWithKept = 512

    /// - Parameter kept: How many tokens' rows stay from one call to the next.
    init(_ configuration: UniversalSentenceEncoderConfiguration, kept: Int) {
        recent = RecentTokens(vocabularySize: configuration.vocabularySize, kept: kept)
        branchWidth = configuration.branchWidth
        inputWidth = configuration.branches.count * branchWidth
        var places = 0
        firstPlaces = configuration.branches.map { branch in
            defer { places += branch.order }
            return places
        }
        productWidth = places * branchWidth
        if kept > 0 { reserve(Self.mostTokensWithKept, configuration) }
    }

    /// What is kept is lost if the memory grows.
    private func reserve(_ count: Int, _ configuration: UniversalSentenceEncoderConfiguration) {
        let capacity = count + BLAS.mostExtraRows
        embeddings.reserve(capacity * configuration.embeddingWidth)
        inputBuffer.reserve((recent.kept + capacity) * inputWidth)
        moments.reserve(2 * count)
        productBuffer.reserve((recent.kept + capacity) * productWidth)
    }

    /// The inputs of a branch for a token.
    func inputs(_ token: Int32, branch: Int) -> UnsafePointer<Float> {
        let slot = Int(recent.rows[Int(token)])
        return UnsafePointer(inputBuffer.start) + slot * inputWidth + branch * branchWidth
    }

    /// The product of a token's inputs with a place of a branch's first convolution.
    func products(_ token: Int32, branch: Int, place: Int) -> UnsafePointer<Float> {
        let slot = Int(recent.rows[Int(token)])
        return UnsafePointer(productBuffer.start) + slot * productWidth
            + (firstPlaces[branch] + place) * branchWidth
    }

    /// Computes the rows for the tokens of the sequences `range`, on all threads. What was there
    /// before, and is not kept, is lost.
    func compute(
        _ range: Range<Int>,
        of sequences: TokenSequences,
        _ encoder: UniversalSentenceEncoder
    ) {
        let tokens = sequences.offsets[range.upperBound] - sequences.offsets[range.lowerBound]
        precondition(
            recent.kept == 0 || tokens <= Self.mostTokensWithKept,
            "\(tokens) tokens are more than \(Self.mostTokensWithKept)."
        )
        recent.collect(range, of: sequences) { row, target in
            for (buffer, width) in [(inputBuffer, inputWidth), (productBuffer, productWidth)] {
                (buffer.start + target * width).update(
                    from: buffer.start + row * width,
                    count: width
                )
            }
        }
        reserve(recent.newCount, encoder.configuration)
        nonisolated(unsafe) let table = self
        // Fewer rows are split inside.
        Threads.split(recent.newCount, minimumPart: 64) { _, rows in table.compute(rows, encoder) }
    }

    private func compute(_ rows: Range<Int>, _ encoder: UniversalSentenceEncoder) {
        let (configuration, weights) = (encoder.configuration, encoder.weights)
        let embeddingWidth = configuration.embeddingWidth
        let embeddings = embeddings.start + rows.lowerBound * embeddingWidth
        let first = recent.kept + rows.lowerBound
        nonisolated(unsafe) let inputs = inputBuffer.start + first * inputWidth
        nonisolated(unsafe) let products = productBuffer.start + first * productWidth
        // Behind the last row there is room for some more, whose products nobody reads.
        let multiplied =
            rows.upperBound == recent.newCount ? BLAS.fastRows(rows.count) : rows.count
        for row in 0..<multiplied {
            let embedding = embeddings + row * embeddingWidth
            if row < rows.count {
                weights.embedding.read(recent.newToken(rows.lowerBound + row), into: embedding)
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
