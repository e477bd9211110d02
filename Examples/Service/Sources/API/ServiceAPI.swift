import Batching
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Page
import Tracing

/// The service's answers to HTTP: one table of routes, and around each the same steps.
public struct ServiceAPI: HTTPResponder {
    public typealias Context = RequestSource

    /// What a route is.
    struct Route: Sendable {
        let method: HTTPRequest.Method
        let access: AccessTokens.Access
        let answer: @Sendable (Request, RequestSource) async throws -> Response

        init(
            _ method: HTTPRequest.Method,
            _ access: AccessTokens.Access = .user,
            _ answer: @escaping @Sendable (Request, RequestSource) async throws -> Response
        ) {
            self.method = method
            self.access = access
            self.answer = answer
        }
    }

    private let settings: ServiceSettings
    private let observation: Observation
    private let metrics = RequestMetrics()
    /// The routes by their paths; pages are answered from ``Page/PageAsset`` beside them.
    private let routes: [String: Route]

    public init(
        settings: ServiceSettings,
        models: ModelHolder,
        queue: PredictionQueue,
        health: Health,
        feedback: FeedbackIntake,
        observation: Observation
    ) {
        self.settings = settings
        self.observation = observation
        let prediction = PredictionRoutes(
            settings: settings,
            queue: queue,
            observation: observation
        )
        let operations = OperationRoutes(
            settings: settings,
            models: models,
            health: health,
            feedback: feedback,
            observation: observation
        )
        let reports = FeedbackRoutes(settings: settings, models: models, intake: feedback)
        routes = [
            "/predict": Route(.post) { try await prediction.one($0, from: $1) },
            "/predict/batch": Route(.post) { request, source in
                try await besideTheEventLoop { try await prediction.batch(request, from: source) }
            },
            "/predict/stream": Route(.post) { try await prediction.stream($0, from: $1) },
            "/feedback": Route(.post) { try await reports.report($0, from: $1) },
            "/healthz": Route(.get, .open) { _, _ in operations.alive() },
            "/readyz": Route(.get, .open) { _, _ in operations.ready() },
            "/info": Route(.get) { _, _ in await operations.info() },
            "/metrics": Route(.get) { _, _ in operations.metrics() },
            "/monitoring/data": Route(.get) { _, _ in try operations.monitoringData() },
            "/openapi.json": Route(.get, .open) { _, _ in operations.openAPI() },
            "/admin/reload": Route(.post, .administrator) { _, _ in try await operations.reload() },
        ]
    }

    public func respond(to request: Request, context: RequestSource) async throws -> Response {
        let start = ContinuousClock.now
        let path = request.uri.path
        let page = PageAsset.at(path)
        // What is counted under a path of its own: nobody outside can make up new ones.
        let routeName = routes[path] != nil || page != nil ? path : "other"
        return await withRequestSpan(request, route: routeName) {
            var response: Response
            do {
                response = try await answer(request, path: path, page: page, context: context)
            } catch let refusal as Refusal {
                response = refusal.response
            } catch let refusal as PredictionQueue.Refusal {
                response = Refusal(refusal).response
            } catch is CancellationError {
                // Nobody reads it.
                response = Refusal(.requestTimeout, "The client has left.").response
            } catch {
                settings.logger.error(
                    "request_failed",
                    metadata: ["route": "\(routeName)", "error": "\(error)"]
                )
                response =
                    Refusal(.internalServerError, "The request could not be answered.").response
            }
            settings.crossOrigin.allow(&response, to: request)
            if request.method == .head { response = response.createHeadResponse() }
            let seconds = (ContinuousClock.now - start).seconds
            let status = response.status.code
            metrics.record(
                route: routeName,
                method: request.method,
                status: status,
                seconds: seconds
            )
            observation.statistics.recordRequest(seconds: seconds, status: status)
            return response
        }
    }

    private func answer(
        _ request: Request,
        path: String,
        page: PageAsset?,
        context: RequestSource
    ) async throws -> Response {
        if let preflight = settings.crossOrigin.preflightResponse(to: request) { return preflight }
        if let page { return try self.page(page, request) }
        guard let route = routes[path] else {
            return try redirectWithoutSlash(request, path: path)
        }
        let allowed = route.method == .get ? "GET, HEAD" : "POST"
        if request.method == .options {
            return Response(status: .noContent, headers: [.allow: allowed])
        }
        let isHead = request.method == .head && route.method == .get
        guard request.method == route.method || isHead else {
            throw Refusal(.methodNotAllowed, "Method Not Allowed", headers: [.allow: allowed])
        }
        if let expectation = request.headers[.expect], expectation.lowercased() != "100-continue" {
            throw Refusal(.expectationFailed, "Only Expect: 100-continue can be met.")
        }
        // Before the tokens, which nobody may guess faster.
        if route.access != .open, let limiter = settings.rateLimiter {
            try limiter.check(context.address(of: request, settings: settings))
        }
        try settings.tokens.check(request.headers, for: route.access)
        return try await route.answer(request, context)
    }

    /// FastAPI's answer to a path with a slash too many; 404 for any other.
    private func redirectWithoutSlash(_ request: Request, path: String) throws -> Response {
        let shorter = String(path.dropLast())
        guard path.hasSuffix("/"), routes[shorter] != nil || PageAsset.at(shorter) != nil else {
            throw Refusal(.notFound, "Not Found")
        }
        let authority = request.head.authority ?? "\(settings.host):\(settings.port)"
        let query = request.uri.query.map { "?\($0)" } ?? ""
        return Response(
            status: .temporaryRedirect,
            headers: [.location: "http://\(authority)\(shorter)\(query)"]
        )
    }

    private func page(_ page: PageAsset, _ request: Request) throws -> Response {
        guard request.method == .get || request.method == .head else {
            if request.method == .options {
                return Response(status: .noContent, headers: [.allow: "GET, HEAD"])
            }
            throw Refusal(.methodNotAllowed, "Method Not Allowed", headers: [.allow: "GET, HEAD"])
        }
        var headers = Self.pageHeaders
        headers[.eTag] = page.entityTag
        if request.headers[.ifNoneMatch] == page.entityTag {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = page.contentType
        let body = ResponseBody(byteBuffer: ByteBuffer(bytes: page.bytes))
        return Response(status: .ok, headers: headers, body: body)
    }

    /// What every page and its parts are sent with: nothing from elsewhere runs in them, and no
    /// other page shows them in a frame.
    private static let pageHeaders: HTTPFields = [
        .cacheControl: "no-cache",
        .contentSecurityPolicy: """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
        connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """,
        .xContentTypeOptions: "nosniff",
        .init("X-Frame-Options")!: "DENY",
        .init("Referrer-Policy")!: "no-referrer",
    ]
}

extension Refusal {
    /// What a full queue and a model that is not loaded yet come to.
    init(_ refusal: PredictionQueue.Refusal) {
        switch refusal {
        case .full(let seconds):
            self.init(
                .tooManyRequests,
                "Too many texts wait; try again in \(seconds) s.",
                headers: [.retryAfter: "\(seconds)"]
            )
        case .noModel:
            self.init(
                .serviceUnavailable,
                "The model is still being loaded.",
                headers: [.retryAfter: "1"]
            )
        }
    }
}
