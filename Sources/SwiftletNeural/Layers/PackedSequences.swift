import SwiftletBase
import SwiftletText

/// A batch of sequences by time steps, without padding.
///
/// The sequences stand in descending order of length, so those that have a token at step `t` are
/// the first `rows(t)` of them. Their tokens at step 0 come first in memory, then those at step 1
/// and so on: row `start(t) + s` belongs to the sequence at position `s`. A step is a matrix without
/// gaps, and the previous step's rows of the same sequences are at the same positions. Sequences of
/// length 0 come last and have no row.
///
/// What PyTorch calls a packed sequence. Packing again reuses the memory.
package final class PackedSequences {
    /// How many sequences there are.
    package private(set) var count = 0
    /// How many steps the longest sequence has.
    package private(set) var steps = 0
    /// How many rows there are: the sum of the lengths.
    package private(set) var rowCount = 0
    private let orderBuffer = Buffer<Int32>()
    private let tokenBuffer = Buffer<Int32>()
    private let startBuffer = Buffer<Int>()
    private let lengthBuffer = Buffer<Int>()

    package init() {}

    /// The example at each position, as it was given to `pack`.
    package var order: UnsafePointer<Int32> { UnsafePointer(orderBuffer.start) }
    /// The token of each row.
    package var tokens: UnsafePointer<Int32> { UnsafePointer(tokenBuffer.start) }

    /// The first row of a step; for `steps`, the number of all rows.
    package func start(_ step: Int) -> Int { startBuffer.start[step] }
    /// How many sequences have a token at a step.
    package func rows(_ step: Int) -> Int {
        startBuffer.start[step + 1] - startBuffer.start[step]
    }
    /// The length of the sequence at a position.
    package func length(_ position: Int) -> Int { lengthBuffer.start[position] }

    /// Packs the sequences with the numbers `examples`, each cut to its first `maximumLength`
    /// tokens. Those of equal length keep their order.
    package func pack(
        _ examples: UnsafeBufferPointer<Int32>,
        of sequences: TokenSequences,
        maximumLength: Int
    ) {
        count = examples.count
        let order = orderBuffer.reserve(count)
        let lengths = lengthBuffer.reserve(count)
        sequences.offsets.withUnsafeBufferPointer { offsets in
            func length(_ example: Int32) -> Int {
                let example = Int(example)
                return min(maximumLength, offsets[example + 1] - offsets[example])
            }
            steps = 0
            rowCount = 0
            for example in examples {
                steps = max(steps, length(example))
                rowCount += length(example)
            }
            // Counting sort: first how many are longer than t, which is both the rows of step t
            // and where the sequences of length t begin in the order.
            let starts = startBuffer.reserve(steps + 2)
            starts.update(repeating: 0, count: steps + 2)
            for example in examples { starts[length(example)] += 1 }
            var longer = 0
            for step in (0...steps).reversed() {
                let here = starts[step]
                starts[step] = longer
                longer += here
            }
            for example in examples {
                let position = starts[length(example)]
                order[position] = example
                lengths[position] = length(example)
                starts[length(example)] += 1
            }
            // Now starts[t] counts the sequences of length t or more; the rows of step t are those
            // of length t + 1 or more.
            var row = 0
            for step in 0..<steps {
                let rows = starts[step + 1]
                starts[step] = row
                row += rows
            }
            starts[steps] = row
            let tokens = tokenBuffer.reserve(rowCount)
            sequences.tokens.withUnsafeBufferPointer { source in
                for position in 0..<count {
                    let first = offsets[Int(order[position])]
                    for step in 0..<lengths[position] {
                        tokens[starts[step] + position] = source[first + step]
                    }
                }
            }
        }
    }
}
