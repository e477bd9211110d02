/// A trial of a search: its parameters and its value.
public struct Trial: Sendable, Equatable {
    /// The state of a trial.
    public enum State: Sendable, Equatable {
        case running
        /// It ran to its end.
        case complete
        /// It was stopped early, since it was worse than others, or its value was not a number.
        case pruned
        /// It threw an error, which is described.
        case failed(String)
    }

    /// An intermediate value, such as the F1 after an epoch or fold.
    public struct Report: Sendable, Equatable {
        public let step: Int
        public let value: Double

        /// Creates a report of a value at a step.
        public init(step: Int, value: Double) {
            self.step = step
            self.value = value
        }
    }

    /// Its number within the study, from 0.
    public let number: Int
    public let parameters: ParameterValues
    public package(set) var state = State.running
    /// Its value; of a pruned trial the last one reported. Nil where there is nothing, and NaN
    /// where it diverged.
    public package(set) var value: Double?
    /// The intermediate values, by step.
    public package(set) var reports: [Report] = []
    /// What it had reached at each rung of ``HalvingPruner``.
    public package(set) var rungs: [Double] = []
    /// How long it took.
    public package(set) var seconds = 0.0

    package init(number: Int, parameters: ParameterValues) {
        self.number = number
        self.parameters = parameters
    }

    /// Whether the last thing known of it is not a number. Such a trial counts as worse than any
    /// other.
    public var isAstray: Bool { (value ?? reports.last?.value)?.isNaN ?? false }
}

extension Trial {
    public static func == (first: Trial, second: Trial) -> Bool {
        func same(_ one: Double, _ other: Double) -> Bool {
            one == other || (one.isNaN && other.isNaN)
        }
        return first.number == second.number && first.parameters == second.parameters
            && first.state == second.state && first.seconds == second.seconds
            && (first.value == second.value || same(first.value ?? 0, second.value ?? 0))
            && first.reports.map(\.step) == second.reports.map(\.step)
            && zip(first.reports, second.reports).allSatisfy { same($0.value, $1.value) }
            && first.rungs == second.rungs
    }
}
