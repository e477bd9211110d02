import Batching
import Metrics
import Swiftlet
import Synchronization
import Telemetry

/// What is counted of requests and answers, for metrics, for the page of operations and for drift.
public final class Observation: Sendable {
    public let registry: MetricsRegistry
    public let statistics: ServiceStatistics

    private struct State {
        var drift: DriftMonitor?
        var labels: [String: Counter] = [:]
    }

    private let state = Mutex(State())
    private let truncated = Counter(label: "swiftlet_truncated_total")
    private let score = Recorder(label: "swiftlet_score")

    /// - Parameter registry: What `MetricsSystem` was bootstrapped with.
    public init(registry: MetricsRegistry, statistics: ServiceStatistics = ServiceStatistics()) {
        self.registry = registry
        self.statistics = statistics
    }

    /// What compares recent texts and answers with the reference; `nil` until a model is loaded.
    public var drift: DriftMonitor? { state.withLock { $0.drift } }

    /// Begins to compare anew, as for another model.
    public func watch(_ drift: DriftMonitor) { state.withLock { $0.drift = drift } }

    /// Counts texts and the answers to them.
    func predicted(_ texts: [String], _ answers: PredictionQueue.Answers) {
        let drift = drift
        for (index, prediction) in answers.predictions.enumerated() {
            let inspection = answers.inspections[index]
            drift?.record(prediction, inspection, text: texts[index])
            counter(of: prediction.label).increment()
            score.record(prediction.probability)
            if inspection.isTruncated { truncated.increment() }
        }
    }

    private func counter(of label: String) -> Counter {
        state.withLock { state in
            if let counter = state.labels[label] { return counter }
            let counter = Counter(
                label: "swiftlet_predictions_total",
                dimensions: [("label", label)]
            )
            state.labels[label] = counter
            return counter
        }
    }
}
