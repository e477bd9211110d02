/// The description of a metric: its help text, and the buckets of a histogram.
public struct MetricDescription: Sendable, Equatable {
    /// The name in Prometheus' form, such as `swiftlet_queue_seconds`.
    public let name: String
    /// One sentence, with the unit where the name does not say it.
    public let help: String
    /// The upper bounds of a histogram's buckets, ascending, without infinity; empty for other
    /// kinds.
    public let buckets: [Double]

    public init(_ name: String, _ help: String, buckets: [Double] = []) {
        precondition(
            zip(buckets, buckets.dropFirst()).allSatisfy { $0 < $1 }
                && buckets.allSatisfy(\.isFinite),
            "\(name): the buckets \(buckets) must rise and be finite."
        )
        self.name = name
        self.help = help
        self.buckets = buckets
    }
}

extension MetricDescription {
    /// Buckets of durations in seconds, from 50 microseconds to 10 seconds.
    public static let durations: [Double] = [
        0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
        0.5, 1, 2.5, 5, 10,
    ]

    /// The service's metrics.
    public static let service: [MetricDescription] = [
        .init("swiftlet_requests_total", "Requests answered."),
        .init(
            "swiftlet_request_seconds",
            "Time from a request's head to the end of its answer.",
            buckets: durations
        ),
        .init(
            "swiftlet_queue_seconds",
            "Time that a text waited for its batch.",
            buckets: durations
        ),
        .init(
            "swiftlet_tokenise_seconds",
            "Time to turn a batch's texts into numbers.",
            buckets: durations
        ),
        .init(
            "swiftlet_infer_seconds",
            "Time of the model for a batch.",
            buckets: durations
        ),
        .init(
            "swiftlet_batch_texts",
            "Texts computed together.",
            buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024]
        ),
        .init("swiftlet_predictions_total", "Texts classified, by the label answered."),
        .init(
            "swiftlet_score",
            "Probability of the label answered.",
            buckets: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
        ),
        .init("swiftlet_truncated_total", "Texts cut at the model's limit."),
        .init("swiftlet_feedback_total", "Reports stored, by whether the prediction was right."),
        .init(
            "swiftlet_wrong_feedback_window",
            "Reports of a wrong prediction within the alert's window."
        ),
        .init("swiftlet_alerts_total", "Alerts raised by wrong predictions."),
        .init("swiftlet_queue_texts", "Texts waiting for a batch."),
        .init("swiftlet_connections", "Open connections."),
        .init(
            "swiftlet_shadow_predictions_total",
            "Texts that the shadow model answered, too, by agreement."
        ),
        .init("swiftlet_model_reloads_total", "Attempts to load the model anew, by result."),
        .init("swiftlet_resident_bytes", "Physical memory in use by this process."),
        .init(
            "swiftlet_drift_psi",
            "Population stability index of recent texts and answers against the reference."
        ),
        .init("swiftlet_export_pending_records", "Records not yet delivered, by exporter."),
        .init("swiftlet_export_failures_total", "Failed attempts to deliver, by exporter."),
        .init(
            "swiftlet_export_rejected_records_total",
            "Records that a receiver did not want, by exporter."
        ),
    ]
}
