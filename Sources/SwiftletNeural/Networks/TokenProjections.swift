import SwiftletBase
import SwiftletText

/// What an LSTM's input weights make of each distinct token of some sequences.
final class TokenProjections {
    private let distinct: DistinctTokens
    private let inputs = Buffer<Float>()
    private let sums = Buffer<Float>()

    init(vocabularySize: Int) { distinct = DistinctTokens(vocabularySize: vocabularySize) }

    /// The rows that `project` computed.
    var rows: UnsafePointer<Float> { UnsafePointer(sums.start) }
    /// For each token that was projected, its row.
    var slots: UnsafePointer<Int32> { distinct.slots }

    /// Projects the first `maximumLength` tokens of each of `examples`. What was projected before is
    /// lost.
    func project(
        _ examples: UnsafeBufferPointer<Int32>,
        of sequences: TokenSequences,
        maximumLength: Int,
        embedding: UnsafePointer<Float>,
        _ weights: LSTMPredictionWeights
    ) {
        distinct.collect(examples, of: sequences, maximumLength: maximumLength)
        let width = weights.layer.inputs
        let x = inputs.reserve(distinct.count * width)
        for index in 0..<distinct.count {
            (x + index * width).update(
                from: embedding + Int(distinct.tokens[index]) * width,
                count: width
            )
        }
        weights.project(
            distinct.count,
            x,
            into: sums.reserve(distinct.count * weights.layer.gates)
        )
    }
}
