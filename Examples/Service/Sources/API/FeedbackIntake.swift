import Feedback
import Logging
import Metrics
import Synchronization
import Telemetry

/// Takes reports of users: into the journal first, then into the log and the metrics.
/// The alert and the exporters read the journal.
public final class FeedbackIntake: Sendable {
    private let journal: Journal
    private struct Counts {
        var total = 0
        var wrong = 0
    }

    private let counts = Mutex(Counts())
    private let alert: FeedbackAlert
    private let alertCount: Int
    private let alertWindow: Duration
    private let logger: Logger
    private let logsTexts: Bool

    private let correct = Counter(
        label: "swiftlet_feedback_total",
        dimensions: [("is_correct", "true")]
    )
    private let wrong = Counter(
        label: "swiftlet_feedback_total",
        dimensions: [("is_correct", "false")]
    )
    private let unknown = Counter(
        label: "swiftlet_feedback_total",
        dimensions: [("is_correct", "unknown")]
    )

    /// - Parameters:
    ///   - alert: What watches the journal, with the count and the window that it was made with.
    ///   - logsTexts: Whether text and comment stand in the log.
    public init(
        journal: Journal,
        alert: FeedbackAlert,
        alertCount: Int,
        alertWindow: Duration,
        logger: Logger,
        logsTexts: Bool
    ) {
        self.journal = journal
        self.alert = alert
        self.alertCount = alertCount
        self.alertWindow = alertWindow
        self.logger = logger
        self.logsTexts = logsTexts
    }

    /// What was reported so far, and whether the alert stands.
    public var summary: FeedbackSummary {
        let counts = counts.withLock { $0 }
        return FeedbackSummary(
            total: counts.total,
            wrong: counts.wrong,
            windowSeconds: Int(alertWindow.components.seconds),
            wrongInWindow: alert.wrongCount,
            alertCount: alertCount,
            alert: alert.isRaised,
            alerts: alert.raisedCount
        )
    }

    /// Keeps a report. Returns once it is on the disk.
    ///
    /// - Parameter labels: Those of the model. Other labels are texts of the client, and stand in the
    ///   log only where texts do.
    /// - Throws: `JournalError`; the report is then nowhere.
    func take(_ report: FeedbackReport, labels: [String]) async throws(JournalError) {
        try await journal.append(report)
        var metadata: Logger.Metadata = [
            "id": "\(report.id)",
            "score": "\(report.score)",
        ]
        func log(_ label: String, as name: String) {
            let isShown = logsTexts || labels.contains(label)
            metadata[name] = isShown ? "\(label)" : "(not a label of the model)"
        }
        log(report.predictedLabel, as: "predicted_label")
        if let expected = report.expectedLabel { log(expected, as: "expected_label") }
        if let isCorrect = report.isCorrect { metadata["is_correct"] = "\(isCorrect)" }
        if logsTexts {
            metadata["text"] = "\(report.text)"
            if let comment = report.comment { metadata["comment"] = "\(comment)" }
        }
        logger.warning("prediction_feedback_reported", metadata: metadata)
        switch report.isCorrect {
        case true?: correct.increment()
        case false?: wrong.increment()
        case nil: unknown.increment()
        }
        counts.withLock { counts in
            counts.total += 1
            if report.isCorrect == false { counts.wrong += 1 }
        }
    }
}
