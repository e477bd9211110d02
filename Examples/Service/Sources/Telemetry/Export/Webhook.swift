import BackingOff
import Feedback
import Logging
import Metrics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Posts an alert to an address as JSON:
///
///     {"alert":"wrong_feedback","count":3,"text":"3 predictions were reported wrong within 300 s.",
///      "time":"2026-11-30T05:17:39.123Z","window_seconds":300}
///
/// With examples, `examples` holds objects with `text`, `predicted_label` and `expected_label`.
public struct Webhook: Sendable {
    private struct Body: Encodable {
        struct Example: Encodable {
            let text: String
            let predictedLabel: String
            let expectedLabel: String?
        }
        let alert = "wrong_feedback"
        let count: Int
        let windowSeconds: Double
        let time: String
        let text: String
        let examples: [Example]?
    }

    /// Whether texts of users are sent along.
    public let includesExamples: Bool
    private let sender: HTTPSender
    private let attempts: Int
    private let backOff: BackOff
    private let logger: Logger
    private let failures = Counter(
        label: "swiftlet_export_failures_total",
        dimensions: [("exporter", "webhook")]
    )

    /// - Parameters:
    ///   - url: where to post to.
    ///   - includesExamples: whether texts of users are sent along.
    ///   - attempts: how often it is tried; then the alert stands in the log only.
    ///   - timeout: for each attempt.
    public init(
        url: String,
        includesExamples: Bool = false,
        attempts: Int = 5,
        timeout: Duration = .seconds(10),
        backOff: BackOff = BackOff(longest: .seconds(10)),
        logger: Logger
    ) {
        self.includesExamples = includesExamples
        self.attempts = attempts
        self.backOff = backOff
        self.logger = logger
        sender = HTTPSender(url: url, timeout: timeout)
        failures.increment(by: 0)
    }

    /// Posts that so many reports of wrong predictions lay within the window.
    func post(count: Int, windowSeconds: Double, at time: Date, reports: [FeedbackReport]) async {
        let window = Int(exactly: windowSeconds).map(String.init) ?? "\(windowSeconds)"
        let examples = reports.map {
            Body.Example(
                text: $0.text,
                predictedLabel: $0.predictedLabel,
                expectedLabel: $0.expectedLabel
            )
        }
        let body = Body(
            count: count,
            windowSeconds: windowSeconds,
            time: time.timestamp,
            text: "\(count) predictions were reported wrong within \(window) s.",
            examples: includesExamples ? examples : nil
        )
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(body) else { return }
        await post(Array(bytes))
    }

    private func post(_ body: [UInt8]) async {
        var generator = SystemRandomNumberGenerator()
        for attempt in 1...attempts {
            let reason: String
            var retryAfter: Duration?
            do {
                let answer = try await sender.post(body)
                let delivery = Delivery(answer, count: 1, retryable: Self.retryable)
                if delivery == .complete { return }
                failures.increment()
                reason = delivery.reason ?? ""
                retryAfter = delivery.retryAfter
                if delivery.again.isEmpty { return give(up: reason, attempt) }
            } catch {
                // An attempt that the end of the service cut short is no failure of the receiver.
                if !Task.isCancelled { failures.increment() }
                reason = error.description
            }
            if attempt == attempts || Task.isCancelled { return give(up: reason, attempt) }
            let delay = backOff.delay(
                failures: attempt,
                retryAfter: retryAfter.map { min($0, .seconds(60)) },
                using: &generator
            )
            try? await Task.sleep(for: delay)
        }
    }

    private func give(up reason: String, _ attempts: Int) {
        logger.error(
            "The webhook did not take the alert",
            metadata: ["attempts": "\(attempts)", "reason": "\(reason)"]
        )
    }

    private static let retryable: Set = [408, 425, 429, 500, 502, 503, 504]
}
