import Feedback
import Logging
import Metrics
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Watches the journal for reports of wrong predictions, and tells when there are too many: in the
/// log, as metrics, and to a webhook.
///
/// What was seen is kept beside the journal, so an alert is neither forgotten nor given again when
/// the service starts anew. The metrics are `swiftlet_wrong_feedback_window` and
/// `swiftlet_alerts_total`.
public final class FeedbackAlert: Sendable {
    private struct State {
        var alert: SlidingAlert
        /// Reports before it do not count: those of a journal that was not watched.
        var start: Date
        var raisedCount = 0
        var examples: [FeedbackReport] = []
    }

    private let reader: JournalReader
    private let state: Mutex<State>
    private let webhook: Webhook?
    private let interval: Duration
    private let logger: Logger
    private let window = Gauge(label: "swiftlet_wrong_feedback_window")
    private let alerts = Counter(label: "swiftlet_alerts_total")

    /// - Parameters:
    ///   - directory: the journal's.
    ///   - count: how many reports make an alert.
    ///   - window: within how long.
    ///   - interval: how often to look for new reports.
    /// - Throws: `JournalError` where the directory cannot be read or written to.
    public init(
        directory: String,
        count: Int = 3,
        window: Duration = .seconds(300),
        webhook: Webhook? = nil,
        interval: Duration = .seconds(1),
        logger: Logger
    ) throws(JournalError) {
        reader = try JournalReader(
            directory: directory,
            name: "alert",
            isShared: false,
            logger: logger
        )
        self.webhook = webhook
        self.interval = interval
        self.logger = logger
        let saved = reader.note.flatMap {
            try? JSONDecoder().decode(SlidingAlert.self, from: Data($0.utf8))
        }
        let alert = SlidingAlert(count: count, window: window, resuming: saved)
        let start = saved == nil ? Date().addingTimeInterval(-alert.windowSeconds) : .distantPast
        state = Mutex(State(alert: alert, start: start))
        alerts.increment(by: 0)
    }

    /// How many reports of wrong predictions the window that ends now holds.
    public var wrongCount: Int {
        // A copy forgets what is too old now: reports of then may still be to come.
        var alert = state.withLock(\.alert)
        return alert.reports(at: Date())
    }

    /// Whether there are too many now.
    public var isRaised: Bool { wrongCount >= state.withLock(\.alert.count) }

    /// How often the alert was raised since the start.
    public var raisedCount: Int { state.withLock(\.raisedCount) }

    /// Watches until the task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            do {
                while let batch = try await reader.next() { try await take(batch) }
            } catch {
                logger.error("Feedback could not be watched", metadata: ["error": "\(error)"])
            }
            window.record(wrongCount)
            try? await Task.sleep(for: interval)
        }
    }

    /// Counts the reports of a batch, tells of each alert, and only then says that it is done.
    private func take(_ batch: JournalReader.Batch) async throws(JournalError) {
        for report in batch.reports where report.isCorrect == false {
            let raised = state.withLock { state -> (count: Int, examples: [FeedbackReport])? in
                guard report.time >= state.start else { return nil }
                if webhook?.includesExamples == true {
                    state.examples = state.examples.suffix(state.alert.count - 1) + [report]
                }
                guard state.alert.add(reportAt: report.time) else { return nil }
                state.raisedCount += 1
                return (state.alert.reports(at: report.time), state.examples)
            }
            guard let raised else { continue }
            let seconds = state.withLock { $0.alert.windowSeconds }
            alerts.increment()
            logger.warning(
                "Too many predictions were reported wrong",
                metadata: ["count": "\(raised.count)", "window_seconds": "\(seconds)"]
            )
            await webhook?.post(
                count: raised.count,
                windowSeconds: seconds,
                at: report.time,
                reports: raised.examples
            )
        }
        let alert = state.withLock(\.alert)
        let note = (try? JSONEncoder().encode(alert)).map { String(decoding: $0, as: UTF8.self) }
        try await reader.commit(batch, note: note)
    }
}
