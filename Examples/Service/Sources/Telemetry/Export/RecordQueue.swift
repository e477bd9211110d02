import Synchronization

/// Records in memory that wait to be exported. Where there are too many, the oldest are lost, and
/// counted.
public final class RecordQueue<Record: Sendable>: ExportSource {
    /// The most records that wait.
    public let capacity: Int

    private struct State {
        var records: [Record] = []
        /// The number of the first of `records`, counted from the beginning.
        var first = 0
        var dropped = 0
    }

    private let state = Mutex(State())

    public init(capacity: Int = 4096) {
        precondition(capacity >= 1, "A queue needs a capacity of at least 1, not \(capacity).")
        self.capacity = capacity
    }

    /// How many records were lost.
    public var droppedCount: Int { state.withLock(\.dropped) }

    /// Adds a record; never waits.
    public func append(_ record: Record) {
        state.withLock { state in
            state.records.append(record)
            // Many at a time, for each time the rest moves.
            guard state.records.count > capacity + capacity / 8 else { return }
            let excess = state.records.count - capacity
            state.records.removeFirst(excess)
            state.first += excess
            state.dropped += excess
        }
    }

    public func next(maximumCount: Int) -> (records: [Record], mark: Int)? {
        state.withLock { state in
            let records = Array(state.records.prefix(maximumCount))
            return records.isEmpty ? nil : (records, state.first + records.count)
        }
    }

    public func commit(_ mark: Int) {
        state.withLock { state in
            let count = min(max(0, mark - state.first), state.records.count)
            state.records.removeFirst(count)
            state.first += count
        }
    }

    public func pendingCount() -> Int { state.withLock(\.records.count) }
}
