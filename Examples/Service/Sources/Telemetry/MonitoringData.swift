/// The answer to `GET /monitoring/data`, as JSON.
///
///     {
///       "time": "2026-11-30T05:17:33.123Z",
///       "started": "2026-11-29T20:00:00.000Z",
///       "requests": {
///         "total": 5120, "errors": 2, "window_seconds": 300,
///         "per_second": 4.2, "errors_per_second": 0,
///         "p50_seconds": 0.004, "p90_seconds": 0.006, "p99_seconds": 0.02,
///         "history": [
///           {"time": "…", "requests": 250, "errors": 0, "p50_seconds": 0.004, "p99_seconds": 0.02}
///         ]
///       },
///       "feedback": {
///         "total": 12, "wrong": 4, "window_seconds": 300, "wrong_in_window": 3,
///         "alert_count": 3, "alert": true, "alerts": 1
///       },
///       "drift": {
///         "predictions": 5000, "window": 1000, "window_size": 1000, "reference": 4000,
///         "distributions": [
///           {"of": "labels", "bins": ["negative", "positive"],
///            "reference": [2000, 2000], "window": [700, 300], "total": [3100, 1900], "psi": 0.17}
///         ]
///       },
///       "shadow": {
///         "directory": "models/versions/7", "compared": 5000, "agreed": 4950, "dropped": 0,
///         "disagreements": [{"answered": "negative", "shadow": "positive", "count": 50}]
///       }
///     }
///
/// Times are RFC 3339 in UTC, durations seconds. What is not known is left out: quantiles where
/// nothing was answered, `reference` and `psi` where the model has no profile, `shadow` where
/// there is no challenger.
public struct MonitoringData: Sendable, Equatable, Codable {
    /// When this was taken, and when the service began.
    public let time, started: String
    public let requests: RequestSummary
    public let feedback: FeedbackSummary
    public let drift: DriftSummary
    public let shadow: ShadowSummary?

    public init(
        statistics: ServiceStatistics,
        feedback: FeedbackSummary,
        drift: DriftSummary,
        shadow: ShadowSummary? = nil
    ) {
        time = WallClock.text(nanoseconds: WallClock.nanoseconds())
        started = WallClock.text(nanoseconds: statistics.started)
        requests = statistics.summary()
        self.feedback = feedback
        self.drift = drift
        self.shadow = shadow
    }
}

/// A challenger that answers the same requests unseen.
public struct ShadowSummary: Sendable, Equatable, Codable {
    public let directory: String
    /// Texts that both answered, those with the same label, and those that were left out.
    public let compared, agreed, dropped: Int
    /// By pair of labels, the most frequent first.
    public let disagreements: [Disagreement]
    /// Why the challenger could not be loaded.
    public let error: String?

    public struct Disagreement: Sendable, Equatable, Codable {
        public let answered, shadow: String
        public let count: Int

        public init(answered: String, shadow: String, count: Int) {
            (self.answered, self.shadow, self.count) = (answered, shadow, count)
        }
    }

    public init(
        directory: String,
        compared: Int,
        agreed: Int,
        dropped: Int,
        disagreements: [Disagreement],
        error: String?
    ) {
        self.directory = directory
        (self.compared, self.agreed, self.dropped) = (compared, agreed, dropped)
        self.disagreements = disagreements
        self.error = error
    }
}

/// Requests since the start, in the window and by minute.
public struct RequestSummary: Sendable, Equatable, Codable {
    /// All requests since the start, and those among them answered with 500 or above.
    public let total, errors: Int
    /// How far back the following go.
    public let windowSeconds: Int
    public let perSecond, errorsPerSecond: Double
    /// Quantiles of the time to answer, within a tenth of their value.
    public let p50Seconds, p90Seconds, p99Seconds: Double?
    /// One entry a minute, oldest first, 60 at most; the last one is not over yet.
    public let history: [Minute]

    public struct Minute: Sendable, Equatable, Codable {
        /// When the minute began.
        public let time: String
        public let requests, errors: Int
        public let p50Seconds, p99Seconds: Double?

        enum CodingKeys: String, CodingKey {
            case time, requests, errors
            case p50Seconds = "p50_seconds"
            case p99Seconds = "p99_seconds"
        }
    }

    enum CodingKeys: String, CodingKey {
        case total, errors, history
        case windowSeconds = "window_seconds"
        case perSecond = "per_second"
        case errorsPerSecond = "errors_per_second"
        case p50Seconds = "p50_seconds"
        case p90Seconds = "p90_seconds"
        case p99Seconds = "p99_seconds"
    }
}

/// Reports of users, and the alert on wrong predictions.
public struct FeedbackSummary: Sendable, Equatable, Codable {
    /// Reports since the start, and those among them that the prediction was wrong.
    public let total, wrong: Int
    /// How far back the alert looks.
    public let windowSeconds: Int
    /// Reports of a wrong prediction within that window.
    public let wrongInWindow: Int
    /// How many of them raise the alert.
    public let alertCount: Int
    /// Whether the alert stands.
    public let alert: Bool
    /// How often it was raised since the start.
    public let alerts: Int

    public init(
        total: Int,
        wrong: Int,
        windowSeconds: Int,
        wrongInWindow: Int,
        alertCount: Int,
        alert: Bool,
        alerts: Int
    ) {
        self.total = total
        self.wrong = wrong
        self.windowSeconds = windowSeconds
        self.wrongInWindow = wrongInWindow
        self.alertCount = alertCount
        self.alert = alert
        self.alerts = alerts
    }

    enum CodingKeys: String, CodingKey {
        case total, wrong, alert, alerts
        case windowSeconds = "window_seconds"
        case wrongInWindow = "wrong_in_window"
        case alertCount = "alert_count"
    }
}

/// The drift of recent texts and answers from those that the model was tested on.
public struct DriftSummary: Sendable, Equatable, Codable {
    /// Predictions since the start.
    public let predictions: Int
    /// Predictions in the window, and how many it holds when it is full.
    public let window, windowSize: Int
    /// Predictions in the reference, nil where there is none.
    public let reference: Int?
    /// Of labels, scores, unknown (share of unknown tokens), tokens and characters, in this order.
    public let distributions: [Distribution]

    public struct Distribution: Sendable, Equatable, Codable {
        /// `labels`, `scores`, `unknown`, `tokens` or `characters`.
        public let of: String
        /// What falls into each bin: a label, or a range such as `0.1–0.2`, `4–7`, `1024–`.
        public let bins: [String]
        /// Counts by bin; nil where there is no reference.
        public let reference: [Int]?
        /// Counts by bin of the window and of all since the start.
        public let window, total: [Int]
        /// The population stability index of the window against the reference, 0 where the shares
        /// are the same; above 0.25 much has changed.
        public let psi: Double?
    }

    enum CodingKeys: String, CodingKey {
        case predictions, window, reference, distributions
        case windowSize = "window_size"
    }
}
