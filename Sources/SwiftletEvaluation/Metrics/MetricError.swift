/// Why a metric has no value for the given examples.
public enum MetricError: Error, Equatable, Sendable, CustomStringConvertible {
    /// All examples (or none) are positive: a curve over thresholds needs both classes.
    case oneClassOnly(positives: Int)
    /// The score at a position is not a number.
    case notANumber(position: Int)
    /// The probability at a position is not between 0 and 1.
    case notAProbability(position: Int)
    /// There is no example.
    case noExamples

    public var description: String {
        switch self {
        case .oneClassOnly(let positives):
            "A curve needs examples of both classes; there are \(positives) positives and no "
                + (positives == 0 ? "more." : "negative.")
        case .notANumber(let position):
            "The score of example \(position) is not a number."
        case .notAProbability(let position):
            "The probability of example \(position) is not between 0 and 1."
        case .noExamples:
            "There is no example to take a mean of."
        }
    }
}
