import Synchronization

/// The memory of predictions, kept for the next one, whoever makes it.
final class DistilBERTWorkspacePool: Sendable {
    private struct Free: @unchecked Sendable {
        var passes: [DistilBERTPass] = []
    }

    private let free = Mutex(Free())

    /// Calls `body` with a pass that nobody else has.
    func withPass<Result>(_ body: (DistilBERTPass) -> Result) -> Result {
        nonisolated(unsafe) var pass: DistilBERTPass?
        free.withLock { pass = $0.passes.popLast() }
        let taken = pass ?? DistilBERTPass()
        defer {
            nonisolated(unsafe) let taken = taken
            free.withLock { $0.passes.append(taken) }
        }
        return body(taken)
    }
}
