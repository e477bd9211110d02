import SwiftletBase
import SwiftletEvaluation
import SwiftletNeural
import SwiftletTensor

extension SettingError {
    /// Throws the first setting that makes no sense.
    static func requireNone(_ invalid: [SettingError?]) throws(Self) {
        if let wrong = invalid.lazy.compactMap(\.self).first { throw wrong }
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

extension Validation {
    /// The mean cross-entropy of logits, `[texts, logits]`, and a score: the F1 of the second label
    /// where there are two, else the macro F1. One logit is that of the second of two labels.
    init(logits: Tensor, truth: [Int]) {
        let classCount = max(2, logits.columns)
        let isSingle = logits.columns == 1
        let confusion = ConfusionMatrix(
            truth: truth,
            predicted: isSingle ? logits.elements.map { $0 > 0 ? 1 : 0 } : logits.rowArgmax(),
            classCount: classCount
        )
        let loss = logits.withUnsafeBufferPointer { logits in
            isSingle
                ? BinaryCrossEntropy.evaluate(
                    truth.count,
                    logits: logits.baseAddress!,
                    targets: truth.map { Float($0) },
                    scale: 1,
                    gradient: nil
                )
                : CategoricalCrossEntropy.evaluate(
                    truth.count,
                    classes: classCount,
                    logits: logits.baseAddress!,
                    labels: truth.map { Int32($0) },
                    scale: 1,
                    gradient: nil
                )
        }
        self.init(
            loss: loss / Double(truth.count),
            score: confusion.f1,
            accuracy: confusion.accuracy,
            precision: confusion.precision,
            recall: confusion.recall
        )
    }
}
