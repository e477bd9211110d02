import SwiftletTensor

/// A classifier could not answer: the answer to a text, counted from 0, is not finite.
public struct PredictionError: Error, Sendable, Equatable, CustomStringConvertible {
    public let text: Int

    /// Creates an error of the text at this position.
    public init(text: Int) { self.text = text }

    public var description: String {
        "The answer to text \(text) is not finite: the weights are too large."
    }
}

extension PredictionError {
    /// What is predicted of texts with these probabilities, `[texts, labels]`.
    static func predictions(
        _ probabilities: Tensor,
        labels: [String]
    ) throws(Self) -> [Prediction] {
        var predictions: [Prediction] = []
        predictions.reserveCapacity(probabilities.rows)
        for text in 0..<probabilities.rows {
            var row: [Double] = []
            for column in 0..<labels.count {
                let probability = probabilities[text, column]
                guard probability.isFinite else { throw PredictionError(text: text) }
                row.append(Double(probability))
            }
            // With the digits of `Double` they add up to 1.
            if labels.count == 2 {
                row[0] = 1 - row[1]
            } else {
                let sum = row.reduce(0, +)
                for column in row.indices { row[column] /= sum }
            }
            predictions.append(Prediction(labels: labels, probabilities: row))
        }
        return predictions
    }
}
