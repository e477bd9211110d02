import ArgumentParser
import Swiftlet

/// The learning rate schedules by name, with a warm-up over a tenth of the steps.
public enum Schedule: String, ExpressibleByArgument, CaseIterable {
    case constant, linear, cosine

    public init(_ schedule: LearningRateSchedule) {
        switch schedule {
        case .constant: self = .constant
        case .linear: self = .linear
        case .cosine: self = .cosine
        }
    }

    public var value: LearningRateSchedule {
        switch self {
        case .constant: .constant
        case .linear: .linear(warmUpRatio: 0.1)
        case .cosine: .cosine(warmUpRatio: 0.1)
        }
    }
}
