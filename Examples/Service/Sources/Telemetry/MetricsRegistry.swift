import CoreMetrics
import Synchronization

/// Keeps every counter, gauge and histogram of this process: the backend of swift-metrics.
///
///     let registry = MetricsRegistry()
///     MetricsSystem.bootstrap(registry)
///     let answered = Counter(label: "swiftlet_requests_total", dimensions: [("route", "/predict")])
///     answered.increment()
///     let page = registry.prometheusText()
///
/// Incrementing and recording are atomic operations without a lock; making a `Counter` or a
/// `Timer` takes one and looks its name up, so keep those of a hot path. Two made of the same
/// name and dimensions are one series.
///
/// Names are brought into Prometheus' form: any other character than a letter, a digit, `_` or `:`
/// becomes `_`; counters end in `_total`, timers in `_seconds`. A name belongs to one kind of
/// metric; to use it for a second one is a programmer's mistake and stops the program.
public final class MetricsRegistry: MetricsFactory {
    /// How many series a metric may have. What would come beyond is counted together in a series
    /// whose label values are all `_OTHER`.
    public let maximumSeries: Int
    /// When counting began, in nanoseconds since 1970.
    public let startTime: UInt64

    private let descriptions: [String: MetricDescription]
    private let families = Mutex<[String: MetricFamily]>([:])
    private let collectors = Mutex<[@Sendable () -> Void]>([])

    /// A registry without series.
    ///
    /// - Parameters:
    ///   - descriptions: The meaning and the buckets of metrics by name. A histogram that is not
    ///     among them gets `MetricDescription.durations`.
    ///   - maximumSeries: How many series a metric may have, at least one.
    public init(
        _ descriptions: [MetricDescription] = MetricDescription.service,
        maximumSeries: Int = 1_000
    ) {
        precondition(maximumSeries >= 1, "\(maximumSeries) series.")
        self.descriptions = Dictionary(
            descriptions.map { ($0.name, $0) },
            uniquingKeysWith: { $1 }
        )
        self.maximumSeries = maximumSeries
        startTime = WallClock.nanoseconds()
    }

    /// Calls `update` before each snapshot: for gauges of what is cheaper to ask for than to
    /// follow, such as the memory in use.
    public func onCollect(_ update: @escaping @Sendable () -> Void) {
        collectors.withLock { $0.append(update) }
    }

    /// All series as they stand, sorted by name and labels.
    public func snapshot() -> MetricsSnapshot {
        for update in collectors.withLock({ $0 }) { update() }
        let families = families.withLock { $0.values.filter { !$0.series.isEmpty } }
        return MetricsSnapshot(
            startTime: startTime,
            time: WallClock.nanoseconds(),
            families: families.map(\.snapshot).sorted { $0.name < $1.name }
        )
    }

    private func cell<Cell: MetricCell>(
        _ label: String,
        suffix: String = "",
        _ dimensions: [(String, String)],
        _ kind: MetricKind,
        _ make: (MetricDescription) -> Cell
    ) -> Cell {
        var name = MetricNames.metric(label)
        if !name.hasSuffix(suffix) { name += suffix }
        let labels = MetricLabels(dimensions)
        return families.withLock { families in
            var family =
                families[name]
                ?? MetricFamily(
                    description: descriptions[name]
                        ?? MetricDescription(
                            name,
                            "Recorded as \(label).",
                            buckets: kind == .histogram ? MetricDescription.durations : []
                        ),
                    kind: kind
                )
            precondition(
                family.kind == kind,
                "The metric \(name) is a \(family.kind) and cannot be a \(kind), too."
            )
            let key =
                family.series[labels] == nil && family.series.count >= maximumSeries
                ? labels.overflow : labels
            if let present = family.series[key] as? Cell { return present }
            let cell = make(family.description)
            family.series[key] = cell
            families[name] = family
            return cell
        }
    }

    private func remove(_ cell: some AnyObject) {
        families.withLock { families in
            for (name, family) in families {
                guard let labels = family.series.first(where: { $0.value === cell })?.key else {
                    continue
                }
                families[name]!.series[labels] = nil
                return
            }
        }
    }

    // MARK: MetricsFactory

    public func makeCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any CounterHandler {
        cell(label, suffix: "_total", dimensions, .counter) { _ in CounterCell() }
    }

    public func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        cell(label, suffix: "_total", dimensions, .floatingPointCounter) { _ in
            FloatingPointCounterCell()
        }
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        cell(label, dimensions, .gauge) { _ in GaugeCell() }
    }

    public func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return cell(label, dimensions, .gauge) { _ in GaugeCell() } }
        return cell(label, dimensions, .histogram) { HistogramCell(bounds: $0.buckets) }
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        cell(label, suffix: "_seconds", dimensions, .histogram) {
            HistogramCell(bounds: $0.buckets)
        }
    }

    public func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
        remove(handler)
    }
    public func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    public func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    public func destroyTimer(_ handler: any TimerHandler) { remove(handler) }
}

/// One metric: its series share a name, a kind and buckets.
struct MetricFamily: Sendable {
    let description: MetricDescription
    let kind: MetricKind
    var series: [MetricLabels: any MetricCell] = [:]

    var snapshot: MetricsSnapshot.Family {
        MetricsSnapshot.Family(
            name: description.name,
            help: description.help,
            kind: kind,
            points: series.sorted { $0.key < $1.key }.map { labels, cell in
                MetricsSnapshot.Point(labels: labels, value: cell.value)
            }
        )
    }
}
