import CoreMetrics
import Swiftlet
import Synchronization

/// Compares the texts and answers of late with those that the model was tested on.
///
///     let drift = DriftMonitor(labels: classifier.labels, reference: try .load(from: directory))
///     drift.record(prediction, inspection, text: text)
///     drift.snapshot().distributions[0].psi     // 0.02: the labels' shares are as they were
///
/// It counts two spans: all since the start, and a window of the latest predictions. The window
/// moves on by a twentieth of its size, so when full it holds up to a twentieth more than
/// `windowSize`. Thread safe.
public final class DriftMonitor: Sendable {
    /// How many predictions the window holds.
    public let windowSize: Int

    private struct State {
        var reference: PredictionProfile?
        /// All predictions since the start, and of the same after each step, oldest first: the
        /// window is the difference of the last and the first.
        var total: PredictionProfile
        var steps: [PredictionProfile]

        init(labels: [String], reference: PredictionProfile?) {
            self.reference = reference
            total = PredictionProfile(labels: labels)
            steps = [total]
        }
    }

    private static let stepsPerWindow = 20
    private let state: Mutex<State>
    private let stepSize: Int

    /// - Parameters:
    ///   - labels: The classifier's labels.
    ///   - reference: The profile of the texts that the model was tested on, nil where there is none:
    ///     then nothing is compared.
    ///   - windowSize: How many predictions the window holds, at least 20.
    public init(labels: [String], reference: PredictionProfile?, windowSize: Int = 1_000) {
        precondition(windowSize >= Self.stepsPerWindow, "A window of \(windowSize) predictions.")
        self.windowSize = windowSize
        stepSize = windowSize / Self.stepsPerWindow
        state = Mutex(State(labels: labels, reference: reference))
    }

    /// Begins anew, for another model.
    public func restart(labels: [String], reference: PredictionProfile?) {
        state.withLock { $0 = State(labels: labels, reference: reference) }
    }

    /// Compares what was counted so far, and what comes, with another reference.
    public func compare(with reference: PredictionProfile) {
        state.withLock { $0.reference = reference }
    }

    /// Counts a prediction.
    public func record(
        _ prediction: Prediction,
        _ inspection: TextInspection,
        text: String
    ) {
        state.withLock { state in
            state.total.add(prediction, inspection, text: text)
            guard state.total.count >= state.steps.last!.count + stepSize else { return }
            state.steps.append(state.total)
            if state.total.count - state.steps[1].count >= windowSize { state.steps.removeFirst() }
        }
    }

    /// The counts and their comparison as they stand.
    public func snapshot() -> DriftSummary {
        let state = state.withLock { $0 }
        let start = state.steps[0]
        return DriftSummary(
            predictions: state.total.count,
            window: state.total.count - start.count,
            windowSize: windowSize,
            reference: state.reference?.count,
            distributions: Self.distributions(state)
        )
    }

    private static func distributions(_ state: State) -> [DriftSummary.Distribution] {
        let shares = (0..<PredictionProfile.shareBinCount).map { bin in
            let width = 1 / Double(PredictionProfile.shareBinCount)
            func text(_ edge: Int) -> String {
                ((Double(edge) * width * 100).rounded() / 100).description
            }
            return text(bin) + "–" + text(bin + 1)
        }
        func distribution(
            _ name: String,
            _ bins: [String],
            _ counts: (PredictionProfile) -> [Int]
        ) -> DriftSummary.Distribution {
            let total = counts(state.total)
            let window = zip(total, counts(state.steps[0])).map { $0 - $1 }
            let reference = state.reference.map(counts)
            return DriftSummary.Distribution(
                of: name,
                bins: bins,
                reference: reference,
                window: window,
                total: total,
                psi: reference.map { populationStabilityIndex(expected: $0, actual: window) }
            )
        }
        // Labels are compared by name: a model may have got others since its reference was made.
        let labels = state.total.labels
        let names = labels + (state.reference?.labels.filter { !labels.contains($0) } ?? [])
        return [
            distribution("labels", names) { profile in
                names.map { name in
                    profile.labels.firstIndex(of: name).map { profile.labelCounts[$0] } ?? 0
                }
            },
            distribution("scores", shares, \.scoreCounts),
            distribution("unknown", shares, \.unknownShareCounts),
            distribution("tokens", ranges(PredictionProfile.tokenCountEdges), \.tokenCountCounts),
            distribution(
                "characters",
                ranges(PredictionProfile.characterCountEdges),
                \.characterCountCounts
            ),
        ]
    }

    /// Texts such as `0`, `2–3`, `1024–` for bins that begin at these numbers.
    private static func ranges(_ edges: [Int]) -> [String] {
        edges.indices.map { bin in
            guard bin + 1 < edges.count else { return "\(edges[bin])–" }
            let last = edges[bin + 1] - 1
            return last == edges[bin] ? "\(last)" : "\(edges[bin])–\(last)"
        }
    }
}

extension DriftMonitor {
    /// From how many texts on an index says something: that of a few is large by chance.
    static let fewestTexts = 100

    /// Sets the gauges `swiftlet_drift_psi{of=…}`; hand it to `MetricsRegistry.onCollect`. Without a
    /// reference, or with fewer than 100 texts in the window, there are none.
    ///
    /// - Parameter factory: The backend; by default the one that is set up for this process.
    public func publishGauges(factory: any MetricsFactory = MetricsSystem.factory) {
        for distribution in snapshot().distributions {
            let meter = Meter(
                label: "swiftlet_drift_psi",
                dimensions: [("of", distribution.of)],
                factory: factory
            )
            let texts = distribution.window.reduce(0, +)
            if let psi = distribution.psi, texts >= Self.fewestTexts {
                meter.set(psi)
            } else {
                meter.destroy()
            }
        }
    }
}
