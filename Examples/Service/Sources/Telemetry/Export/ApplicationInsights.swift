import Feedback

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Sends feedback and requests to Azure's Application Insights.
///
///     let insights = ApplicationInsights(try ConnectionString(text), instance: hostName)
///     let loop = ExportLoop(name: "application_insights", source: reader, logger: logger) {
///         await insights.send($0)
///     }
public struct ApplicationInsights: Sendable {
    private let sender: HTTPSender
    private let maker: EnvelopeMaker

    /// - Parameters:
    ///   - role: the service's name among others.
    ///   - instance: which of the service's machines this is.
    ///   - version: the service's.
    ///   - timeout: for the whole of a request.
    public init(
        _ connection: ConnectionString,
        role: String = "swiftlet",
        instance: String,
        version: String = "1.0",
        timeout: Duration = .seconds(10)
    ) {
        sender = HTTPSender(url: connection.ingestionEndpoint + "v2.1/track", timeout: timeout)
        maker = EnvelopeMaker(
            instrumentationKey: connection.instrumentationKey,
            role: role,
            instance: instance,
            version: version
        )
    }

    /// Sends reports, each as a message `prediction_feedback_reported` of severity 2, a warning.
    public func send(_ reports: [FeedbackReport]) async -> Delivery {
        await send(reports.map { maker.envelope($0) })
    }

    /// Sends requests.
    public func send(_ requests: [RequestRecord]) async -> Delivery {
        await send(requests.map { maker.envelope($0) })
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

    /// 206 tells of each record; any other status of all. A used-up quota passes with time, so its
    /// records wait, too.
    static func delivery(_ answer: HTTPSender.Answer, count: Int) -> Delivery {
        guard answer.status == 206 else {
            return Delivery(answer, count: count, retryable: retryable.union([402, 439]))
        }
        guard
            let partial = try? JSONDecoder().decode(
                PartialSuccess.self,
                from: Data(answer.body)
            )
        else { return .failed(count, reason: "status 206 with a body that is not understood") }
        let failures = partial.errors.filter { (0..<count).contains($0.index) }
        let again = failures.filter { retryable.contains($0.statusCode) }
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
