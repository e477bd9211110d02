import Synchronization

/// The memory of predictions, kept for the next one, whoever makes it.
final class BiLSTMWorkspacePool: Sendable {
    private struct Free: @unchecked Sendable {
        var passes: [BiLSTMPass] = []
        var projections: [TokenProjections] = []
    }

    private let free = Mutex(Free())

    func takePass(_ shape: BiLSTMShape) -> BiLSTMPass {
        nonisolated(unsafe) var pass: BiLSTMPass?
        free.withLock { pass = $0.passes.popLast() }
        return pass ?? BiLSTMPass(shape)
    }

    func takeProjections(_ shape: BiLSTMShape) -> TokenProjections {
        nonisolated(unsafe) var projections: TokenProjections?
        free.withLock { projections = $0.projections.popLast() }
        return projections ?? TokenProjections(shape)
    }

    func giveBack(_ pass: BiLSTMPass) {
        nonisolated(unsafe) let pass = pass
        free.withLock { $0.passes.append(pass) }
    }

    func giveBack(_ projections: TokenProjections) {
        nonisolated(unsafe) let projections = projections
        free.withLock { $0.projections.append(projections) }
    }
}
