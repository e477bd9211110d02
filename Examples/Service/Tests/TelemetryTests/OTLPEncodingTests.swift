import CoreMetrics
import Feedback
import Foundation
import Testing
import Tracing

@testable import Telemetry

/// Bodies as OpenTelemetry's specification and its example files have them; `checks/telemetry.py`
/// sends them to real receivers.
@Suite struct OTLPEncodingTests {
    private let encoding = OTLPEncoding(resource: [.init(name: "service.name", value: "a \"b\"")])

    private func envelope(_ signal: String, _ records: String, _ content: String) -> String {
        #"{"resource\#(signal)":[{"resource":{"attributes":[{"key":"service.name","value":"#
            + #"{"stringValue":"a \"b\""}}]},"scope\#(signal)":[{"scope":{"name":"swiftlet-service"},"#
            + #""\#(records)":[\#(content)]}]}]}"#
    }

    private func compact(_ text: String) -> String {
        text.split(separator: "\n").map { $0.trimmingPrefix(while: \.isWhitespace) }.joined()
    }

    @Test func encodesSpans() throws {
        let context = try #require(
            TraceContext(
                parent: "00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b174-01",
                state: "congo=t61"
            )
        )
        var linked = ServiceContext.topLevel
        linked.traceContext = context
        let span = FinishedSpan(
            context: context,
            parent: SpanID(0xeee1_9b7e_c3c1_b173),
            name: "POST /predict",
            kind: .server,
            start: 1_544_712_660_000_000_001,
            end: 1_544_712_661_000_000_002,
            attributes: ["http.response.status_code": 503],
            events: [
                SpanEvent(
                    name: "exception",
                    at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: 7),
                    attributes: ["d": 0.5]
                )
            ],
            links: [SpanLink(context: linked, attributes: [:])],
            status: SpanStatus(code: .error, message: "full")
        )
        let expected = envelope(
            "Spans",
            "spans",
            compact(
                #"""
                {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174",
                "traceState":"congo=t61","parentSpanId":"eee19b7ec3c1b173","flags":1,
                "name":"POST /predict","kind":2,
                "startTimeUnixNano":"1544712660000000001","endTimeUnixNano":"1544712661000000002",
                "attributes":[{"key":"http.response.status_code","value":{"intValue":503}}],
                "events":[{"timeUnixNano":"7","name":"exception",
                "attributes":[{"key":"d","value":{"doubleValue":0.5}}]}],
                "links":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174"}],
                "status":{"code":2,"message":"full"}}
                """#
            )
        )
        #expect(String(decoding: encoding.traces([span]), as: UTF8.self) == expected)
    }

    @Test func encodesEveryKindOfValue() throws {
        struct Name: CustomStringConvertible { let description = "n" }
        let values: [(SpanAttribute, String)] = [
            (.string("é\u{1}\n\"\\"), #"{"stringValue":"é\u0001\n\"\\"}"#),
            (.bool(true), #"{"boolValue":true}"#),
            (.int32(-1), #"{"intValue":-1}"#),
            (.int64(.max), #"{"intValue":9223372036854775807}"#),
            (.double(1e-7), #"{"doubleValue":1e-07}"#),
            (.double(.infinity), #"{"doubleValue":"Infinity"}"#),
            (.stringConvertible(Name()), #"{"stringValue":"n"}"#),
            (.stringArray(["a"]), #"{"arrayValue":{"values":[{"stringValue":"a"}]}}"#),
            (.boolArray([false]), #"{"arrayValue":{"values":[{"boolValue":false}]}}"#),
            (
                .int64Array([1, 2]),
                #"{"arrayValue":{"values":[{"intValue":1},{"intValue":2}]}}"#
            ),
            (.int32Array([]), #"{"arrayValue":{"values":[]}}"#),
            (.doubleArray([0.5]), #"{"arrayValue":{"values":[{"doubleValue":0.5}]}}"#),
            (
                .stringConvertibleArray([Name()]),
                #"{"arrayValue":{"values":[{"stringValue":"n"}]}}"#
            ),
        ]
        for (value, expected) in values {
            let queue = RecordQueue<FinishedSpan>()
            let span = ServiceTracer(queues: [queue]).startSpan("a", context: .topLevel)
            span.attributes["k"] = value
            span.end()
            let records = try #require(queue.next(maximumCount: 1)).records
            let text = String(decoding: encoding.traces(records), as: UTF8.self)
            #expect(text.contains(#""attributes":[{"key":"k","value":\#(expected)}]"#))
        }
    }

    @Test func encodesFeedback() {
        let report = FeedbackReport(
            id: "r1",
            time: Date(timeIntervalSince1970: 1_544_712_660.123),
            text: "late again",
            predictedLabel: "positive",
            score: 0.75,
            expectedLabel: "negative",
            traceID: "5b8efff798038103d269b633813fc60c"
        )
        let unlinked = FeedbackReport(
            id: "r2",
            time: Date(timeIntervalSince1970: 0),
            text: "",
            predictedLabel: "positive",
            score: 1,
            comment: "c",
            model: "m",
            source: "s",
            traceID: "none"
        )
        let expected = envelope(
            "Logs",
            "logRecords",
            compact(
                #"""
                {"timeUnixNano":"1544712660123000000","observedTimeUnixNano":"1544712660123000000",
                "severityNumber":13,"severityText":"WARN",
                "body":{"stringValue":"prediction_feedback_reported"},
                "attributes":[{"key":"id","value":{"stringValue":"r1"}},
                {"key":"text","value":{"stringValue":"late again"}},
                {"key":"predicted_label","value":{"stringValue":"positive"}},
                {"key":"score","value":{"doubleValue":0.75}},
                {"key":"expected_label","value":{"stringValue":"negative"}},
                {"key":"is_correct","value":{"boolValue":false}}],
                "traceId":"5b8efff798038103d269b633813fc60c"},
                {"timeUnixNano":"0","observedTimeUnixNano":"0",
                "severityNumber":13,"severityText":"WARN",
                "body":{"stringValue":"prediction_feedback_reported"},
                "attributes":[{"key":"id","value":{"stringValue":"r2"}},
                {"key":"text","value":{"stringValue":""}},
                {"key":"predicted_label","value":{"stringValue":"positive"}},
                {"key":"score","value":{"doubleValue":1.0}},
                {"key":"comment","value":{"stringValue":"c"}},
                {"key":"model","value":{"stringValue":"m"}},
                {"key":"source","value":{"stringValue":"s"}}]}
                """#
            )
        )
        #expect(String(decoding: encoding.logs([report, unlinked]), as: UTF8.self) == expected)
    }

    @Test func encodesMetrics() {
        let snapshot = MetricsSnapshot(
            startTime: 5,
            time: 9,
            families: [
                .init(
                    name: "a_total",
                    help: "A.",
                    kind: .counter,
                    points: [.init(labels: MetricLabels([("l", "v")]), value: .integer(3))]
                ),
                .init(
                    name: "b_bytes",
                    help: "B.",
                    kind: .gauge,
                    points: [.init(labels: MetricLabels([]), value: .number(1.5))]
                ),
                .init(
                    name: "c_seconds",
                    help: "C.",
                    kind: .histogram,
                    points: [
                        .init(
                            labels: MetricLabels([]),
                            value: .histogram(bounds: [0.5, 1], counts: [1, 0, 2], sum: 7.25)
                        )
                    ]
                ),
            ]
        )
        let expected = envelope(
            "Metrics",
            "metrics",
            compact(
                #"""
                {"name":"a_total","description":"A.","unit":"1","sum":{"dataPoints":[{"attributes":
                [{"key":"l","value":{"stringValue":"v"}}],"startTimeUnixNano":"5",
                "timeUnixNano":"9","asInt":3}],"aggregationTemporality":2,"isMonotonic":true}},
                {"name":"b_bytes","description":"B.","unit":"By","gauge":{"dataPoints":[
                {"attributes":[],"timeUnixNano":"9","asDouble":1.5}]}},
                {"name":"c_seconds","description":"C.","unit":"s","histogram":{"dataPoints":[
                {"attributes":[],"startTimeUnixNano":"5","timeUnixNano":"9","count":3,"sum":7.25,
                "bucketCounts":[1,0,2],"explicitBounds":[0.5,1.0]}],"aggregationTemporality":2}}
                """#
            )
        )
        #expect(String(decoding: encoding.metrics(snapshot), as: UTF8.self) == expected)
    }

    @Test(arguments: [
        ("", 0), ("{}", 0), ("<html>", 0), (#"{"partialSuccess":{}}"#, 0),
        (#"{"partialSuccess":{"errorMessage":"slow down"}}"#, 0),
        (#"{"partialSuccess":{"rejectedSpans":"3","errorMessage":"m"}}"#, 3),
        (#"{"partialSuccess":{"rejectedDataPoints":2}}"#, 2),
        (#"{"partialSuccess":{"rejectedLogRecords":1}}"#, 1),
    ])
    func readsAnswers(_ body: String, _ rejected: Int) {
        let delivery = OTLPAnswer.delivery(Array(body.utf8))
        #expect(delivery.rejected == rejected && delivery.again.isEmpty)
    }
}
