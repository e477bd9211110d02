import SwiftletBase
import SwiftletText

/// The tokens of some sequences end to end, without padding. Packing again reuses the memory.
package final class PackedTokens {
    /// How many sequences there are.
    package private(set) var count = 0
    /// How many tokens there are in all.
    package private(set) var rows = 0
    /// The length of the longest sequence.
    package private(set) var longest = 0
    private let tokenBuffer = Buffer<Int32>()
    private let startBuffer = Buffer<Int>()

    package init() {}

    /// The token of each row.
    package var tokens: UnsafePointer<Int32> { UnsafePointer(tokenBuffer.start) }
    /// The first row of a sequence; for `count`, the number of all rows.
    package func start(_ sequence: Int) -> Int { startBuffer.start[sequence] }
    package func length(_ sequence: Int) -> Int {
        startBuffer.start[sequence + 1] - startBuffer.start[sequence]
    }

    /// Packs the sequences with the numbers `examples`, each cut to its first `maximumLength` tokens.
    package func pack(
        _ examples: some Collection<Int32>,
        of sequences: TokenSequences,
        maximumLength: Int
    ) {
        count = examples.count
        let starts = startBuffer.reserve(count + 1)
        (rows, longest) = (0, 0)
        for (index, example) in examples.enumerated() {
            let length = min(maximumLength, sequences.length(of: Int(example)))
            starts[index] = rows
            rows += length
            longest = max(longest, length)
        }
        starts[count] = rows
        let tokens = tokenBuffer.reserve(rows)
        sequences.tokens.withUnsafeBufferPointer { source in
            for (index, example) in examples.enumerated() {
                let first = sequences.offsets[Int(example)]
                for position in 0..<length(index) {
                    tokens[starts[index] + position] = source[first + position]
                }
            }
        }
    }

    /// Copies the row of each sequence's first token, of `width` numbers: from `[rows, width]` to
    /// `[count, width]`. No sequence may be empty.
    func copyFirstRows(
        of states: UnsafePointer<Float>,
        width: Int,
        into result: UnsafeMutablePointer<Float>
    ) {
        for sequence in 0..<count {
            (result + sequence * width).update(from: states + start(sequence) * width, count: width)
        }
    }
}
