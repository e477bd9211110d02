/// Why examples cannot be learned from: what is wrong with their texts, labels, features or weights.
public struct TrainingDataError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was found, what was expected, and what to do, in whole sentences.
    public let problem: String
    /// The label at fault, where there is one.
    public let label: Int?

    /// Creates an error; `problem` is in whole sentences.
    public init(_ problem: String, label: Int? = nil) {
        self.problem = problem
        self.label = label
    }

    public var description: String { problem }
}
