/// Why examples cannot be split as asked.
public enum SplitError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no example.
    case noExamples
    /// A class has fewer examples than the split or draw needs.
    case tooFewExamples(label: Int, count: Int, needed: Int)
    /// A share is not between 0 and 1, or the shares leave nothing for training.
    case shareOutOfRange(Double)

    public var description: String {
        switch self {
        case .noExamples:
            "There is no example to split."
        case .tooFewExamples(let label, let count, let needed):
            "Class \(label) has \(count) \(count == 1 ? "example" : "examples"); \(needed) are needed."
        case .shareOutOfRange(let share):
            "A share of \(share) is not above 0 and below 1."
        }
    }
}
