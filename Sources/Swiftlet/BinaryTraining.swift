import SwiftletEvaluation
import SwiftletNeural

extension BinaryClassifierError {
    /// Throws the first setting that makes no sense.
    static func requireNone(_ invalid: [InvalidSetting?]) throws(Self) {
        guard let wrong = invalid.lazy.compactMap(\.self).first else { return }
        throw .invalidSetting(name: wrong.name, value: wrong.value, expected: wrong.expected)
    }

    /// Throws unless every label is 0 or 1.
    static func requireBinary(_ labels: [Int]) throws(Self) {
        if let label = labels.first(where: { $0 != 0 && $0 != 1 }) { throw .unknownLabel(label) }
    }

    /// Throws unless every label is 0 or 1 and both occur.
    static func requireBoth(_ labels: [Int]) throws(Self) {
        try requireBinary(labels)
        for label in 0...1 where !labels.contains(label) { throw .missingLabel(label) }
    }

    /// What is predicted of texts whose probabilities of the second label are `positive`.
    static func predictions(_ positive: [Float], labels: [String]) throws(Self) -> [Prediction] {
        var predictions: [Prediction] = []
        predictions.reserveCapacity(positive.count)
        for (text, probability) in positive.enumerated() {
            guard probability.isFinite else { throw .notFinite(text: text) }
            let probability = Double(probability)
            predictions.append(
                Prediction(labels: labels, probabilities: [1 - probability, probability])
            )
        }
        return predictions
    }
}

extension Validation {
    /// The mean binary cross-entropy of logits, and the F1 of the positive label.
    init(logits: [Float], truth: [Int]) {
        let confusion = ConfusionMatrix(
            truth: truth,
            predicted: logits.map { $0 > 0 ? 1 : 0 },
            classCount: 2
        )
        let loss = BinaryCrossEntropy.evaluate(
            logits.count,
            logits: logits,
            targets: truth.map { Float($0) },
            scale: 1,
            gradient: nil
        )
        self.init(loss: loss / Double(logits.count), score: confusion.f1(of: 1))
    }
}
