import Synchronization
import Tracing

/// A span that has ended.
public struct FinishedSpan: Sendable {
    public let context: TraceContext
    /// The span that this one is part of, in this process or in the caller's.
    public let parent: SpanID?
    public let name: String
    public let kind: SpanKind
    /// Nanoseconds since 1970.
    public let start, end: UInt64
    public let attributes: SpanAttributes
    public let events: [SpanEvent]
    public let links: [SpanLink]
    public let status: SpanStatus?
}

/// Holds finished spans until an exporter takes them. What does not fit is lost and counted.
public final class SpanBuffer: Sendable {
    /// How many spans there is room for.
    public let capacity: Int

    private struct State {
        var spans: [FinishedSpan] = []
        var dropped = 0
    }
    private let state = Mutex(State())

    public init(capacity: Int = 2_048) { self.capacity = capacity }

    /// How many spans are waiting.
    public var count: Int { state.withLock { $0.spans.count } }

    /// How many spans were lost so far.
    public var dropped: Int { state.withLock { $0.dropped } }

    func append(_ span: FinishedSpan) {
        state.withLock { state in
            if state.spans.count < capacity {
                state.spans.append(span)
            } else {
                state.dropped += 1
            }
        }
    }

    /// Takes the oldest spans out, at most `limit`.
    public func take(_ limit: Int) -> [FinishedSpan] {
        state.withLock { state in
            let taken = Array(state.spans.prefix(limit))
            state.spans.removeFirst(taken.count)
            return taken
        }
    }
}
