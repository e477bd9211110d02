import Instrumentation
import Testing
import Tracing

@testable import Telemetry

@Suite struct ServiceTracerTests {
    private struct Headers: Extractor, Injector {
        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
            carrier[key] = value
        }
    }

    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let caller = "00f067aa0ba902b7"

    private func context(_ tracer: ServiceTracer, flags: String) -> ServiceContext {
        var context = ServiceContext.topLevel
        tracer.extract(
            ["traceparent": "00-\(Self.trace)-\(Self.caller)-\(flags)", "tracestate": "congo=t61"],
            into: &context,
            using: Headers()
        )
        return context
    }

    @Test func continuesTheCallersTrace() throws {
        let queue = RecordQueue<FinishedSpan>()
        let tracer = ServiceTracer(queues: [queue])
        var sent: [String: String] = [:]
        tracer.withSpan("POST", context: context(tracer, flags: "01"), ofKind: .server) { span in
            span.operationName = "POST /predict"
            span.attributes["http.response.status_code"] = 200
            tracer.withSpan("infer") { _ in
                tracer.inject(ServiceContext.current!, into: &sent, using: Headers())
            }
        }
        let spans = try #require(queue.next(maximumCount: 10)).records
        #expect(spans.map(\.name) == ["infer", "POST /predict"])
        #expect(spans.allSatisfy { $0.context.traceID.description == Self.trace })
        #expect(spans[1].parent?.description == Self.caller)
        #expect(spans[0].parent == spans[1].context.spanID)
        #expect(spans[1].kind == .server && spans[0].kind == .internal)
        #expect(spans[1].attributes.get("http.response.status_code") == .int64(200))
        #expect(spans[1].start <= spans[0].start && spans[0].end <= spans[1].end)
        #expect(
            sent == [
                "traceparent": "00-\(Self.trace)-\(spans[0].context.spanID)-01",
                "tracestate": "congo=t61",
            ]
        )
    }

    @Test func beginsATraceWithoutACaller() throws {
        let queue = RecordQueue<FinishedSpan>()
        let tracer = ServiceTracer(queues: [queue])
        var context = ServiceContext.topLevel
        tracer.extract(["traceparent": "00-bad"], into: &context, using: Headers())
        #expect(context.traceContext == nil)
        for _ in 0..<2 { tracer.startSpan("a", context: context).end() }
        let spans = try #require(queue.next(maximumCount: 10)).records
        #expect(spans.count == 2 && spans[0].context.traceID != spans[1].context.traceID)
        #expect(spans.allSatisfy { $0.parent == nil && $0.context.isSampled })
    }

    @Test func doesNotRecordWhatTheCallerDoesNot() {
        let queue = RecordQueue<FinishedSpan>()
        let tracer = ServiceTracer(queues: [queue])
        let span = tracer.startSpan("a", context: context(tracer, flags: "00"))
        #expect(!span.isRecording)
        span.attributes["a"] = 1
        #expect(span.attributes.isEmpty)
        // The trace goes on, with a name of this step's own.
        #expect(span.context.traceContext?.traceID.description == Self.trace)
        #expect(span.context.traceContext?.spanID.description != Self.caller)
        #expect(span.context.traceContext?.isSampled == false)
        span.end()
        #expect(queue.pendingCount() == 0)
    }

    @Test func passesTheCallersContextOnWhereNothingIsExported() {
        let tracer = ServiceTracer(queues: [])
        let span = tracer.startSpan("a", context: context(tracer, flags: "01"))
        #expect(!span.isRecording)
        #expect(span.context.traceContext?.spanID.description == Self.caller)
        #expect(tracer.startSpan("b", context: .topLevel).context.traceContext == nil)
    }

    @Test func handsASpanOnOnce() throws {
        struct Problem: Error {}
        let queues = [RecordQueue<FinishedSpan>(), RecordQueue<FinishedSpan>()]
        let tracer = ServiceTracer(queues: queues)
        let span = tracer.startSpan("a", context: .topLevel)
        span.recordError(Problem())
        span.setStatus(SpanStatus(code: .error, message: "no"))
        for number in 0..<200 { span.addEvent(SpanEvent(name: "\(number)")) }
        span.end()
        span.end()
        span.operationName = "too late"
        #expect(!span.isRecording)
        for queue in queues {
            let spans = try #require(queue.next(maximumCount: 10)).records
            #expect(spans.map(\.name) == ["a"])
            #expect(spans[0].status == SpanStatus(code: .error, message: "no"))
            #expect(spans[0].events.count == 128)
            #expect(spans[0].events[0].name == "exception")
            #expect(spans[0].events[0].attributes.get("exception.message") == .string("Problem()"))
        }
    }

    @Test func boundsTexts() throws {
        let queue = RecordQueue<FinishedSpan>()
        let span = ServiceTracer(queues: [queue]).startSpan("a", context: .topLevel)
        span.attributes["long"] = "a" + String(repeating: "é", count: 2_000)
        span.attributes["short"] = String(repeating: "é", count: 512)
        span.end()
        let record = try #require(queue.next(maximumCount: 1)).records[0]
        #expect(
            record.attributes.get("long") == .string("a" + String(repeating: "é", count: 511))
        )
        #expect(record.attributes.get("short") == .string(String(repeating: "é", count: 512)))
    }

    @Test(arguments: [
        (TraceSampler(.alwaysOn), true, true, false),
        (TraceSampler(.alwaysOff), false, true, false),
        (TraceSampler(.alwaysOn, isParentBased: false), true, true, true),
        (TraceSampler(.alwaysOff, isParentBased: false), false, false, false),
    ])
    func samples(_ sampler: TraceSampler, _ root: Bool, _ sampled: Bool, _ notSampled: Bool) {
        func parent(_ flags: String) -> TraceContext? {
            TraceContext(parent: "00-\(Self.trace)-\(Self.caller)-\(flags)")
        }
        #expect(sampler.keeps(.random(), parent: nil) == root)
        #expect(sampler.keeps(.random(), parent: parent("01")) == sampled)
        #expect(sampler.keeps(.random(), parent: parent("00")) == notSampled)
    }

    /// The bound of OpenTelemetry's other SDKs: the last 8 bytes, shifted by one, are below
    /// ratio * 2^63.
    @Test func samplesAPartByTheTracesName() throws {
        let sampler = TraceSampler(.ratio(0.25))
        for (low, isKept) in [
            ("0000000000000001", true), ("3fffffffffffffff", true), ("4000000000000000", false),
            ("ffffffffffffffff", false),
        ] {
            let trace = try #require(TraceID("ffffffffffffffff" + low))
            #expect(sampler.keeps(trace, parent: nil) == isKept)
            #expect(TraceSampler(.ratio(1)).keeps(trace, parent: nil))
            #expect(!TraceSampler(.ratio(0)).keeps(trace, parent: nil))
        }
        // Five standard deviations of 10,000 draws are 217.
        let kept = (0..<10_000).count { _ in sampler.keeps(.random(), parent: nil) }
        #expect(abs(kept - 2_500) < 220)
    }
}
