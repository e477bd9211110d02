import Feedback
import Tracing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// OpenTelemetry's protocol as JSON: the bodies of `POST /v1/logs`, `/v1/traces` and `/v1/metrics`.
///
/// Times are written as texts of digits, identifiers as hexadecimal digits, enumerations as numbers.
/// Counts and whole numbers are written as numbers: receivers that hold to protobuf's JSON take both
/// forms, others take only this one.
///
/// Reference: OpenTelemetry, "OpenTelemetry Protocol Specification", JSON Protobuf Encoding.
struct OTLPEncoding: Sendable {
    let resource: [OTLPSettings.ResourceAttribute]

    private static let scope = "swiftlet-service"

    /// The path from the root to the records: a resource with one scope.
    private func envelope(
        _ resourceList: String,
        _ scopeList: String,
        _ recordList: String,
        _ records: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.array(resourceList) { json in
                json.object { json in
                    json.object("resource") { json in
                        json.array("attributes") { json in
                            for attribute in resource {
                                json.attribute(attribute.name, .string(attribute.value))
                            }
                        }
                    }
                    json.array(scopeList) { json in
                        json.object { json in
                            json.object("scope") { $0.member("name", Self.scope) }
                            json.array(recordList, records)
                        }
                    }
                }
            }
        }
        return json.bytes
    }

    // MARK: Logs

    /// A log record for each report: `prediction_feedback_reported` with the report's keys.
    func logs(_ reports: [FeedbackReport]) -> [UInt8] {
        envelope("resourceLogs", "scopeLogs", "logRecords") { json in
            for report in reports {
                json.object { json in
                    let time = UInt64(max(0, report.time.timeIntervalSince1970 * 1_000).rounded())
                    json.member("timeUnixNano", (time * 1_000_000).description)
                    json.member("observedTimeUnixNano", (time * 1_000_000).description)
                    json.member("severityNumber", 13)
                    json.member("severityText", "WARN")
                    json.object("body") {
                        $0.member("stringValue", "prediction_feedback_reported")
                    }
                    json.array("attributes") { json in
                        json.attribute("id", .string(report.id))
                        json.attribute("text", .string(report.text))
                        json.attribute("predicted_label", .string(report.predictedLabel))
                        json.attribute("score", .double(report.score))
                        json.attribute("expected_label", report.expectedLabel.map { .string($0) })
                        json.attribute("comment", report.comment.map { .string($0) })
                        json.attribute("is_correct", report.isCorrect.map { .bool($0) })
                        json.attribute("model", report.model.map { .string($0) })
                        json.attribute("source", report.source.map { .string($0) })
                    }
                    if let trace = report.traceID, TraceID(trace) != nil {
                        json.member("traceId", trace)
                    }
                }
            }
        }
    }

    // MARK: Traces

    func traces(_ spans: [FinishedSpan]) -> [UInt8] {
        envelope("resourceSpans", "scopeSpans", "spans") { json in
            for span in spans {
                json.object { json in
                    json.member("traceId", span.context.traceID.description)
                    json.member("spanId", span.context.spanID.description)
                    if !span.context.state.isEmpty {
                        json.member("traceState", span.context.state)
                    }
                    if let parent = span.parent { json.member("parentSpanId", parent.description) }
                    json.member("flags", span.context.flags)
                    json.member("name", span.name)
                    json.member("kind", span.kind.otlpNumber)
                    json.member("startTimeUnixNano", span.start.description)
                    json.member("endTimeUnixNano", span.end.description)
                    json.attributes(span.attributes)
                    if !span.events.isEmpty {
                        json.array("events") { json in
                            for event in span.events {
                                json.object { json in
                                    json.member(
                                        "timeUnixNano",
                                        event.nanosecondsSinceEpoch.description
                                    )
                                    json.member("name", event.name)
                                    json.attributes(event.attributes)
                                }
                            }
                        }
                    }
                    let links = span.links.filter { $0.context.traceContext != nil }
                    if !links.isEmpty {
                        json.array("links") { json in
                            for link in links {
                                let trace = link.context.traceContext!
                                json.object { json in
                                    json.member("traceId", trace.traceID.description)
                                    json.member("spanId", trace.spanID.description)
                                    json.attributes(link.attributes)
                                }
                            }
                        }
                    }
                    if let status = span.status {
                        json.object("status") { json in
                            json.member("code", status.code == .ok ? 1 : 2)
                            if let message = status.message { json.member("message", message) }
                        }
                    }
                }
            }
        }
    }

    // MARK: Metrics

    /// Sums are cumulative, from the start of counting.
    func metrics(_ snapshot: MetricsSnapshot) -> [UInt8] {
        let start = snapshot.startTime.description
        let time = snapshot.time.description

        func points(
            _ family: MetricsSnapshot.Family,
            _ json: inout JSONWriter,
            isCumulative: Bool
        ) {
            json.array("dataPoints") { json in
                for point in family.points {
                    json.object { json in
                        json.array("attributes") { json in
                            for label in point.labels.labels {
                                json.attribute(label.name, .string(label.value))
                            }
                        }
                        if isCumulative { json.member("startTimeUnixNano", start) }
                        json.member("timeUnixNano", time)
                        switch point.value {
                        case .integer(let value): json.member("asInt", value)
                        case .number(let value): json.member("asDouble", value)
                        case .histogram(let bounds, let counts, let sum):
                            json.member("count", counts.reduce(0, +))
                            json.member("sum", sum)
                            json.array("bucketCounts") { json in
                                for count in counts { json.integer(count) }
                            }
                            json.array("explicitBounds") { json in
                                for bound in bounds { json.number(bound) }
                            }
                        }
                    }
                }
            }
        }

        return envelope("resourceMetrics", "scopeMetrics", "metrics") { json in
            for family in snapshot.families {
                json.object { json in
                    json.member("name", family.name)
                    json.member("description", family.help)
                    json.member("unit", Self.unit(of: family.name))
                    switch family.kind {
                    case .counter, .floatingPointCounter:
                        json.object("sum") { json in
                            points(family, &json, isCumulative: true)
                            json.member("aggregationTemporality", 2)
                            json.member("isMonotonic", true)
                        }
                    case .gauge:
                        json.object("gauge") { points(family, &$0, isCumulative: false) }
                    case .histogram:
                        json.object("histogram") { json in
                            points(family, &json, isCumulative: true)
                            json.member("aggregationTemporality", 2)
                        }
                    }
                }
            }
        }
    }

    /// The unit that a name ends with, in UCUM's letters.
    private static func unit(of name: String) -> String {
        if name.hasSuffix("_seconds") { return "s" }
        if name.hasSuffix("_bytes") { return "By" }
        return "1"
    }
}

extension SpanKind {
    fileprivate var otlpNumber: Int {
        switch self {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        }
    }
}

extension JSONWriter {
    /// An array `attributes`, unless there are none.
    fileprivate mutating func attributes(_ attributes: SpanAttributes) {
        if attributes.isEmpty { return }
        array("attributes") { json in
            func append(_ name: String, _ value: SpanAttribute) { json.attribute(name, value) }
            attributes.forEach(append)
        }
    }

    /// A pair of a name and a value, unless there is no value.
    fileprivate mutating func attribute(_ name: String, _ value: SpanAttribute?) {
        guard let value else { return }
        object { json in
            json.member("key", name)
            json.object("value") { $0.anyValue(value) }
        }
    }

    /// The members of an `AnyValue`.
    private mutating func anyValue(_ value: SpanAttribute) {
        switch value {
        case .string(let text): member("stringValue", text)
        case .bool(let value): member("boolValue", value)
        case .int32(let value): member("intValue", value)
        case .int64(let value): member("intValue", value)
        case .double(let value): member("doubleValue", value)
        case .stringConvertible(let value): member("stringValue", value.description)
        case .stringArray(let values): arrayValue(values.map { .string($0) })
        case .boolArray(let values): arrayValue(values.map { .bool($0) })
        case .int32Array(let values): arrayValue(values.map { .int32($0) })
        case .int64Array(let values): arrayValue(values.map { .int64($0) })
        case .doubleArray(let values): arrayValue(values.map { .double($0) })
        case .stringConvertibleArray(let values):
            arrayValue(values.map { .string($0.description) })
        default: break
        }
    }

    private mutating func arrayValue(_ values: [SpanAttribute]) {
        object("arrayValue") { json in
            json.array("values") { json in
                for value in values {
                    json.object { $0.anyValue(value) }
                }
            }
        }
    }
}
