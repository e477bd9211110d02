/// Why a metric has no value for the given examples.
public enum MetricError: Error, Equatable, Sendable, CustomStringConvertible {
    /// All examples (or none) are positive: a curve over thresholds needs both classes.
    case oneClassOnly(positives: Int)
    /// The score at a position is not a number.
    case notANumber(position: Int)

    public var description: String {
        switch self {
        case .oneClassOnly(let positives):
            "A curve needs examples of both classes; there are \(positives) positives and no "
                + (positives == 0 ? "more." : "negative.")
        case .notANumber(let position):
            "The score of example \(position) is not a number."
        }
    }
}
