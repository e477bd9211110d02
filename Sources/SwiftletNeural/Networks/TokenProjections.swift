import SwiftletTensor
import SwiftletText

/// What an LSTM's input weights make of each distinct token of some sequences.
final class TokenProjections {
    private let slotBuffer: Buffer<Int32>
    private let distinct: Buffer<Int32>
    private var distinctCount = 0
    private let inputs = Buffer<Float>()
    private let sums = Buffer<Float>()

    init(vocabularySize: Int) {
        slotBuffer = Buffer(vocabularySize)
        slotBuffer.start.update(repeating: -1, count: vocabularySize)
        distinct = Buffer(vocabularySize)
    }

    /// The rows that `project` computed.
    var rows: UnsafePointer<Float> { UnsafePointer(sums.start) }
    /// For each token that was projected, its row.
    var slots: UnsafePointer<Int32> { UnsafePointer(slotBuffer.start) }

    /// Projects the first `maximumLength` tokens of each of `examples`. What was projected before is
    /// lost.
    func project(
        _ examples: UnsafeBufferPointer<Int32>,
        of sequences: TokenSequences,
        maximumLength: Int,
        embedding: UnsafePointer<Float>,
        _ weights: LSTMPredictionWeights
    ) {
        let (slots, distinct) = (slotBuffer.start, distinct.start)
        for index in 0..<distinctCount { slots[Int(distinct[index])] = -1 }
        distinctCount = 0
        sequences.tokens.withUnsafeBufferPointer { tokens in
            for example in examples {
                let start = sequences.offsets[Int(example)]
                let length = min(maximumLength, sequences.length(of: Int(example)))
                for token in tokens[start..<start + length] where slots[Int(token)] < 0 {
                    slots[Int(token)] = Int32(distinctCount)
                    distinct[distinctCount] = token
                    distinctCount += 1
                }
            }
        }
        let width = weights.layer.inputs
        let x = inputs.reserve(distinctCount * width)
        for index in 0..<distinctCount {
            (x + index * width).update(from: embedding + Int(distinct[index]) * width, count: width)
        }
        weights.project(
            distinctCount,
            x,
            into: sums.reserve(distinctCount * weights.layer.gates)
        )
    }
}
