import Feedback
import Logging

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Sends feedback and requests to Azure's Application Insights.
///
///     let insights = try ApplicationInsights(
///         try ConnectionString(text), journalDirectory: "feedback", spans: spans, logger: logger)
///     await insights.run()                    // until its task is cancelled
///     await insights.flush(within: .seconds(3))
///
/// Feedback comes from the journal, and so at least once, also after an outage or a kill. Requests
/// wait in memory.
public struct ApplicationInsights: Sendable {
    private let feedback: ExportLoop<JournalReader>
    private let requests: ExportLoop<RecordQueue<FinishedSpan>>

    /// - Parameters:
    ///   - journalDirectory: where the feedback stands.
    ///   - spans: where a tracer puts the requests; nobody else takes from it.
    ///   - role: the service's name among others.
    ///   - instance: which of the service's machines this is; by default the name of the host.
    ///   - version: the service's.
    /// - Throws: `JournalError` where the journal cannot be read.
    public init(
        _ connection: ConnectionString,
        journalDirectory: String,
        spans: RecordQueue<FinishedSpan>,
        role: String = "swiftlet",
        instance: String = ProcessInfo.processInfo.hostName,
        version: String = "1.0",
        logger: Logger
    ) throws(JournalError) {
        let client = ApplicationInsightsClient(
            connection,
            EnvelopeMaker(
                instrumentationKey: connection.instrumentationKey,
                role: role,
                instance: instance,
                version: version
            )
        )
        feedback = ExportLoop(
            name: "application-insights",
            source: try JournalReader(
                directory: journalDirectory,
                name: "application-insights",
                logger: logger
            ),
            logger: logger
        ) { await client.send($0) }
        requests = ExportLoop(
            name: "application-insights-requests",
            source: spans,
            logger: logger
        ) { await client.send($0) }
    }

    /// Exports until the task is cancelled.
    public func run() async {
        await withTaskGroup { group in
            group.addTask { await feedback.run() }
            group.addTask { await requests.run() }
        }
    }

    /// Exports what waits, each once at most, for at most `time`.
    public func flush(within time: Duration) async {
        await withTaskGroup { group in
            group.addTask { await feedback.flush(within: time) }
            group.addTask { await requests.flush(within: time) }
        }
    }
}

/// Posts envelopes, and reads what the receiver says of each.
struct ApplicationInsightsClient: Sendable {
    private let sender: HTTPSender
    private let maker: EnvelopeMaker

    init(_ connection: ConnectionString, _ maker: EnvelopeMaker, timeout: Duration = .seconds(10)) {
        sender = HTTPSender(url: connection.ingestionEndpoint + "v2.1/track", timeout: timeout)
        self.maker = maker
    }

    /// Sends reports, each as a message `prediction_feedback_reported` of severity 2, a warning.
    func send(_ reports: [FeedbackReport]) async -> Delivery {
        await send(reports.map { maker.envelope($0) })
    }

    /// Sends the spans that are requests; there is no place for others.
    func send(_ spans: [FinishedSpan]) async -> Delivery {
        let requests = spans.enumerated().compactMap { index, span in
            RequestRecord(span).map { (index: index, request: $0) }
        }
        if requests.isEmpty { return .complete }
        var delivery = await send(requests.map { maker.envelope($0.request) })
        delivery.again = delivery.again.map { requests[$0].index }
        return delivery
    }

    private func send(_ envelopes: [Envelope]) async -> Delivery {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            let body = Array(try encoder.encode(envelopes))
            return Self.delivery(try await sender.post(body), count: envelopes.count)
        } catch {
            return .failed(envelopes.count, reason: "\(error)")
        }
    }

    /// What the receiver says of records one by one.
    private struct PartialSuccess: Decodable {
        struct Failure: Decodable {
            let index: Int
            let statusCode: Int
            let message: String?
        }
        let errors: [Failure]
    }

    /// What an answer means. 206 tells of each record, any other status of all. A quota that is used
    /// up is one again with time, so its records wait, too.
    static func delivery(_ answer: HTTPSender.Answer, count: Int) -> Delivery {
        guard answer.status == 206 else {
            return Delivery(answer, count: count, retryable: retryable.union([402, 439]))
        }
        let partial = try? JSONDecoder().decode(PartialSuccess.self, from: Data(answer.body))
        guard let partial else {
            return .failed(count, reason: "status 206 with a body that is not understood")
        }
        let failures = partial.errors.filter { (0..<count).contains($0.index) }
        // What is left out by sampling would be each time.
        let again = failures.filter {
            retryable.contains($0.statusCode) && $0.message != "Telemetry sampled out."
        }
        return Delivery(
            again: again.map(\.index).sorted(),
            rejected: failures.count - again.count,
            retryAfter: answer.retryAfter,
            reason: failures.first.map {
                "status \($0.statusCode): \(($0.message ?? "").cut(to: 200))"
            }
        )
    }

    private static let retryable: Set = [401, 403, 408, 429, 500, 502, 503, 504]
}
