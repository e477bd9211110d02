import Batching
import Feedback
import HTTPTypes
import Hummingbird
import Telemetry
import Tracing

/// `POST /feedback`.
struct FeedbackRoutes: Sendable {
    let settings: ServiceSettings
    let models: ModelHolder
    let intake: FeedbackIntake

    /// Keeps a report; answers once it is on the disk.
    func report(_ request: Request, from source: RequestSource) async throws -> Response {
        // A page from elsewhere may not write reports in the name of whoever looks at it.
        if settings.crossOrigin.isForeign(request) {
            throw Refusal(.forbidden, "Reports from pages of this origin are not accepted.")
        }
        let body = try await request.json(limit: settings.connection.bodyBytes)
        let members = try FeedbackRequest(body)
        let report = FeedbackReport(
            text: members.text,
            predictedLabel: members.predictedLabel,
            score: members.score,
            expectedLabel: members.expectedLabel,
            comment: members.comment,
            model: await models.current?.digest(),
            source: source.address(of: request, settings: settings),
            traceID: ServiceContext.current?.traceContext?.traceID.description
        )
        do {
            try await intake.take(report, labels: models.current?.labels ?? [])
        } catch {
            settings.logger.error("feedback_not_kept", metadata: ["error": "\(error)"])
            if case .diskFull = error {
                let full = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
                throw Refusal(full, "There is no room to keep the report.")
            }
            throw Refusal(
                .serviceUnavailable,
                "The report could not be kept; try again.",
                headers: [.retryAfter: "5"]
            )
        }
        return Response(json: Array(#"{"status":"ok"}"#.utf8))
    }
}
