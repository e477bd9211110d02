import SwiftletEvaluation
import SwiftletNeural
import SwiftletTensor

extension Validation {
    /// The mean cross-entropy of logits, `[texts, logits]`, and a score: the F1 of the second of
    /// two labels, the macro F1 of more. One logit is that of the second of two labels.
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
