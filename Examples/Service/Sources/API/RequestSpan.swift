import HTTPTypes
import Hummingbird
import Instrumentation
import Tracing

/// Reads the trace context of a request's headers.
private struct HeaderExtractor: Extractor {
    func extract(key: String, from headers: HTTPFields) -> String? {
        HTTPField.Name(key).flatMap { headers[$0] }
    }
}

extension HTTPField.Name {
    fileprivate static let traceParent = HTTPField.Name("traceparent")!
}

/// Answers a request within a span of its own, a child of the one that `traceparent` names.
func withRequestSpan(
    _ request: Request,
    route: String,
    _ answer: () async -> Response
) async -> Response {
    var context = ServiceContext.topLevel
    if request.headers.contains(.traceParent) {
        InstrumentationSystem.instrument.extract(
            request.headers,
            into: &context,
            using: HeaderExtractor()
        )
    }
    let span = InstrumentationSystem.tracer.startAnySpan(
        "\(request.method.rawValue) \(route)",
        context: context,
        ofKind: .server
    )
    defer { span.end() }
    let response = await ServiceContext.$current.withValue(span.context) { await answer() }
    if span.isRecording {
        span.updateAttributes { attributes in
            attributes["http.request.method"] = request.method.rawValue
            attributes["http.route"] = route
            attributes["url.path"] = request.uri.path
            attributes["url.scheme"] = "http"
            if let authority = request.head.authority { attributes["server.address"] = authority }
            attributes["http.response.status_code"] = response.status.code
        }
        if response.status.code >= 500 { span.setStatus(SpanStatus(code: .error)) }
    }
    return response
}
