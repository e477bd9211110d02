import SwiftletBase
import SwiftletTensor

extension LogisticRegression {
    /// The margins, `[rows, 1]` for two classes (positive means the second), else `[rows,
    /// classes]`.
    ///
    /// - Parameter features: `[rows, columns]`
    public func decisionFunction(_ features: SparseMatrix) -> Tensor {
        features.withRows { margins($0, transform: { _ in }, width: coefficients.count) }
    }

    /// The margins, `[rows, 1]` for two classes (positive means the second), else `[rows,
    /// classes]`.
    ///
    /// - Parameter features: `[rows, columns]`
    public func decisionFunction(_ features: Tensor) -> Tensor {
        features.withRows { margins($0, transform: { _ in }, width: coefficients.count) }
    }

    /// The probabilities, `[rows, classes]`, in the order of `classes`.
    ///
    /// - Parameter features: `[rows, columns]`
    public func predictProbabilities(_ features: SparseMatrix) -> Tensor {
        features.withRows { probabilities($0) }
    }

    /// The probabilities, `[rows, classes]`, in the order of `classes`.
    ///
    /// - Parameter features: `[rows, columns]`
    public func predictProbabilities(_ features: Tensor) -> Tensor {
        features.withRows { probabilities($0) }
    }

    /// The most probable label of each row.
    public func predict(_ features: SparseMatrix) -> [Int] {
        labels(decisionFunction(features))
    }

    /// The most probable label of each row.
    public func predict(_ features: Tensor) -> [Int] {
        labels(decisionFunction(features))
    }

    private func labels(_ margins: Tensor) -> [Int] {
        let outputs = coefficients.count
        return margins.withUnsafeBufferPointer { margins in
            (0..<margins.count / outputs).map { row in
                let row = margins[row * outputs..<(row + 1) * outputs]
                if outputs == 1 { return classes[row.first! > 0 ? 1 : 0] }
                var best = row.startIndex
                for place in row.indices where row[place] > row[best] { best = place }
                return classes[best - row.startIndex]
            }
        }
    }

    private func probabilities(_ rows: some FeatureRows) -> Tensor {
        let outputs = coefficients.count
        return margins(
            rows,
            transform: { margins in
                if outputs == 1 {
                    let margin = margins[0]
                    margins[0] = sigmoid(-margin)
                    margins[1] = sigmoid(margin)
                } else if multiclass == .multinomial {
                    _ = softmax(margins, outputs)
                } else {
                    normalizedSigmoids(margins, outputs)
                }
            },
            width: classes.count
        )
    }

    /// Rows of `width` numbers, which `transform` makes from a row's margins in place.
    private func margins(
        _ rows: some FeatureRows,
        transform: @Sendable (UnsafeMutablePointer<Double>) -> Void,
        width: Int
    ) -> Tensor {
        precondition(isFitted, "A logistic regression predicts only after it was fitted.")
        precondition(
            rows.columnCount == featureCount,
            """
            Features of shape [\(rows.rowCount), \(rows.columnCount)] do not fit coefficients of \
            shape [\(coefficients.count), \(featureCount)].
            """
        )
        let outputs = coefficients.count
        // A single row of coefficients is used where it stands: a copy would cost more than one text.
        if outputs == 1 {
            return coefficients[0].withUnsafeBufferPointer {
                margins(rows, $0.baseAddress!, transform: transform, width: width)
            }
        }
        let weights = Storage<Double>(zeros: featureCount * outputs)
        for output in 0..<outputs {
            for feature in 0..<featureCount {
                weights.address[feature * outputs + output] = coefficients[output][feature]
            }
        }
        defer { extendLifetime(weights) }
        return margins(rows, UnsafePointer(weights.address), transform: transform, width: width)
    }

    /// Rows of `width` numbers from coefficients that stand feature by feature.
    private func margins(
        _ rows: some FeatureRows,
        _ weights: UnsafePointer<Double>,
        transform: @Sendable (UnsafeMutablePointer<Double>) -> Void,
        width: Int
    ) -> Tensor {
        let outputs = coefficients.count
        nonisolated(unsafe) let weights = weights
        let intercepts = intercepts
        var result = Tensor(zeros: [rows.rowCount, width])
        result.withUnsafeMutableBufferPointer { result in
            nonisolated(unsafe) let result = result
            Threads.split(rows.rowCount, minimumPart: 2048) { _, range in
                withUnsafeTemporaryAllocation(of: Double.self, capacity: outputs + 1) { margins in
                    let margins = margins.baseAddress!
                    for row in range {
                        if outputs == 1 {
                            margins[0] = rows.dot(row, weights)
                        } else {
                            rows.dots(row, weights, outputs, into: margins)
                        }
                        for output in 0..<outputs { margins[output] += intercepts[output] }
                        transform(margins)
                        for place in 0..<width {
                            result[row * width + place] = Float(margins[place])
                        }
                    }
                }
            }
        }
        return result
    }
}
