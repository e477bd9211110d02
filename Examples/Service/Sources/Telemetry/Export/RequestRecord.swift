import Tracing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A request that was answered, as Application Insights counts it.
struct RequestRecord: Sendable, Equatable {
    /// The span's identifier, as 16 hexadecimal digits, and that of the span it is part of.
    var id: String
    var parentID: String?
    /// As 32 hexadecimal digits.
    var traceID: String
    /// Such as `POST /predict`.
    var name: String
    var url: String
    var start: Date
    var duration: Duration
    /// The status that was answered.
    var status: Int
}

extension RequestRecord {
    /// What a span of a server tells of its request by the attributes of HTTP's semantic
    /// conventions; `nil` for any other span.
    init?(_ span: FinishedSpan) {
        func text(_ name: String) -> String? {
            switch span.attributes.get(name) {
            case .string(let text): text
            case .int32(let number): "\(number)"
            case .int64(let number): "\(number)"
            default: nil
            }
        }
        guard span.kind == .server,
            let status = text("http.response.status_code").flatMap({ Int($0) })
        else { return nil }
        var url = text("url.path") ?? text("http.route") ?? "/"
        if let query = text("url.query") { url += "?\(query)" }
        if let scheme = text("url.scheme"), let host = text("server.address") {
            url = "\(scheme)://\(host)\(text("server.port").map { ":\($0)" } ?? "")\(url)"
        }
        let method = text("http.request.method")
        let route = text("http.route")
        id = span.context.spanID.description
        parentID = span.parent?.description
        traceID = span.context.traceID.description
        name = method.flatMap { method in route.map { "\(method) \($0)" } } ?? span.name
        self.url = url
        start = Date(timeIntervalSince1970: Double(span.start) / 1e9)
        duration = .nanoseconds(Int64(span.end) - Int64(span.start))
        self.status = status
    }
}
