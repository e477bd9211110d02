import Synchronization

/// A pool of workspaces that later computations reuse.
package final class WorkspacePool<Workspace>: Sendable {
    private struct Free: @unchecked Sendable {
        var workspaces: [Workspace] = []
    }

    private let free = Mutex(Free())

    package init() {}

    /// Calls `body` with a workspace that nobody else has: one that was used before, or else what
    /// `make` gives.
    package func withWorkspace<Result>(
        _ make: () -> Workspace,
        _ body: (Workspace) -> Result
    ) -> Result {
        nonisolated(unsafe) var free: Workspace?
        self.free.withLock { free = $0.workspaces.popLast() }
        nonisolated(unsafe) let workspace = free ?? make()
        defer { self.free.withLock { $0.workspaces.append(workspace) } }
        return body(workspace)
    }
}
