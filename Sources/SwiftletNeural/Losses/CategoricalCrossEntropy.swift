import SwiftletPlatform

/// Categorical cross-entropy of logits: `-log` of the softmax of a row at the row's label.
package enum CategoricalCrossEntropy {
    /// Returns the sum of the weighted losses, and writes the gradient of that sum times `scale`.
    ///
    /// - Parameters:
    ///   - logits: `[rows, classes]`
    ///   - labels: From 0 to below `classes`.
    ///   - weights: The weight of each class; nil for 1.
    ///   - gradient: `[rows, classes]`, may be where the logits are.
    package static func evaluate(
        _ rows: Int,
        classes: Int,
        logits: UnsafePointer<Float>,
        labels: UnsafePointer<Int32>,
        weights: ClassWeights? = nil,
        scale: Float,
        gradient: UnsafeMutablePointer<Float>?
    ) -> Double {
        precondition(
            weights.map { $0.weights.count == classes } ?? true,
            "\(weights?.weights.count ?? 0) class weights do not fit \(classes) classes."
        )
        var total = 0.0
        for row in 0..<rows {
            let logits = logits + row * classes
            let label = Int(labels[row])
            precondition(
                label >= 0 && label < classes,
                "Label \(label) is not one of \(classes) classes."
            )
            var greatest = -Float.infinity
            for column in 0..<classes { greatest = max(greatest, logits[column]) }
            var sum = 0.0
            for column in 0..<classes { sum += exp(Double(logits[column] - greatest)) }
            let weight = Double(weights?.weights[label] ?? 1)
            total += weight * (log(sum) - Double(logits[label] - greatest))
            guard let gradient = gradient.map({ $0 + row * classes }) else { continue }
            for column in 0..<classes {
                let probability = exp(Double(logits[column] - greatest)) / sum
                gradient[column] = Float(
                    (probability - (column == label ? 1 : 0)) * weight * Double(scale)
                )
            }
        }
        return total
    }
}
