import AsyncHTTPClient
import Feedback
import NIOCore
import NIOHTTP1

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Posts bodies to a receiver over HTTP or HTTPS.
public struct HTTPSender: Sendable {
    /// The answer of a receiver.
    public struct Answer: Sendable {
        public let status: Int
        /// How long the receiver asks to wait, by `Retry-After`.
        public let retryAfter: Duration?
        /// The body, of which about a megabyte is read.
        public let body: [UInt8]
        /// The address to go to instead.
        var location: String?
    }

    /// Why there is no answer: no connection, or none in time.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// One client for all, as connections are kept. It makes no spans: those would be exported,
    /// which would make more. It does not wait for a receiver that refuses; the loops do.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.tracing.tracer = nil
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(
            eventLoopGroup: HTTPClient.defaultEventLoopGroup,
            configuration: configuration
        )
    }()

    private let url: String
    private let headers: HTTPHeaders
    private let timeout: Duration

    /// - Parameters:
    ///   - url: where to post to.
    ///   - headers: sent along, beside the type of the content.
    ///   - timeout: for the whole of a request.
    public init(url: String, headers: [(String, String)] = [], timeout: Duration = .seconds(10)) {
        self.url = url
        self.headers = HTTPHeaders(headers)
        self.timeout = timeout
    }

    /// Posts the body, and once more where the receiver says 307 or 308 and names an address of its
    /// own domain.
    ///
    /// - Throws: `Failure` where no answer came.
    public func post(
        _ body: [UInt8],
        contentType: String = "application/json"
    ) async throws(Failure) -> Answer {
        let answer = try await post(body, contentType: contentType, to: url)
        guard [307, 308].contains(answer.status), let location = answer.location,
            Self.domain(location) == Self.domain(url)
        else { return answer }
        return try await post(body, contentType: contentType, to: location)
    }

    private func post(
        _ body: [UInt8],
        contentType: String,
        to url: String
    ) async throws(Failure) -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers = headers
        request.headers.replaceOrAdd(name: "Content-Type", value: contentType)
        request.body = .bytes(body)
        do {
            return try await exchange(request)
        } catch {
            throw Failure(description: "\(url): \(error)")
        }
    }

    /// The answer to the request, within the time. The client's own deadline ends with the head of
    /// the answer.
    private func exchange(_ request: HTTPClientRequest) async throws -> Answer {
        try await withThrowingTaskGroup(of: Answer.self) { group in
            group.addTask {
                let response = try await Self.client.execute(request, deadline: .distantFuture)
                var body: [UInt8] = []
                for try await part in response.body {
                    body += part.readableBytesView
                    if body.count >= 1 << 20 { break }
                }
                try Task.checkCancellation()
                return Answer(
                    status: Int(response.status.code),
                    retryAfter: response.headers.first(name: "Retry-After").flatMap(Self.delay),
                    body: body,
                    location: response.headers.first(name: "Location")
                )
            }
            group.addTask {
                try await Task.sleep(for: timeout)
                throw Failure(description: "no answer within \(timeout)")
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw CancellationError() }
            return answer
        }
    }

    /// The scheme, and the last two parts of the host's name.
    private static func domain(_ url: String) -> [String]? {
        guard let url = URL(string: url), let scheme = url.scheme, let host = url.host() else {
            return nil
        }
        return [scheme] + host.split(separator: ".").suffix(2).map(String.init)
    }

    /// The delay that `Retry-After` asks for: seconds, or a time such as
    /// `Fri, 31 Dec 1999 23:59:59 GMT`.
    static func delay(retryAfter text: String) -> Duration? {
        if let seconds = Int(text) { return .seconds(max(0, seconds)) }
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let parts = text.split(separator: " ")
        guard parts.count == 6, let month = months.firstIndex(of: String(parts[2])) else {
            return nil
        }
        let digits = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        guard let time = Date(timestamp: "\(parts[3])-\(digits)-\(parts[1])T\(parts[4])Z") else {
            return nil
        }
        return .seconds(max(0, time.timeIntervalSinceNow))
    }
}
