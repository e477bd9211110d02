import SwiftletBase
import SwiftletTensor

/// Finds, among embedded texts, those that are nearest to others by their cosine.
///
///     let index = EmbeddingIndex(try encoder.embed(corpus))
///     for neighbour in index.nearest(to: try encoder.embed(["lost my bag"]), count: 3)[0] {
///         print(corpus[neighbour.index], neighbour.cosine)
///     }
///
/// A search compares a batch of queries with all texts by one matrix product for each run of texts,
/// on all threads, and keeps of each run what may be among the nearest: it takes time in proportion
/// to queries and texts, and hardly any memory. For one query a time against hundreds of thousands of
/// vectors ``WordVectors`` reads a quarter of the memory.
public struct EmbeddingIndex: Sendable {
    /// The embeddings, `[count, dimension]`, each of length 1; a vector without a direction (zeros,
    /// NaN, infinity) is zeros, and its cosine with all others 0.
    public let embeddings: Tensor

    /// Creates an index of embeddings, `[count, dimension]`, of any lengths.
    public init(_ embeddings: Tensor) { self.embeddings = Self.unit(embeddings) }

    /// How many embeddings there are.
    public var count: Int { embeddings.rows }
    /// How many numbers each has.
    public var dimension: Int { embeddings.columns }

    /// A neighbour of a query.
    public struct Neighbour: Sendable, Equatable {
        /// Its row in the index.
        public let index: Int
        /// Its cosine with the query, -1 to 1.
        public let cosine: Float

        /// Creates a neighbour.
        public init(index: Int, cosine: Float) {
            self.index = index
            self.cosine = cosine
        }
    }

    /// The cosines of queries, `[queries, dimension]`, with all embeddings: `[queries, count]`.
    public func cosines(with queries: Tensor) -> Tensor {
        requireDimension(of: queries)
        return Self.unit(queries).matrixProduct(embeddings, transposeOther: true)
    }

    /// The `count` embeddings nearest to each of the queries, `[queries, dimension]`, the nearest
    /// first and of equal ones the first; all of them where there are fewer.
    public func nearest(to queries: Tensor, count: Int = 10) -> [[Neighbour]] {
        requireDimension(of: queries)
        precondition(count >= 0, "A count of \(count) is negative.")
        let (queryCount, wanted) = (queries.rows, min(count, self.count))
        if wanted == 0 { return [[Neighbour]](repeating: [], count: queryCount) }
        let unit = Self.unit(queries)
        var result: [[Neighbour]] = []
        for start in stride(from: 0, to: queryCount, by: Self.queriesTogether) {
            let batch = start..<min(queryCount, start + Self.queriesTogether)
            let found = Threads.map(self.count, minimumPart: Self.rowsTogether) { rows in
                search(
                    rows,
                    unit.storage.address + batch.lowerBound * dimension,
                    batch.count,
                    wanted
                )
            }
            for query in 0..<batch.count {
                let candidates = found.flatMap { $0[query] }.sorted {
                    $0.cosine == $1.cosine ? $0.index < $1.index : $0.cosine > $1.cosine
                }
                result.append(Array(candidates.prefix(wanted)))
            }
        }
        return result
    }

    /// How many queries go through the embeddings together.
    private static let queriesTogether = 256
    /// How many embeddings are compared with them by one product.
    private static let rowsTogether = 1_024

    /// Those of some rows that may be among the nearest to each query.
    private func search(
        _ rows: Range<Int>,
        _ queries: UnsafePointer<Float>,
        _ queryCount: Int,
        _ wanted: Int
    ) -> [[Neighbour]] {
        var found = [[Neighbour]](repeating: [], count: queryCount)
        var best = [SmallestOfLargest](repeating: .init(count: wanted), count: queryCount)
        let cosines = Buffer<Float>(queryCount * min(rows.count, Self.rowsTogether))
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.rowsTogether) {
            let run = start..<min(rows.upperBound, start + Self.rowsTogether)
            BLAS.gemm(
                queryCount,
                run.count,
                dimension,
                queries,
                UnsafePointer(embeddings.storage.address + start * dimension),
                transposeB: true,
                cosines.start
            )
            for query in 0..<queryCount {
                let cosines = cosines.start + query * run.count
                var threshold = best[query].smallest
                for row in 0..<run.count where cosines[row] > threshold {
                    found[query].append(Neighbour(index: start + row, cosine: cosines[row]))
                    best[query].insert(cosines[row])
                    threshold = best[query].smallest
                }
            }
        }
        return zip(found, best).map { found, best in
            found.filter { $0.cosine >= best.smallest }
        }
    }

    private func requireDimension(of queries: Tensor) {
        precondition(
            queries.shape.count == 2 && queries.columns == dimension,
            "Queries of shape \(queries.shape) do not fit embeddings of shape \(embeddings.shape)."
        )
    }

    /// The rows at length 1.
    private static func unit(_ vectors: Tensor) -> Tensor {
        precondition(
            vectors.shape.count == 2,
            "Embeddings of shape \(vectors.shape) are no matrix."
        )
        var result = vectors.normalizingRows()
        let columns = vectors.columns
        result.withUnsafeMutableBufferPointer { elements in
            guard let start = elements.baseAddress else { return }
            nonisolated(unsafe) let rows = start
            Threads.split(vectors.rows, minimumPart: 1 + (1 << 16) / columns) { _, range in
                for row in range {
                    let row = rows + row * columns
                    if VectorMath.sumOfSquares(columns, row).isFinite { continue }
                    row.update(repeating: 0, count: columns)
                }
            }
        }
        return result
    }
}
