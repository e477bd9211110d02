import SwiftletTensor
import SwiftletText

/// What an LSTM's input weights make of each distinct token of some sequences.
final class TokenProjections {
    private let shape: BiLSTMShape
    private let slotBuffer: Buffer<Int32>
    private let distinct: Buffer<Int32>
    private var distinctCount = 0
    private let inputs = Buffer<Float>()
    private let sums = Buffer<Float>()

    init(_ shape: BiLSTMShape) {
        self.shape = shape
        let vocabularySize = shape.configuration.vocabularySize
        slotBuffer = Buffer(vocabularySize)
        slotBuffer.start.update(repeating: -1, count: vocabularySize)
        distinct = Buffer(vocabularySize)
    }

    /// What `project` computed.
    var projections: LSTMPass.Projections {
        LSTMPass.Projections(rows: sums.start, slots: slotBuffer.start)
    }

    /// Projects the tokens of `examples`. What was projected before is lost.
    func project(
        _ examples: UnsafeBufferPointer<Int32>,
        of sequences: TokenSequences,
        embedding: UnsafePointer<Float>,
        weights: UnsafePointer<Float>
    ) {
        let (slots, distinct) = (slotBuffer.start, distinct.start)
        for index in 0..<distinctCount { slots[Int(distinct[index])] = -1 }
        distinctCount = 0
        let maximumLength = shape.configuration.maximumLength
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
        let width = shape.configuration.embeddingSize
        let x = inputs.reserve(distinctCount * width)
        for index in 0..<distinctCount {
            (x + index * width).update(from: embedding + Int(distinct[index]) * width, count: width)
        }
        shape.lstm.project(
            distinctCount,
            x,
            weights: weights,
            into: sums.reserve(distinctCount * shape.lstm.gates)
        )
    }
}
