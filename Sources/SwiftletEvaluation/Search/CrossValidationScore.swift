/// The mean and spread of a score over the folds of a cross-validation.
public struct CrossValidationScore: Sendable, Equatable {
    /// The score of each fold, in order; at least one.
    public let folds: [Double]

    public init(folds: [Double]) {
        precondition(!folds.isEmpty, "A mean needs the score of at least one fold.")
        self.folds = folds
    }

    /// The mean of the folds' scores.
    public var mean: Double { folds.reduce(0, +) / Double(folds.count) }

    /// The standard deviation of the folds' scores (divided by their number).
    public var standardDeviation: Double {
        let centre = mean
        return (folds.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(folds.count))
            .squareRoot()
    }
}
