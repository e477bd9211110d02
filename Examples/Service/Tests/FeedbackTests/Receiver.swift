import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A receiver on loopback that keeps what it gets, and answers what it is told to.
final class Receiver: Sendable {
    struct Answer {
        var status = 200
        var headers: [(String, String)] = []
        var body = "{}"
    }

    struct Request {
        let path: String
        let headers: HTTPHeaders
        let body: [UInt8]
    }

    private struct State {
        var requests: [Request] = []
        /// What the next requests are answered; then `Answer()`.
        var answers: [Answer]
    }

    /// What the connections share.
    private final class Connections: Sendable {
        let state: Mutex<State>
        init(_ answers: [Answer]) { state = Mutex(State(answers: answers)) }

        func take(_ request: Request) -> Answer {
            state.withLock { state in
                state.requests.append(request)
                return state.answers.isEmpty ? Answer() : state.answers.removeFirst()
            }
        }
    }

    private let shared: Connections
    private let channel: any Channel

    /// Listens on the port, or on one that is free.
    init(port: Int = 0, answers: [Answer] = []) async throws {
        let shared = Connections(answers)
        self.shared = shared
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(shared))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
    }

    var port: Int { channel.localAddress!.port! }
    var url: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { shared.state.withLock(\.requests) }

    func answer(_ answers: [Answer]) { shared.state.withLock { $0.answers = answers } }

    /// Takes no more connections.
    func close() async throws { try await channel.close() }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart
        private let shared: Connections
        private var head: HTTPRequestHead?
        private var body: [UInt8] = []

        init(_ shared: Connections) { self.shared = shared }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = []
            case .body(let part):
                body += part.readableBytesView
            case .end:
                guard let head else { return }
                let answer = shared.take(
                    Request(path: head.uri, headers: head.headers, body: body)
                )
                var headers = HTTPHeaders(answer.headers)
                headers.add(name: "Content-Length", value: "\(answer.body.utf8.count)")
                let status = HTTPResponseStatus(statusCode: answer.status)
                let start = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
                context.write(wrapOutboundOut(.head(start)), promise: nil)
                let buffer = context.channel.allocator.buffer(string: answer.body)
                context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
