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

    /// A challenger that answers what the model answers.
    let shadow: Shadow?

    private let labels = Mutex<[String: Counter]>([:])
    private let truncated = Counter(label: "swiftlet_truncated_total")
    private let score = Recorder(label: "swiftlet_score")

    /// - Parameters:
    ///   - registry: What `MetricsSystem` was bootstrapped with.
    ///   - shadow: A challenger that answers what the model answers.
    public init(
        registry: MetricsRegistry,
        statistics: ServiceStatistics = ServiceStatistics(),
        shadow: Shadow? = nil
    ) {
        self.registry = registry
        self.shadow = shadow
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
        shadow?.offer(texts, answers.predictions)
    }

    /// The outcome of the challenger; `nil` where there is none.
    var shadowSummary: ShadowSummary? {
        guard let shadow else { return nil }
        let summary = shadow.summary
        let pairs = summary.disagreements.map {
            ShadowSummary.Disagreement(
                answered: $0.key.answered,
                shadow: $0.key.shadow,
                count: $0.value
            )
        }
        return ShadowSummary(
            directory: shadow.directory,
            compared: summary.compared,
            agreed: summary.agreed,
            dropped: summary.dropped,
            disagreements: pairs.sorted {
                (-$0.count, $0.answered, $0.shadow) < (-$1.count, $1.answered, $1.shadow)
            },
            error: summary.error
        )
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
