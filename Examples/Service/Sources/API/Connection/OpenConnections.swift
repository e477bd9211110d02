import Synchronization

/// How many connections are open.
final class OpenConnections: Sendable {
    private let count = Atomic(0)

    /// Counts connections that opened or, with a negative number, closed; returns how many are open.
    func add(_ difference: Int) -> Int {
        count.add(difference, ordering: .relaxed).newValue
    }
}
