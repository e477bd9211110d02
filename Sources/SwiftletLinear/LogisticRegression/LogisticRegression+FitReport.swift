extension LogisticRegression {
    /// The report of a fit.
    public struct FitReport: Sendable, Equatable {
        /// How many iterations the solver took.
        public let iterations: Int
        /// Why the solver stopped.
        public let reason: StoppingReason
        /// The objective at the end: the weighted mean of the losses, plus the penalty divided by
        /// `C` and the sum of weights.
        public let objective: Double

        /// Whether the solver reached its tolerance.
        public var converged: Bool { reason.isConvergence }
    }

    /// Why a solver stopped.
    public enum StoppingReason: String, Sendable, Equatable, CustomStringConvertible {
        /// The gradient is as small as the tolerance asks.
        case gradientTolerance
        /// The objective does not decrease any more.
        case decreaseTolerance
        /// The weights do not change any more.
        case weightChange
        /// The iterations ran out first.
        case iterationLimit
        /// No step decreased the objective.
        case lineSearchFailed

        /// Whether the end is a minimum, to the tolerance asked for.
        public var isConvergence: Bool {
            switch self {
            case .gradientTolerance, .decreaseTolerance, .weightChange: true
            case .iterationLimit, .lineSearchFailed: false
            }
        }

        public var description: String {
            switch self {
            case .gradientTolerance: "the gradient is within the tolerance"
            case .decreaseTolerance: "the objective does not fall any more"
            case .weightChange: "the weights do not change any more"
            case .iterationLimit:
                "the iterations ran out before convergence: allow more, or scale the features"
            case .lineSearchFailed:
                "no step decreased the objective before convergence: scale the features"
            }
        }
    }
}
