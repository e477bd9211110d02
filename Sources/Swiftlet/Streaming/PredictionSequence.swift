import Synchronization

/// The predictions of an asynchronous sequence of texts; see
/// ``TextClassifier/predictions(of:batchSize:)``.
public struct PredictionSequence<Texts>: AsyncSequence, Sendable
where Texts: AsyncSequence & Sendable, Texts.Element == String {
    public typealias Element = Prediction
    public typealias Failure = any Error

    private let texts: Texts
    private let classifier: any TextClassifier
    private let batchSize: Int

    init(_ texts: Texts, classifier: any TextClassifier, batchSize: Int) {
        precondition(batchSize > 0, "Batches of \(batchSize) texts.")
        self.texts = texts
        self.classifier = classifier
        self.batchSize = batchSize
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(texts, classifier: classifier, batchSize: batchSize)
    }

    /// Gives out predictions one by one. It begins to read when the first one is asked for.
    public struct Iterator: AsyncIteratorProtocol {
        private let texts: Texts
        private let classifier: any TextClassifier
        private let batchSize: Int

        private var reading: TextReading?
        /// How many texts the next batch may have.
        private var batchLimit = 1
        /// The predictions of the last batch, and how many of them were given out.
        private var batch: [Prediction] = []
        private var position = 0
        private var isFinished = false

        init(_ texts: Texts, classifier: any TextClassifier, batchSize: Int) {
            self.texts = texts
            self.classifier = classifier
            self.batchSize = batchSize
        }

        /// The next prediction, for which it waits; nil at the end of the texts.
        ///
        /// - Throws: `CancellationError`, what the texts throw, and what the classifier's `predict`
        ///   throws.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws -> Prediction? {
            if isFinished { return nil }
            do {
                try Task.checkCancellation()
                if position == batch.count {
                    batch = try await nextBatch(isolation: actor)
                    position = 0
                }
            } catch {
                finish()
                throw error
            }
            guard position < batch.count else {
                finish()
                return nil
            }
            position += 1
            return batch[position - 1]
        }

        /// The predictions of the texts that are there: at least one, for which it waits; none at the
        /// end of the texts.
        private mutating func nextBatch(
            isolation actor: isolated (any Actor)?
        ) async throws -> [Prediction] {
            let reading = reading ?? TextReading(texts, capacity: batchSize)
            self.reading = reading
            let texts = try await reading.next(upTo: batchLimit, isolation: actor)
            if texts.isEmpty { return [] }
            batchLimit = Swift.min(batchSize, batchLimit * 2)
            return try await classifier.predictions(of: texts, isolation: actor)
        }

        private mutating func finish() {
            isFinished = true
            batch = []
            position = 0
            reading = nil
        }
    }
}

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

/// Texts between the one task that reads them and the one that takes them, a bounded number at a
/// time.
final class TextQueue: Sendable {
    private struct State {
        var texts: [String] = []
        /// How the texts end, once that is known.
        var end: Result<Void, any Error>?
        /// The reading task, where it waits for room.
        var reader: CheckedContinuation<Void, Never>?
        /// The taking task, where it waits for a text or the end.
        var taker: CheckedContinuation<Void, Never>?
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) { self.capacity = capacity }

    /// Waits until there is room for a text; false where no more are wanted.
    func waitForRoom() async -> Bool {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.end != nil || state.texts.count < capacity { return true }
                state.reader = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        return state.withLock { $0.end == nil }
    }

    /// Waits until there is a text to take or the end is known.
    func waitForText(isolation actor: isolated (any Actor)?) async {
        await withCheckedContinuation(isolation: actor) { continuation in
            let isReady = state.withLock { state in
                if state.end != nil || !state.texts.isEmpty { return true }
                state.taker = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
    }

    /// Adds a text, for which there must be room.
    func append(_ text: String) {
        let taker = state.withLock { state in
            state.texts.append(text)
            return state.taker.take()
        }
        taker?.resume()
    }

    /// Tells that there are no more texts, or that none are wanted. The first end counts.
    func close(_ error: (any Error)? = nil) {
        let waiting = state.withLock { state in
            if state.end == nil { state.end = error.map { .failure($0) } ?? .success(()) }
            return [state.reader.take(), state.taker.take()]
        }
        for continuation in waiting { continuation?.resume() }
    }

    /// Takes at most `count` texts, in the order in which they were added; none where none are
    /// there.
    ///
    /// - Throws: The error that the texts ended with, once all are taken.
    func take(upTo count: Int) throws -> [String] {
        let (texts, end, reader) = state.withLock { state in
            let texts = Array(state.texts.prefix(count))
            state.texts.removeFirst(texts.count)
            return (texts, state.end, state.reader.take())
        }
        reader?.resume()
        if texts.isEmpty { try end?.get() }
        return texts
    }
}
