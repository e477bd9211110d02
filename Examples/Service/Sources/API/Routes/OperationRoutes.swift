import Batching
import HTTPTypes
import Hummingbird
import NIOCore
import Swiftlet
import Telemetry

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The routes for operators, load balancers and tools.
struct OperationRoutes: Sendable {
    let settings: ServiceSettings
    let models: ModelHolder
    let health: Health
    let feedback: FeedbackIntake
    let observation: Observation
    private let document: [UInt8]

    init(
        settings: ServiceSettings,
        models: ModelHolder,
        health: Health,
        feedback: FeedbackIntake,
        observation: Observation
    ) {
        self.settings = settings
        self.models = models
        self.health = health
        self.feedback = feedback
        self.observation = observation
        document = OpenAPIDocument.bytes(requiresToken: settings.tokens.isRequired)
    }

    /// `GET /healthz`: the process runs.
    func alive() -> Response { Response(json: Array(#"{"status":"ok"}"#.utf8)) }

    /// `GET /readyz`: requests are answered; 503 while the model is loaded and while the service
    /// ends.
    func ready() -> Response {
        let isLoaded = models.current != nil
        let status = health.isDraining ? "draining" : isLoaded ? "ready" : "loading"
        let json: JSONValue = ["status": .string(status)]
        return Response(status == "ready" ? .ok : .serviceUnavailable, json: json.encoded())
    }

    /// `GET /info`.
    func info() async -> Response {
        let status = models.status
        var model = JSONObject()
        model["directory"] = .string(models.directory)
        model["reloads"] = .integer(status.reloads)
        model["failed_reloads"] = .integer(status.failedReloads)
        if let error = status.lastError { model["last_error"] = .string(error) }
        if let current = models.current {
            model["approach"] = .string(current.approach)
            model["labels"] = .array(current.labels.map { .string($0) })
            model["loaded_at"] = .number(current.loadedAt)
            if let digest = await current.digest() { model["digest"] = .string(digest) }
            if let version = current.record.version { model["version"] = .integer(version) }
            let scores = current.record.scores.sorted { $0.key < $1.key }.map { name, scores in
                let members = scores.sorted { $0.key < $1.key }
                let object = JSONObject(members.map { ($0.key, .number($0.value)) })
                return (name, JSONValue.object(object))
            }
            if !scores.isEmpty { model["scores"] = .object(JSONObject(scores)) }
        }
        let limits: JSONValue = [
            "body_bytes": .integer(settings.connection.bodyBytes),
            "header_bytes": .integer(settings.connection.headerBytes),
            "batch_texts": .integer(settings.batchTexts),
            "batch_bytes": .integer(settings.connection.batchBytes),
        ]
        let info: JSONValue = [
            "service": "swiftlet",
            "version": .string(settings.version),
            "model": .object(model),
            "limits": limits,
            "authentication": .bool(settings.tokens.isRequired),
        ]
        return Response(json: info.encoded())
    }

    /// `GET /metrics`.
    func metrics() -> Response {
        let body = ResponseBody(
            byteBuffer: ByteBuffer(bytes: observation.registry.prometheusText())
        )
        return Response(
            status: .ok,
            headers: [.contentType: MetricsRegistry.prometheusContentType],
            body: body
        )
    }

    /// `GET /monitoring/data`.
    func monitoringData() throws -> Response {
        let data = MonitoringData(
            statistics: observation.statistics,
            feedback: feedback.summary,
            drift: observation.drift.snapshot(),
            shadow: observation.shadowSummary
        )
        let json = try JSONEncoder().encode(data)
        return Response(json: Array(json), headers: [.cacheControl: "no-store"])
    }

    /// `GET /openapi.json`: the document, and in it the token where one is needed.
    func openAPI() -> Response { Response(json: document) }

    /// `POST /admin/reload`: loads the model that the directory holds now.
    func reload() async throws -> Response {
        do {
            _ = try await models.reload()
        } catch {
            settings.logger.error("model_not_reloaded", metadata: ["error": "\(error)"])
            throw Refusal(
                .unprocessableContent,
                "The new model could not be loaded, the old one answers on: \(error)"
            )
        }
        return await info()
    }
}
