import SwiftletTensor
import SwiftletText

/// Numbers for the tokens of some texts: rows of a table with what a layer makes of each token.
///
/// The last rows of the table, from `kept` on, are those of tokens that are to be computed. The first
/// ones are kept from one call to the next, for the tokens that come often: when there is none left,
/// the next one in turn is given up whose token did not come since its last turn ("clock", Corbató
/// 1968).
package final class RecentTokens {
    /// How many rows are kept.
    package let kept: Int
    /// How many tokens are to be computed.
    package private(set) var newCount = 0
    private let slotBuffer: Buffer<Int32>
    private let newTokens: Buffer<Int32>
    /// The token of each row that is kept, -1 for none, and whether it came lately.
    private var tokens: [Int32]
    private var cameLately: [Bool]
    /// The row whose turn is next.
    private var hand = 0

    package init(vocabularySize: Int, kept: Int) {
        self.kept = kept
        slotBuffer = Buffer(vocabularySize)
        slotBuffer.start.update(repeating: -1, count: vocabularySize)
        newTokens = Buffer(vocabularySize)
        tokens = Array(repeating: -1, count: kept)
        cameLately = Array(repeating: false, count: kept)
    }

    /// The row of each token that came in the last call.
    package var rows: UnsafePointer<Int32> { UnsafePointer(slotBuffer.start) }

    /// The token of the row `kept + index`.
    package func newToken(_ index: Int) -> Int { Int(newTokens.start[index]) }

    /// Numbers the tokens of the sequences `range`.
    ///
    /// - Parameter keep: Copies a row, of those that the last call computed, to one that is kept.
    package func collect(
        _ range: Range<Int>,
        of sequences: TokenSequences,
        keep: (_ row: Int, _ target: Int) -> Void
    ) {
        let (slots, new) = (slotBuffer.start, newTokens.start)
        for index in 0..<newCount {
            guard index < kept else {
                slots[Int(new[index])] = -1
                continue
            }
            let row = nextRow()
            if tokens[row] >= 0 { slots[Int(tokens[row])] = -1 }
            tokens[row] = new[index]
            slots[Int(new[index])] = Int32(row)
            keep(kept + index, row)
        }
        newCount = 0
        let places = sequences.offsets[range.lowerBound]..<sequences.offsets[range.upperBound]
        for token in sequences.tokens[places] {
            let row = Int(slots[Int(token)])
            if row < 0 {
                slots[Int(token)] = Int32(kept + newCount)
                new[newCount] = token
                newCount += 1
            } else if row < kept {
                cameLately[row] = true
            }
        }
    }

    /// The row to give up.
    private func nextRow() -> Int {
        while cameLately[hand] {
            cameLately[hand] = false
            hand = (hand + 1) % kept
        }
        defer { hand = (hand + 1) % kept }
        return hand
    }
}
