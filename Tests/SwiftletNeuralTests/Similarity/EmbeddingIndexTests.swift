import SwiftletBase
import SwiftletNeural
import SwiftletTensor
import TestSupport
import Testing

@Suite struct EmbeddingIndexTests {
    @Test func cosinesAndNeighboursAreThoseOfSentenceTransformers() throws {
        let file = try SafetensorsFile(from: Fixtures.path("sentence-bert/neighbours.safetensors"))
        let index = EmbeddingIndex(try file.tensor("vectors"))
        let queries = try file.tensor("queries")
        let cosines = try file.tensor("cosines")
        expectClose(index.cosines(with: queries).elements, cosines.elements, tolerance: 1e-5)
        let nearest = try file.int32s("nearest")
        for threads in [1, 2, 5] {
            Threads.withCount(threads) {
                for (query, found) in index.nearest(to: queries, count: 9).enumerated() {
                    let expected = nearest[query * 9..<(query + 1) * 9].map { Int($0) }
                    #expect(found.map(\.index) == expected)
                    expectClose(
                        found.map(\.cosine),
                        expected.map { cosines[query, $0] },
                        tolerance: 1e-5
                    )
                }
            }
        }
    }

    /// More rows and queries than go through one product.
    @Test func manyRowsAndQueriesGiveWhatSortingAllGives() {
        var generator = PCG64(seed: 2)
        func draw(_ count: Int) -> [[Float]] {
            (0..<count).map { _ in (0..<3).map { _ in Float(generator.below(9)) - 4 } }
        }
        let (rows, queries) = (draw(5_000), draw(300))
        let index = EmbeddingIndex(Tensor(rows))
        for threads in [1, 3] {
            Threads.withCount(threads) {
                let found = index.nearest(to: Tensor(queries), count: 12)
                #expect(found.count == 300)
                for (query, neighbours) in found.enumerated() where query % 29 == 0 {
                    let cosines = rows.map { Float(cosine($0, queries[query])) }
                    let best = Array(cosines.sorted(by: >).prefix(12))
                    #expect(zip(neighbours, best).allSatisfy { abs($0.cosine - $1) < 1e-5 })
                    #expect(neighbours.allSatisfy { abs($0.cosine - cosines[$0.index]) < 1e-5 })
                    #expect(Set(neighbours.map(\.index)).count == 12)
                }
            }
        }
    }

    @Test func ofEqualVectorsTheFirstComeFirst() {
        let rows = (0..<5_000).map { [$0 == 4_321 ? 1 : 0, 1] as [Float] }
        let index = EmbeddingIndex(Tensor(rows))
        for threads in [1, 3] {
            Threads.withCount(threads) {
                let found = index.nearest(to: Tensor([[1, 1]] as [[Float]]), count: 5)[0]
                #expect(found.map(\.index) == [4_321, 0, 1, 2, 3])
            }
        }
    }

    private func cosine(_ first: [Float], _ second: [Float]) -> Double {
        func product(_ a: [Float], _ b: [Float]) -> Double {
            zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        let lengths = (product(first, first) * product(second, second)).squareRoot()
        return lengths == 0 ? 0 : product(first, second) / lengths
    }

    @Test func vectorsWithoutADirectionHaveTheCosineZero() {
        let index = EmbeddingIndex(
            Tensor([[0, 0], [.nan, 1], [.infinity, 0], [3, 4], [-3, -4]])
        )
        let found = index.nearest(to: Tensor([[30, 40], [0, .nan]]), count: 5)
        #expect(found[0].map(\.index) == [3, 0, 1, 2, 4])
        #expect(found[0].map(\.cosine) == [1, 0, 0, 0, -1])
        #expect(found[1].map(\.index) == [0, 1, 2, 3, 4])
        #expect(found[1].allSatisfy { $0.cosine == 0 })
    }

    @Test func countsAreLimitedByWhatThereIs() {
        let index = EmbeddingIndex(Tensor([[1, 0], [0, 1]]))
        let query = Tensor([[1, 0.5]] as [[Float]])
        #expect(index.nearest(to: query, count: 10)[0].map(\.index) == [0, 1])
        #expect(index.nearest(to: query, count: 0) == [[]])
        #expect(index.nearest(to: Tensor(zeros: [0, 2])).isEmpty)
        #expect(EmbeddingIndex(Tensor(zeros: [0, 2])).nearest(to: query) == [[]])
    }
}
