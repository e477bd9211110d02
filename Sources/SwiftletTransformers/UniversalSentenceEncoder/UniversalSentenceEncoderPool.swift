import Synchronization

/// The memory of embeddings, kept for the next ones, whoever asks for them.
final class UniversalSentenceEncoderPool: Sendable {
    private struct Free: @unchecked Sendable {
        var passes: [UniversalSentenceEncoderPass] = []
    }

    private let free = Mutex(Free())

    /// Calls `body` with a pass that nobody else has.
    func withPass(_ body: (UniversalSentenceEncoderPass) -> Void) {
        nonisolated(unsafe) var pass: UniversalSentenceEncoderPass?
        free.withLock { pass = $0.passes.popLast() }
        let taken = pass ?? UniversalSentenceEncoderPass()
        body(taken)
        nonisolated(unsafe) let back = taken
        free.withLock { $0.passes.append(back) }
    }
}
