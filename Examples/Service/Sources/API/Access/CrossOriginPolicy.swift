import HTTPTypes
import Hummingbird

/// Which pages from elsewhere may call the service from a browser.
public struct CrossOriginPolicy: Sendable {
    /// The origins of a Streamlit page on this machine.
    public static let studyOrigins = ["http://localhost:8501", "http://127.0.0.1:8501"]

    private static let allowedMethods = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
    private let origins: Set<String>

    /// - Parameter origins: Scheme, host and port of each, such as `https://example.org`.
    public init(origins: [String] = Self.studyOrigins) { self.origins = Set(origins) }

    /// Whether a request says that a page of another origin made it, one that is not allowed.
    func isForeign(_ request: Request) -> Bool {
        guard let origin = request.headers[.origin], !origins.contains(origin) else { return false }
        // A page that this service sent names the host under which it was asked for.
        let host = request.headers[Self.forwardedHost] ?? request.head.authority
        guard let host, let scheme = origin.firstIndex(of: "/") else { return true }
        return origin[scheme...].dropFirst(2).lowercased() != host.lowercased()
    }

    /// The answer to a preflight request; `nil` where it is none.
    func preflightResponse(to request: Request) -> Response? {
        guard request.method == .options, let origin = request.headers[.origin],
            let method = request.headers[.accessControlRequestMethod]
        else { return nil }
        guard origins.contains(origin) else { return text(.badRequest, "Disallowed CORS origin") }
        guard Self.allowedMethods.contains(method) else {
            return text(.badRequest, "Disallowed CORS method")
        }
        var response = text(.ok, "OK")
        response.headers[.accessControlAllowMethods] = Self.allowedMethods
        response.headers[.accessControlMaxAge] = "600"
        response.headers[.accessControlAllowCredentials] = "true"
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlAllowHeaders] =
            request.headers[.accessControlRequestHeaders]
        return response
    }

    /// Lets an allowed page read the answer.
    func allow(_ response: inout Response, to request: Request) {
        guard let origin = request.headers[.origin], origins.contains(origin) else { return }
        response.headers[.accessControlAllowCredentials] = "true"
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.vary] = "Origin"
    }

    private func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8", .vary: "Origin"],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }

    private static let forwardedHost = HTTPField.Name("X-Forwarded-Host")!
}
