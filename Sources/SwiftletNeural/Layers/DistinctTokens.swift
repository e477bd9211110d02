import SwiftletBase
import SwiftletText

/// The distinct tokens of some sequences, numbered in the order in which they first come: what a layer
/// makes of a token by itself needs to be computed once, however often the token comes.
package final class DistinctTokens {
    private let slotBuffer: Buffer<Int32>
    private let tokenBuffer: Buffer<Int32>
    /// How many there are.
    package private(set) var count = 0

    package init(vocabularySize: Int) {
        slotBuffer = Buffer(vocabularySize)
        slotBuffer.start.update(repeating: -1, count: vocabularySize)
        tokenBuffer = Buffer(vocabularySize)
    }

    /// The tokens by their numbers.
    package var tokens: UnsafePointer<Int32> { UnsafePointer(tokenBuffer.start) }
    /// The number of each token; -1 for one that did not come.
    package var slots: UnsafePointer<Int32> { UnsafePointer(slotBuffer.start) }

    /// Numbers the tokens among the first `maximumLength` of each of `examples`, in place of those
    /// before.
    package func collect(
        _ examples: some Collection<Int32>,
        of sequences: TokenSequences,
        maximumLength: Int = .max
    ) {
        let (slots, distinct) = (slotBuffer.start, tokenBuffer.start)
        for index in 0..<count { slots[Int(distinct[index])] = -1 }
        var count = 0
        sequences.tokens.withUnsafeBufferPointer { tokens in
            for example in examples {
                let start = sequences.offsets[Int(example)]
                let length = min(maximumLength, sequences.length(of: Int(example)))
                for token in tokens[start..<start + length] where slots[Int(token)] < 0 {
                    slots[Int(token)] = Int32(count)
                    distinct[count] = token
                    count += 1
                }
            }
        }
        self.count = count
    }
}
