import SwiftletBase

// Why probabilities cannot be calibrated.

extension TrainingDataError {
    package static var noExamplesToCalibrate: Self {
        Self("There is no example to calibrate with.")
    }

    package static func labelToCalibrateMissing(_ label: Int) -> Self {
        Self(
            "No example to calibrate with has the label \(label); each label must occur.",
            label: label
        )
    }

    package static func scoreNotFinite(position: Int) -> Self {
        Self("The score of example \(position) is infinite or not a number.")
    }

    /// Throws unless there are examples, all with finite scores.
    static func requireUsable(_ scores: [Double], _ truth: [Int]) throws(Self) {
        precondition(
            scores.count == truth.count,
            "\(scores.count) scores do not fit \(truth.count) true classes."
        )
        guard !scores.isEmpty else { throw .noExamplesToCalibrate }
        for (position, score) in scores.enumerated() where !score.isFinite {
            throw .scoreNotFinite(position: position)
        }
    }
}

extension FormatError {
    package static var invalidSteps: Self {
        Self(
            problem:
                "isotonic steps need scores that rise and probabilities from 0 to 1 that do not fall"
        )
    }
}
