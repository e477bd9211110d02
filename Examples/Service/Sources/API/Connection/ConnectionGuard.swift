import Metrics
import NIOCore
import NIOHTTP1

/// What a connection may take of the service.
public struct ConnectionLimits: Sendable {
    /// The most bytes of all header lines together.
    public var headerBytes = 16 << 10
    /// The most header lines.
    public var headerFields = 100
    /// The most bytes of a body, where the route has no limit of its own.
    public var bodyBytes = 64 << 10
    /// The most bytes of a batch's body.
    public var batchBytes = 1 << 20
    /// How long a request's line and headers may take to arrive, in seconds.
    public var headerSeconds: Int64 = 10
    /// How long a body may take to arrive, in seconds.
    public var bodySeconds: Int64 = 15
    /// How long a connection may stand idle, or its client read nothing, in seconds.
    public var idleSeconds: Int64 = 75
    /// The most connections; further ones wait in the system's queue.
    public var connections = 4_096

    public init() {}

    /// The most bytes of a body sent to this target; `nil` for a stream, which is read as it is
    /// answered.
    func bodyLimit(of target: String) -> Int? {
        if target.hasPrefix("/predict/stream") { return nil }
        return target.hasPrefix("/predict/batch") ? batchBytes : bodyBytes
    }
}

/// Watches one connection between the HTTP parser and Hummingbird: answers what is no HTTP or for no
/// one host (400), has too long headers (431) or takes too long to arrive (408), sends `100 Continue`
/// where the body will be read, keeps connections of HTTP/1.0 as their clients expect, and closes so
/// that the client still gets the last answer.
///
/// Timers are set only for a request that does not arrive at once.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Arrival {
        case nothing
        case head
        case body
    }

    private static let connections = Gauge(label: "swiftlet_connections")
    private static let open = OpenConnections()

    private let limits: ConnectionLimits
    private var context: ChannelHandlerContext?
    /// What of a request has begun to arrive and is not complete.
    private var arrival = Arrival.nothing
    /// Whether the bytes that just came gave any part of a request.
    private var gotPart = false
    private var arrivalTimer: Scheduled<Void>?
    private var stallTimer: Scheduled<Void>?
    /// What each request that is not answered yet wants, in their order.
    private var requests: [(keepsAlive: Bool, version: HTTPVersion)] = []
    private var answerHasBegun = false
    /// The answer that is being written is the last one.
    private var closesAfterAnswer = false
    /// Of the request that arrives; `nil` for a body that is long by purpose.
    private var bodyLimit: Int?
    /// What is to be answered once the requests before it are.
    private var pendingRefusal: (HTTPResponseStatus, String)?
    /// The last answer is written: whatever still comes is thrown away.
    private(set) var isClosing = false

    init(limits: ConnectionLimits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        Self.connections.record(Self.open.add(1))
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        arrivalTimer?.cancel()
        stallTimer?.cancel()
        self.context = nil
        Self.connections.record(Self.open.add(-1))
    }

    // MARK: - Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isClosing { return }
        gotPart = true
        // What is left of a request that is refused.
        if pendingRefusal != nil { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            arrival = .body
            arrivalTimer?.cancel()
            arrivalTimer = nil
            requests.append((head.isKeepAlive, head.version))
            bodyLimit = limits.bodyLimit(of: head.uri)
            guard head.namesOneHost else {
                return refuse(
                    .badRequest,
                    "The request must have one Host header with a host's name.",
                    context: context
                )
            }
            continueIfExpected(head, context: context)
        case .body: break
        case .end: arrival = .nothing
        }
        context.fireChannelRead(data)
    }

    /// Called by ``ArrivingBytes`` once the parser has seen some bytes.
    func bytesArrived() {
        if !gotPart, arrival == .nothing { arrival = .head }
        gotPart = false
        // A body that is long by purpose has the idle limit alone.
        if isClosing || arrival == .nothing || (arrival == .body && bodyLimit == nil) {
            arrivalTimer?.cancel()
            arrivalTimer = nil
        } else if arrivalTimer == nil, let context {
            let seconds = arrival == .head ? limits.headerSeconds : limits.bodySeconds
            arrivalTimer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(seconds)) {
                self.arrivalTimer = nil
                self.refuse(
                    .requestTimeout,
                    "The request did not arrive within \(seconds) seconds.",
                    context: context
                )
            }
        }
    }

    private func continueIfExpected(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
        // An expectation of HTTP/1.0 is none.
        guard head.headers["expect"].first?.lowercased() == "100-continue",
            head.version == .http1_1, requests.count == 1
        else { return }
        let length = head.headers["content-length"].first.flatMap(Int.init) ?? 0
        // Too long a body is refused instead, before it is sent.
        if let bodyLimit, length > bodyLimit { return }
        let answer = HTTPResponseHead(version: head.version, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(answer)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else {
            context.fireErrorCaught(error)
            return
        }
        if error == .headerOverflow {
            let limit = "\(limits.headerBytes) bytes and \(limits.headerFields) lines"
            refuse(
                .requestHeaderFieldsTooLarge,
                "The headers are too long; at most \(limit) are accepted.",
                context: context
            )
        } else {
            refuse(.badRequest, "The request is not valid HTTP/1.1.", context: context)
        }
    }

    /// Answers what did not come as a request, behind the answers to the requests before it, then
    /// closes.
    private func refuse(
        _ status: HTTPResponseStatus,
        _ reason: String,
        context: ChannelHandlerContext
    ) {
        if isClosing { return }
        // A request whose body does not arrive as it should has no other answer.
        let earlierRequests = requests.count - (arrival == .body ? 1 : 0)
        if earlierRequests > 0 {
            pendingRefusal = (status, reason)
            return
        }
        guard !answerHasBegun else {
            isClosing = true
            context.close(promise: nil)
            return
        }
        let body = Refusal(.init(code: Int(status.code)), reason).json
        var head = HTTPResponseHead(version: .http1_1, status: status)
        head.headers.add(name: "content-type", value: "application/json")
        head.headers.add(name: "content-length", value: "\(body.count)")
        head.headers.add(name: "connection", value: "close")
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        let buffer = context.channel.allocator.buffer(bytes: body)
        context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        finish(context: context, promise: nil)
    }

    // MARK: - Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if isClosing {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.code >= 200:
            answerHasBegun = true
            closesAfterAnswer =
                requests.first?.keepsAlive == false || head.headers["connection"].contains("close")
            if requests.first?.version == .http1_0, head.headers["content-length"].isEmpty {
                // HTTP/1.0 has no parts that tell their length: the end of the connection ends it.
                head.version = .http1_0
                closesAfterAnswer = true
            }
            if closesAfterAnswer { head.headers.replaceOrAdd(name: "connection", value: "close") }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end where closesAfterAnswer:
            finish(context: context, promise: promise)
        case .end:
            answerHasBegun = false
            if !requests.isEmpty { requests.removeFirst() }
            context.write(data, promise: promise)
            if let (status, reason) = pendingRefusal {
                refuse(status, reason, context: context)
            }
        default:
            context.write(data, promise: promise)
        }
    }

    /// Ends the last answer and closes: at once where the request has come to its end, else when the
    /// client has had time to read, since a connection that is closed with bytes unread is reset and
    /// the answer lost.
    private func finish(context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        let hasUnreadBytes = arrival != .nothing
        isClosing = true
        arrivalTimer?.cancel()
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
        if hasUnreadBytes {
            context.close(mode: .output, promise: nil)
            arrivalTimer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(2)) {
                context.close(promise: nil)
            }
        } else {
            context.close(promise: nil)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stallTimer?.cancel()
        stallTimer = nil
        if !context.channel.isWritable {
            let seconds = limits.idleSeconds
            stallTimer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(seconds)) {
                context.close(promise: nil)
            }
        }
        context.fireChannelWritabilityChanged()
    }
}

extension HTTPRequestHead {
    /// Whether there is one `Host`, with nothing in it that no host's name and port have (RFC 9112,
    /// 3.2); before HTTP/1.1 none is needed.
    fileprivate var namesOneHost: Bool {
        let hosts = headers["host"]
        guard hosts.count <= 1 else { return false }
        guard let host = hosts.first else { return version != .http1_1 }
        return host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                return true
            default: return "-._~%!$&'()*+,;=:[]".utf8.contains(byte)
            }
        }
    }
}

/// Stands in front of the HTTP parser and tells the guard when bytes have come.
final class ArrivingBytes: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connectionGuard: ConnectionGuard

    init(_ connectionGuard: ConnectionGuard) { self.connectionGuard = connectionGuard }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if connectionGuard.isClosing { return }
        context.fireChannelRead(data)
        connectionGuard.bytesArrived()
    }
}
