/// Whether a search minimises or maximises.
public enum SearchDirection: String, Sendable {
    case minimize, maximize

    /// A value as one that is better the smaller it is; NaN is worse than any other.
    package func loss(_ value: Double) -> Double {
        if value.isNaN { return .infinity }
        return self == .minimize ? value : -value
    }
}
