import SwiftletTensor
import SwiftletText
import SwiftletTransformers
import Testing

@Suite struct RecentTokensTests {
    /// A table whose rows hold the token that they are of.
    private final class Table {
        let recent: RecentTokens
        var rows: [Int32]

        init(vocabularySize: Int, kept: Int) {
            recent = RecentTokens(vocabularySize: vocabularySize, kept: kept)
            rows = Array(repeating: -1, count: kept + vocabularySize)
        }

        /// Takes texts, and gives how many tokens were to be computed.
        func take(_ texts: [[Int]], _ range: Range<Int>? = nil) -> Int {
            let range = range ?? 0..<texts.count
            recent.collect(range, of: TokenSequences(texts)) { row, target in
                #expect(row >= recent.kept && target < recent.kept)
                rows[target] = rows[row]
            }
            for index in 0..<recent.newCount {
                rows[recent.kept + index] = Int32(recent.newToken(index))
            }
            for token in texts[range].joined() {
                #expect(rows[Int(recent.rows[token])] == token)
            }
            return recent.newCount
        }
    }

    @Test(arguments: [0, 1, 2, 5, 40]) func everyTokenHasItsRow(_ kept: Int) {
        var generator = PCG64(seed: UInt64(kept))
        let table = Table(vocabularySize: 30, kept: kept)
        for _ in 0..<2_000 {
            let texts = (0..<3).map { _ in
                (0..<Int.random(in: 0..<6, using: &generator)).map { _ in
                    // Small numbers come more often.
                    Int.random(in: 0...Int.random(in: 0..<30, using: &generator), using: &generator)
                }
            }
            let count = table.take(texts, 1..<3)
            let distinct = Set(texts[1..<3].joined())
            #expect(count <= distinct.count)
            if kept == 0 { #expect(count == distinct.count) }
        }
    }

    @Test func tokensThatComeOftenStay() {
        let table = Table(vocabularySize: 1_000, kept: 4)
        #expect(table.take([[7, 8, 7]]) == 2)
        for token in 10..<500 { #expect(table.take([[7, token, 8]]) == 1) }
        // Without coming they are given up.
        for token in 500..<520 { #expect(table.take([[token]]) == 1) }
        #expect(table.take([[7, 8]]) == 2)
    }

    @Test func nothingIsKeptInNoRows() {
        let table = Table(vocabularySize: 10, kept: 0)
        for _ in 0..<3 { #expect(table.take([[1, 2], [2, 3]]) == 3) }
    }
}
