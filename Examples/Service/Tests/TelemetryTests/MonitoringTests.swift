import CoreMetrics
import Foundation
import Swiftlet
import Synchronization
import Testing

@testable import Telemetry

@Suite struct MonitoringTests {
    /// A clock that tells what it is told.
    private final class Clock: Sendable {
        private let time: Mutex<Double>
        init(_ seconds: Double) { time = Mutex(seconds) }
        func advance(_ seconds: Double) { time.withLock { $0 += seconds } }
        var nanoseconds: UInt64 { time.withLock { UInt64($0 * 1e9) } }
    }

    private func statistics(_ clock: Clock) -> ServiceStatistics {
        ServiceStatistics(clock: { clock.nanoseconds })
    }

    @Test func tellsRateAndQuantiles() throws {
        let clock = Clock(1_800_000_000)
        let statistics = statistics(clock)
        for number in 1...100 {
            statistics.recordRequest(
                seconds: Double(number) / 1_000,
                status: number <= 5 ? 500 : 200
            )
            clock.advance(1)
        }
        let summary = statistics.summary()
        #expect(summary.total == 100 && summary.errors == 5)
        #expect(summary.perSecond == 1 && summary.errorsPerSecond == 0.05)
        for (quantile, exact) in [
            (summary.p50Seconds, 0.050), (summary.p90Seconds, 0.090), (summary.p99Seconds, 0.099),
        ] {
            #expect(abs(try #require(quantile) / exact - 1) < 0.1)
        }
    }

    @Test func forgetsWhatIsOverAndKeepsTotals() {
        let clock = Clock(1_800_000_000)
        let statistics = statistics(clock)
        #expect(statistics.summary().p50Seconds == nil)
        statistics.recordRequest(seconds: 0.01, status: 200)
        clock.advance(299)
        statistics.recordRequest(seconds: 0.01, status: 503)
        #expect(statistics.summary().perSecond * 299 == 2)
        clock.advance(10)
        let later = statistics.summary()
        // The window is 30 slots of ten seconds: the last one has lasted for 9 seconds.
        #expect(later.perSecond * 299 == 1 && later.errorsPerSecond * 299 == 1)
        clock.advance(100_000)
        let last = statistics.summary()
        #expect(last.total == 2 && last.errors == 1 && last.perSecond == 0)
        #expect(last.p99Seconds == nil)
        #expect(last.history.count == 60 && last.history.allSatisfy { $0.requests == 0 })
    }

    @Test func keepsAnHourByMinute() {
        // 2027-01-15T08:00:30Z
        let clock = Clock(1_800_000_030)
        let statistics = statistics(clock)
        for minute in 0..<90 {
            for _ in 0...minute { statistics.recordRequest(seconds: 0.001, status: 200) }
            clock.advance(60)
        }
        let history = statistics.summary().history
        #expect(history.map(\.requests) == Array(32...90) + [0])
        #expect(history[0].time == "2027-01-15T08:31:00.000Z")
        #expect(history[59].time == "2027-01-15T09:30:00.000Z")
    }

    @Test func countsOnWhenTheClockIsSetBack() {
        let clock = Clock(1_800_000_000)
        let statistics = statistics(clock)
        clock.advance(100)
        statistics.recordRequest(seconds: 0.001, status: 200)
        clock.advance(-500)
        statistics.recordRequest(seconds: -1, status: 200)
        let summary = statistics.summary()
        #expect(summary.total == 2 && summary.history.reduce(0) { $0 + $1.requests } == 2)
    }

    @Test func saysTimesAsFoundationDoes() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for seconds in stride(from: 0, to: 8_000_000_000, by: 12_345_678) {
            // Half a millisecond apart from where a rounding could begin.
            let date = Date(timeIntervalSince1970: Double(seconds) + 0.2505)
            let text = WallClock.text(nanoseconds: UInt64(seconds) * 1_000_000_000 + 250_500_000)
            #expect(text == date.formatted(style))
        }
    }

    // MARK: Drift

    private let labels = ["negative", "positive"]

    private func prediction(_ positive: Double) -> Prediction {
        Prediction(labels: labels, probabilities: [1 - positive, positive])
    }

    private func profile(negative: Int, positive: Int) -> PredictionProfile {
        var profile = PredictionProfile(labels: labels)
        let inspection = TextInspection(tokenCount: 5, unknownTokenCount: 0)
        for number in 0..<(negative + positive) {
            profile.add(prediction(number < negative ? 0.05 : 0.95), inspection, text: "a text")
        }
        return profile
    }

    @Test func comparesTheWindowWithTheReference() throws {
        let drift = DriftMonitor(
            labels: labels,
            reference: profile(negative: 300, positive: 700),
            windowSize: 200
        )
        // The first ones leave the window again.
        for _ in 0..<400 {
            drift.record(
                prediction(0.65),
                TextInspection(tokenCount: 20, unknownTokenCount: 19),
                text: ""
            )
        }
        for number in 0..<200 {
            drift.record(
                prediction(number < 100 ? 0.05 : 0.95),
                TextInspection(tokenCount: 5, unknownTokenCount: 0),
                text: "a text"
            )
        }
        let summary = drift.snapshot()
        #expect(summary.predictions == 600 && summary.window == 200 && summary.reference == 1_000)
        let byName = Dictionary(uniqueKeysWithValues: summary.distributions.map { ($0.of, $0) })
        #expect(byName.keys.sorted() == ["characters", "labels", "scores", "tokens", "unknown"])

        let labels = try #require(byName["labels"])
        #expect(labels.bins == ["negative", "positive"])
        #expect(labels.reference == [300, 700] && labels.window == [100, 100])
        #expect(labels.total == [100, 500])
        // (0.5 - 0.3) ln(0.5 / 0.3) + (0.5 - 0.7) ln(0.5 / 0.7), but for the smoothing.
        #expect(abs(try #require(labels.psi) - 0.1694595) < 1e-3)

        let scores = try #require(byName["scores"])
        #expect(scores.bins[0] == "0.0–0.1" && scores.bins[9] == "0.9–1.0")
        #expect(scores.window[9] == 200 && scores.total[6] == 400 && scores.psi == 0)
        #expect(byName["unknown"]?.total[9] == 400)
        let tokens = try #require(byName["tokens"])
        #expect(tokens.bins.prefix(4) == ["0", "1", "2–3", "4–7"] && tokens.bins.last == "1024–")
        #expect(tokens.window[3] == 200)
        #expect(byName["characters"]?.bins.prefix(3) == ["0", "1–7", "8–15"])
    }

    @Test func keepsTheWindowsSizeWithinATwentieth() {
        let drift = DriftMonitor(labels: labels, reference: nil, windowSize: 100)
        let inspection = TextInspection(tokenCount: 1, unknownTokenCount: 0)
        for number in 1...1_000 {
            drift.record(prediction(0.9), inspection, text: "x")
            let window = drift.snapshot().window
            #expect(number < 100 ? window == number : (100..<105).contains(window))
        }
        #expect(drift.snapshot().distributions.allSatisfy { $0.psi == nil && $0.reference == nil })
    }

    @Test func comparesLabelsByName() throws {
        var other = PredictionProfile(labels: ["positive", "neutral"])
        let inspection = TextInspection(tokenCount: 1, unknownTokenCount: 0)
        other.add(
            Prediction(labels: other.labels, probabilities: [0.2, 0.8]),
            inspection,
            text: "x"
        )
        let drift = DriftMonitor(labels: labels, reference: other)
        drift.record(prediction(0.9), inspection, text: "x")
        let shares = drift.snapshot().distributions[0]
        #expect(shares.bins == ["negative", "positive", "neutral"])
        #expect(shares.reference == [0, 0, 1] && shares.window == [0, 1, 0])
    }

    @Test func comparesWhatItCountedWithAReferenceThatComesLater() throws {
        let drift = DriftMonitor(labels: labels, reference: nil)
        let inspection = TextInspection(tokenCount: 1, unknownTokenCount: 0)
        drift.record(prediction(0.9), inspection, text: "x")
        drift.compare(with: profile(negative: 3, positive: 1))
        let shares = drift.snapshot().distributions[0]
        #expect(shares.reference == [3, 1] && shares.window == [0, 1])
        #expect(try #require(shares.psi) > 0.25)
    }

    @Test func countsWhatManyThreadsRecord() async {
        let drift = DriftMonitor(labels: labels, reference: nil)
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    let inspection = TextInspection(tokenCount: 1, unknownTokenCount: 0)
                    for _ in 0..<5_000 {
                        drift.record(self.prediction(0.1), inspection, text: "x")
                    }
                }
            }
        }
        #expect(drift.snapshot().distributions[0].total == [20_000, 0])
    }

    @Test func publishesGaugesWhereThereIsAReference() {
        let registry = MetricsRegistry()
        let drift = DriftMonitor(labels: labels, reference: profile(negative: 1, positive: 1))
        let inspection = TextInspection(tokenCount: 1, unknownTokenCount: 0)
        for _ in 0..<99 { drift.record(prediction(0.1), inspection, text: "x") }
        drift.publishGauges(factory: registry)
        #expect(registry.snapshot().families.isEmpty, "of too few texts")
        drift.record(prediction(0.1), inspection, text: "x")
        drift.publishGauges(factory: registry)
        let family = registry.snapshot().families[0]
        #expect(family.name == "swiftlet_drift_psi")
        #expect(
            family.points.map { $0.labels.labels[0].value }
                == ["characters", "labels", "scores", "tokens", "unknown"]
        )
        drift.restart(labels: labels, reference: nil)
        drift.publishGauges(factory: registry)
        #expect(registry.snapshot().families.isEmpty)
    }

    // MARK: JSON

    @Test func encodesAsDocumented() throws {
        let clock = Clock(1_800_000_000)
        let statistics = statistics(clock)
        statistics.recordRequest(seconds: 0.001, status: 200)
        let drift = DriftMonitor(labels: labels, reference: profile(negative: 1, positive: 1))
        let feedback = FeedbackSummary(
            total: 2,
            wrong: 1,
            windowSeconds: 300,
            wrongInWindow: 1,
            alertCount: 3,
            alert: false,
            alerts: 0
        )
        let data = MonitoringData(
            statistics: statistics,
            feedback: feedback,
            drift: drift.snapshot()
        )
        let bytes = try JSONEncoder().encode(data)
        #expect(try JSONDecoder().decode(MonitoringData.self, from: bytes) == data)
        let object = try #require(
            try JSONSerialization.jsonObject(with: bytes) as? [String: Any]
        )
        func names(_ key: String) -> [String]? { (object[key] as? [String: Any])?.keys.sorted() }
        #expect(object.keys.sorted() == ["drift", "feedback", "requests", "started", "time"])
        #expect(object["started"] as? String == "2027-01-15T08:00:00.000Z")
        #expect(
            names("requests") == [
                "errors", "errors_per_second", "history", "p50_seconds", "p90_seconds",
                "p99_seconds", "per_second", "total", "window_seconds",
            ]
        )
        #expect(
            names("feedback") == [
                "alert", "alert_count", "alerts", "total", "window_seconds", "wrong",
                "wrong_in_window",
            ]
        )
        #expect(
            names("drift") == [
                "distributions", "predictions", "reference", "window", "window_size",
            ]
        )
    }
}
