import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The settings of the service.
public struct ServiceSettings: Sendable {
    /// The address to listen on.
    public var host = "127.0.0.1"
    public var port = 8080
    /// The limits of a connection, and the maximum size of a body and of a line of a stream, in bytes.
    public var connection = ConnectionLimits()
    /// The most texts of a batch.
    public var batchTexts = 1_024
    public var tokens = AccessTokens()
    public var crossOrigin = CrossOriginPolicy()
    /// Bounds each address; `nil` for no bound.
    public var rateLimiter: RateLimiter?
    /// Whether a proxy in front is believed when it names the client.
    public var trustsForwardedAddress = false
    /// Whether texts of users may stand in the log.
    public var logsTexts = false
    /// What `/info` tells of the service.
    public var version = "1.0"
    public var logger: Logger

    public init(logger: Logger) { self.logger = logger }
}

/// Where a request comes from.
public struct RequestSource: InitializableFromSource, Sendable {
    private let channel: any Channel

    public init(source: ApplicationRequestContextSource) { channel = source.channel }

    /// Ends work for a client that has closed its connection.
    ///
    /// - Throws: `CancellationError`.
    func checkConnection() throws { if !channel.isActive { throw CancellationError() } }

    /// The client's address: that of the connection, or, behind a proxy that is believed, the last
    /// one in `X-Forwarded-For`.
    func address(of request: Request, settings: ServiceSettings) -> String {
        if settings.trustsForwardedAddress, let forwarded = request.headers[Self.forwardedFor],
            let last = forwarded.split(separator: ",").last
        {
            return Self.withoutPort(last.drop { $0 == " " }.prefix(64))
        }
        return channel.remoteAddress?.ipAddress ?? "unknown"
    }

    /// The address alone of what some proxies write with a port: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
    static func withoutPort(_ address: Substring) -> String {
        if address.hasPrefix("[") { return String(address.dropFirst().prefix { $0 != "]" }) }
        let isWithPort = address.count { $0 == ":" } == 1
        return String(isWithPort ? address.prefix { $0 != ":" } : address)
    }

    private static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
}
