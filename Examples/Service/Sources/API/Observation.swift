import Batching
import Metrics
import Swiftlet
import Synchronization
import Telemetry

/// What is counted of requests and answers, for metrics, for the page of operations and for drift.
public final class Observation: Sendable {
    public let registry: MetricsRegistry
    public let statistics: ServiceStatistics

    /// Compares recent texts and answers with the reference; restarted for each model.
    public let drift = DriftMonitor(labels: [], reference: nil)

    private let labels = Mutex<[String: Counter]>([:])
    private let truncated = Counter(label: "swiftlet_truncated_total")
    private let score = Recorder(label: "swiftlet_score")

    /// - Parameter registry: What `MetricsSystem` was bootstrapped with.
    public init(registry: MetricsRegistry, statistics: ServiceStatistics = ServiceStatistics()) {
        self.registry = registry
        self.statistics = statistics
    }

    /// Counts texts and the answers to them.
    func predicted(_ texts: [String], _ answers: PredictionQueue.Answers) {
        for (index, prediction) in answers.predictions.enumerated() {
            let inspection = answers.inspections[index]
            drift.record(prediction, inspection, text: texts[index])
            counter(of: prediction.label).increment()
            score.record(prediction.probability)
            if inspection.isTruncated { truncated.increment() }
        }
    }

    private func counter(of label: String) -> Counter {
        labels.withLock { labels in
            if let counter = labels[label] { return counter }
            let counter = Counter(
                label: "swiftlet_predictions_total",
                dimensions: [("label", label)]
            )
            labels[label] = counter
            return counter
        }
    }
}
