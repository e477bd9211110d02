import Synchronization

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
