/// Why probabilities cannot be calibrated.
public enum CalibrationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no example to fit to.
    case noExamples
    /// No example to fit to is of this class, counted from 0.
    case missingLabel(Int)
    /// The score of an example is infinite or not a number.
    case scoreNotFinite(position: Int)
    /// The curves are for so many classes, where the classifier has `expected`.
    case wrongClassCount(Int, expected: Int)
    /// Scores do not rise, or probabilities fall or leave 0 to 1.
    case invalidSteps

    public var description: String {
        switch self {
        case .noExamples:
            "There is no example to calibrate with."
        case .missingLabel(let label):
            "No example to calibrate with has the label \(label); each label must occur."
        case .scoreNotFinite(let position):
            "The score of example \(position) is infinite or not a number."
        case .wrongClassCount(let count, let expected):
            "The calibration is for \(count) classes, the classifier has \(expected)."
        case .invalidSteps:
            "Isotonic steps need scores that rise and probabilities from 0 to 1 that do not fall."
        }
    }

    /// Throws unless there are examples, all with finite scores.
    static func requireUsable(_ scores: [Double], _ truth: [Int]) throws(Self) {
        precondition(
            scores.count == truth.count,
            "\(scores.count) scores do not fit \(truth.count) true classes."
        )
        guard !scores.isEmpty else { throw .noExamples }
        for (position, score) in scores.enumerated() where !score.isFinite {
            throw .scoreNotFinite(position: position)
        }
    }
}
