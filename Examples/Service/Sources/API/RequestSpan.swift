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

/// Answers a request within a span of its own, a child of the one that `traceparent` names; without
/// one where no tracer is set up, which costs nothing.
func withRequestSpan(
    _ request: Request,
    route: String,
    _ answer: ((any Span)?) async -> Response
) async -> Response {
    if InstrumentationSystem.instrument is NoOpTracer { return await answer(nil) }
    var context = ServiceContext.topLevel
    InstrumentationSystem.instrument.extract(
        request.headers,
        into: &context,
        using: HeaderExtractor()
    )
    let span = InstrumentationSystem.tracer.startSpan(
        "\(request.method.rawValue) \(route)",
        context: context,
        ofKind: .server
    )
    defer { span.end() }
    span.attributes["http.request.method"] = request.method.rawValue
    span.attributes["http.route"] = route
    span.attributes["url.path"] = request.uri.path
    return await ServiceContext.$current.withValue(span.context) { await answer(span) }
}
