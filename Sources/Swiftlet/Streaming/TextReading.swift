/// A task that reads texts ahead into a ``TextQueue``. Whoever takes them holds this object; when it
/// is let go, the task is cancelled.
final class TextReading: Sendable {
    private let queue: TextQueue
    private let task: Task<Void, Never>

    /// Begins to read.
    ///
    /// - Parameter capacity: The most texts that are read and not yet taken.
    init<Texts>(_ texts: Texts, capacity: Int)
    where Texts: AsyncSequence & Sendable, Texts.Element == String {
        let queue = TextQueue(capacity: capacity)
        self.queue = queue
        task = Task {
            do {
                var iterator = texts.makeAsyncIterator()
                // Room first: a text that was read has a place.
                while await queue.waitForRoom(), let text = try await iterator.next() {
                    queue.append(text)
                }
                queue.close()
            } catch {
                queue.close(error)
            }
        }
    }

    deinit { stop() }

    /// The next texts: as many as are there, at least one, for which it waits, and at most `count`;
    /// none at the end.
    ///
    /// - Throws: The error of the texts behind the last one, and `CancellationError`.
    func next(upTo count: Int, isolation actor: isolated (any Actor)?) async throws -> [String] {
        await withTaskCancellationHandler(
            operation: { await queue.waitForText(isolation: actor) },
            onCancel: { stop() },
            isolation: actor
        )
        try Task.checkCancellation()
        return try queue.take(upTo: count)
    }

    private func stop() {
        task.cancel()
        queue.close(CancellationError())
    }
}
