import Synchronization

/// Whether the service takes requests.
public final class Health: Sendable {
    private let draining = Atomic(false)

    public init() {}

    /// Whether the service is about to end: `/readyz` then answers 503, so that a load balancer
    /// sends no more requests.
    public var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// Begins to drain.
    public func drain() { draining.store(true, ordering: .relaxed) }
}
