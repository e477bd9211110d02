import Synchronization
import Tracing

/// Traces requests with W3C's trace context: the backend of swift-distributed-tracing.
///
///     let spans = RecordQueue<FinishedSpan>()
///     InstrumentationSystem.bootstrap(ServiceTracer(queues: [spans]))
///
/// A span that the sampler keeps goes to each of the queues when it ends, from which exporters
/// take it. Without a queue nothing is recorded and no identifier is drawn; a caller's context is
/// still read and passed on.
public struct ServiceTracer: Tracer {
    public typealias Span = ServiceSpan

    private let sampler: TraceSampler
    private let queues: [RecordQueue<FinishedSpan>]

    /// - Parameters:
    ///   - sampler: Decides which traces are kept.
    ///   - queues: One for each exporter.
    public init(sampler: TraceSampler = TraceSampler(), queues: [RecordQueue<FinishedSpan>]) {
        self.sampler = sampler
        self.queues = queues
    }

    public func startSpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> InstrumentationContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> ServiceSpan {
        var context = context()
        if queues.isEmpty { return ServiceSpan(context: context, recording: nil) }
        let parent = context.traceContext
        let traceID = parent?.traceID ?? .random()
        let trace = TraceContext(
            traceID: traceID,
            spanID: .random(),
            isSampled: sampler.keeps(traceID, parent: parent),
            isRandom: parent?.isRandom ?? true,
            state: parent?.state ?? ""
        )
        context.traceContext = trace
        guard trace.isSampled else { return ServiceSpan(context: context, recording: nil) }
        return ServiceSpan(
            context: context,
            recording: SpanRecording(
                trace: trace,
                parent: parent?.spanID,
                name: operationName,
                kind: kind,
                start: instant().nanosecondsSinceEpoch,
                queues: queues
            )
        )
    }

    public func startAnySpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> InstrumentationContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> any Tracing.Span {
        startSpan(
            operationName,
            context: context(),
            ofKind: kind,
            at: instant(),
            function: function,
            file: fileID,
            line: line
        )
    }

    public func forceFlush() {}

    // MARK: Propagation

    /// Reads `traceparent` and `tracestate`. What is not well formed is as if it was not there.
    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout InstrumentationContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let parent = extractor.extract(key: "traceparent", from: carrier) else { return }
        let state = extractor.extract(key: "tracestate", from: carrier)
        if let trace = TraceContext(parent: parent, state: state) {
            context.traceContext = trace
        }
    }

    /// Writes `traceparent` and, where there is something to say, `tracestate`.
    public func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let trace = context.traceContext else { return }
        injector.inject(trace.parent, forKey: "traceparent", into: &carrier)
        if !trace.state.isEmpty {
            injector.inject(trace.state, forKey: "tracestate", into: &carrier)
        }
    }
}

/// A span of `ServiceTracer`. One that is not recorded keeps nothing.
///
/// At most 128 events and 128 links are kept, and of a text among the attributes 1,024 bytes.
public struct ServiceSpan: Tracing.Span {
    public let context: InstrumentationContext
    let recording: SpanRecording?

    public var isRecording: Bool { recording?.isRecording ?? false }

    public var operationName: String {
        get { recording?.content.withLock { $0.name } ?? "" }
        nonmutating set { recording?.update { $0.name = newValue } }
    }

    public var attributes: SpanAttributes {
        get { recording?.content.withLock { $0.attributes } ?? [:] }
        nonmutating set { recording?.update { $0.attributes = newValue } }
    }

    public func setStatus(_ status: SpanStatus) {
        recording?.update { content in
            // What was said to be well stays so.
            if content.status?.code != .ok { content.status = status }
        }
    }

    public func addEvent(_ event: SpanEvent) {
        recording?.update { content in
            if content.events.count < 128 { content.events.append(event) }
        }
    }

    public func addLink(_ link: SpanLink) {
        recording?.update { content in
            if content.links.count < 128 { content.links.append(link) }
        }
    }

    /// Adds an event `exception` with the error's type and description.
    public func recordError<Instant: TracerInstant>(
        _ error: any Error,
        attributes: SpanAttributes,
        at instant: @autoclosure () -> Instant
    ) {
        guard isRecording else { return }
        var attributes = attributes
        attributes["exception.type"] = String(reflecting: type(of: error))
        attributes["exception.message"] = String(describing: error)
        addEvent(SpanEvent(name: "exception", at: instant(), attributes: attributes))
    }

    public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        recording?.end(at: instant().nanosecondsSinceEpoch)
    }
}

/// What a recorded span collects until it ends.
final class SpanRecording: Sendable {
    struct Content {
        var name: String
        var attributes: SpanAttributes = [:]
        var events: [SpanEvent] = []
        var links: [SpanLink] = []
        var status: SpanStatus?
        var hasEnded = false
    }

    let content: Mutex<Content>
    private let trace: TraceContext
    private let parent: SpanID?
    private let kind: SpanKind
    private let start: UInt64
    private let queues: [RecordQueue<FinishedSpan>]

    init(
        trace: TraceContext,
        parent: SpanID?,
        name: String,
        kind: SpanKind,
        start: UInt64,
        queues: [RecordQueue<FinishedSpan>]
    ) {
        content = Mutex(Content(name: name))
        self.trace = trace
        self.parent = parent
        self.kind = kind
        self.start = start
        self.queues = queues
    }

    var isRecording: Bool { content.withLock { !$0.hasEnded } }

    func update(_ body: (inout Content) -> Void) {
        content.withLock { content in
            if !content.hasEnded { body(&content) }
        }
    }

    /// Hands the span on, once.
    func end(at time: UInt64) {
        let ended = content.withLock { content -> Content? in
            if content.hasEnded { return nil }
            content.hasEnded = true
            return content
        }
        guard let ended else { return }
        let span = FinishedSpan(
            context: trace,
            parent: parent,
            name: ended.name,
            kind: kind,
            start: start,
            // A clock set back in between makes no negative time.
            end: max(start, time),
            attributes: Self.bounded(ended.attributes),
            events: ended.events,
            links: ended.links,
            status: ended.status
        )
        for queue in queues { queue.append(span) }
    }

    /// With long texts cut, since what a request brings waits in memory.
    private static func bounded(_ attributes: SpanAttributes) -> SpanAttributes {
        var result = attributes
        func cut(_ name: String, _ value: SpanAttribute) {
            guard case .string(let text) = value, text.utf8.count > 1_024 else { return }
            var end = text.utf8.index(text.startIndex, offsetBy: 1_024)
            while end.samePosition(in: text.unicodeScalars) == nil {
                end = text.utf8.index(before: end)
            }
            result.set(name, value: .string(String(text[..<end])))
        }
        attributes.forEach(cut)
        return result
    }
}
