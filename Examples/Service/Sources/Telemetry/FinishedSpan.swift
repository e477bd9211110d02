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
