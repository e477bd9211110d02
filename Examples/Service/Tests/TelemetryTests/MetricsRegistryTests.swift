import CoreMetrics
import Testing

@testable import Telemetry

@Suite struct MetricsRegistryTests {
    private func text(_ registry: MetricsRegistry) -> String {
        String(decoding: registry.prometheusText(), as: UTF8.self)
    }

    @Test func countsEveryIncrementOfManyThreads() async {
        let registry = MetricsRegistry([
            MetricDescription("durations_seconds", "Durations.", buckets: [0.1, 0.2])
        ])
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    let counter = Counter(label: "hits_total", factory: registry)
                    let part = FloatingPointCounter(label: "part_total", factory: registry)
                    let meter = Meter(label: "level", factory: registry)
                    let timer = Timer(label: "durations_seconds", factory: registry)
                    for number in 0..<10_000 {
                        counter.increment()
                        part.increment(by: 0.25)
                        if number.isMultiple(of: 2) { meter.increment() } else { meter.decrement() }
                        timer.recordNanoseconds(Int64((task % 4) + 1) * 62_500_000)
                    }
                }
            }
        }
        let values = Dictionary(
            uniqueKeysWithValues: registry.snapshot().families.map { ($0.name, $0.points[0].value) }
        )
        #expect(values["hits_total"] == .integer(80_000))
        #expect(values["part_total"] == .number(20_000))
        #expect(values["level"] == .number(0))
        // 0.0625 and 0.125, 0.1875 and 0.25: sums of these are exact.
        #expect(
            values["durations_seconds"]
                == .histogram(bounds: [0.1, 0.2], counts: [20_000, 40_000, 20_000], sum: 12_500)
        )
    }

    @Test func writesPrometheusText() {
        let registry = MetricsRegistry([
            MetricDescription("size_bytes", "Sizes\nby \\ kind.", buckets: [1, 2.5]),
            MetricDescription("answers_total", "Answers."),
        ])
        Counter(
            label: "answers_total",
            dimensions: [("b", "x"), ("a", "q\"\\\n")],
            factory: registry
        )
        .increment(by: 3)
        Counter(label: "answers_total", dimensions: [("a", "é")], factory: registry).increment()
        let sizes = Recorder(label: "size_bytes", factory: registry)
        for size in [0, 1, 2.5, 3, 1_000] { sizes.record(size) }
        Gauge(label: "temperature", factory: registry).record(-1.5)
        Meter(label: "limit", factory: registry).set(Double.infinity)
        Meter(label: "quotient", factory: registry).set(Double.nan)
        #expect(
            text(registry) == #"""
                # HELP answers_total Answers.
                # TYPE answers_total counter
                answers_total{a="q\"\\\n",b="x"} 3
                answers_total{a="é"} 1
                # HELP limit Recorded as limit.
                # TYPE limit gauge
                limit +Inf
                # HELP quotient Recorded as quotient.
                # TYPE quotient gauge
                quotient NaN
                # HELP size_bytes Sizes\nby \\ kind.
                # TYPE size_bytes histogram
                size_bytes_bucket{le="1.0"} 2
                size_bytes_bucket{le="2.5"} 3
                size_bytes_bucket{le="+Inf"} 5
                size_bytes_sum 1006.5
                size_bytes_count 5
                # HELP temperature Recorded as temperature.
                # TYPE temperature gauge
                temperature -1.5

                """#
        )
    }

    @Test func bringsNamesIntoForm() {
        let registry = MetricsRegistry()
        Counter(
            label: "http.server/2",
            dimensions: [("http.route", "/"), ("1st", "x")],
            factory: registry
        )
        .increment()
        Timer(label: "wait", dimensions: [("le", "x")], factory: registry).recordNanoseconds(1)
        let names = registry.snapshot().families.map { family in
            [family.name] + family.points[0].labels.labels.map(\.name)
        }
        #expect(
            names == [["http_server_2_total", "_1st", "http_route"], ["wait_seconds", "le_"]]
        )
    }

    @Test func boundsTheSeriesOfAMetric() {
        let registry = MetricsRegistry(maximumSeries: 3)
        for name in 0..<100 {
            Counter(label: "c_total", dimensions: [("name", "\(name)")], factory: registry)
                .increment()
        }
        let series = registry.snapshot().families[0].points.map { point in
            "\(point.labels.labels[0].value) \(point.value)"
        }
        #expect(
            series == ["0 integer(1)", "1 integer(1)", "2 integer(1)", "_OTHER integer(97)"]
        )
    }

    @Test func sharesAndForgetsSeries() {
        let registry = MetricsRegistry()
        let first = Counter(
            label: "c_total",
            dimensions: [("a", "1"), ("b", "2")],
            factory: registry
        )
        let second = Counter(
            label: "c_total",
            dimensions: [("b", "2"), ("a", "1")],
            factory: registry
        )
        first.increment()
        second.increment(by: 2)
        #expect(registry.snapshot().families[0].points.map(\.value) == [.integer(3)])
        first.destroy()
        #expect(registry.snapshot().families.isEmpty)
    }

    @Test func asksForGaugesBeforeEachSnapshot() {
        let registry = MetricsRegistry()
        let meter = Meter(label: "m", factory: registry)
        registry.onCollect { meter.increment() }
        _ = registry.snapshot()
        #expect(registry.snapshot().families[0].points[0].value == .number(2))
    }

    @Test func ignoresWhatIsNoMeasurement() {
        let registry = MetricsRegistry()
        let counter = Counter(label: "c_total", factory: registry)
        counter.increment(by: 2)
        counter.increment(by: -1)
        let recorder = Recorder(label: "r", factory: registry)
        recorder.record(Double.nan)
        recorder.record(-1)
        let points = registry.snapshot().families.map { $0.points[0].value }
        #expect(points[0] == .integer(2))
        guard case .histogram(_, let counts, let sum) = points[1] else {
            Issue.record("\(points[1])")
            return
        }
        #expect(counts.reduce(0, +) == 1 && counts[0] == 1 && sum == -1)
    }
}
