import SwiftletTensor
import SwiftletText

extension BiLSTMNetwork {
    /// The probability of each class for each sequence, in their order: `[sequences, classes]`.
    public func probabilities(of sequences: TokenSequences) -> Tensor {
        DenseHead.probabilities(of: logits(of: sequences))
    }

    /// The logits of each sequence, in their order: `[sequences, 1]` for two classes, the logit of the
    /// second one; else `[sequences, classes]`.
    ///
    /// Sequences of similar length go through the layers together, on all threads. The first call
    /// of all makes a transposed copy of the LSTM's weights, which later ones use.
    public func logits(of sequences: TokenSequences) -> Tensor {
        sequences.requireTokens(below: configuration.vocabularySize)
        let count = sequences.count
        let lengths = (0..<count).map(sequences.length(of:))
        let order = (0..<Int32(count)).sorted { (lengths[Int($0)], $1) > (lengths[Int($1)], $0) }
        let width = shape.head.output.outputs
        let result = Tensor(uninitialized: [count, width])
        workspaces.withWorkspace(newPrediction) { prediction in
            order.withUnsafeBufferPointer { order in
                for start in stride(from: 0, to: count, by: Self.groupSize) {
                    let group = order[start..<min(count, start + Self.groupSize)]
                    let logits = prediction.logits(
                        of: UnsafeBufferPointer(rebasing: group),
                        of: sequences,
                        embedding: UnsafePointer(embedding.storage.address),
                        weights: UnsafePointer(weights.storage.address)
                    )
                    for (position, example) in group.enumerated() {
                        (result.storage.address + Int(example) * width).update(
                            from: logits + position * width,
                            count: width
                        )
                    }
                }
            }
        }
        return result
    }

    private func newPrediction() -> BiLSTMPrediction {
        BiLSTMPrediction(
            shape,
            predictionWeights.value { LSTMPredictionWeights(shape.lstm, weights) }
        )
    }

    /// The sequences whose distinct tokens are projected together.
    private static let groupSize = 2_048
}
