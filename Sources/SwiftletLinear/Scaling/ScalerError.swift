/// Why features could not be scaled.
public enum ScalerError: Error, Sendable, Equatable {
    /// There is no row to learn from.
    case noRows
    /// A feature is NaN or infinite.
    case nonFiniteFeature(row: Int, column: Int)
    /// The largest and the smallest value of a column are too far apart for a `Float`.
    case spreadTooLarge(column: Int)
    /// The method moves zeros away from zero, so that a sparse matrix would become a dense one.
    case wouldFillZeros(FeatureScaler.Method)
    /// The range to scale to is empty or not finite.
    case invalidRange(ClosedRange<Float>)
    /// Saved offsets or divisors are not finite, a divisor is not positive, or there are not as
    /// many of the one as of the other.
    case malformedState(String)
}

extension ScalerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noRows:
            return "A scaler needs at least one row to learn from."
        case .nonFiniteFeature(let row, let column):
            return "The feature in row \(row), column \(column) is NaN or infinite."
        case .spreadTooLarge(let column):
            return "The values of column \(column) are further apart than a Float can tell."
        case .wouldFillZeros(.standard):
            return """
                A sparse matrix cannot be centered: nearly every zero would become something else. \
                Use .standard(centers: false), or make it dense.
                """
        case .wouldFillZeros(let method):
            return """
                \(method) would turn the zeros of a sparse matrix into something else. \
                Use .maxAbs, or make it dense.
                """
        case .invalidRange(let range):
            return "The range \(range) must be finite, its end larger than its start."
        case .malformedState(let reason):
            return "The saved scaler is not whole: \(reason)."
        }
    }
}
