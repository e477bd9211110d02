import CoreMetrics
import Synchronization

/// The type of a metric in an exposition.
public enum MetricKind: Sendable, Equatable {
    case counter
    case floatingPointCounter
    case gauge
    case histogram
}

/// Where the numbers of one series stand.
protocol MetricCell: AnyObject, Sendable {
    var value: MetricsSnapshot.Value { get }
}

final class CounterCell: CounterHandler, MetricCell {
    private let count = Atomic<Int64>(0)

    /// A counter does not fall: a negative amount is ignored.
    func increment(by amount: Int64) {
        guard amount >= 0 else { return }
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    func reset() { count.store(0, ordering: .relaxed) }

    var value: MetricsSnapshot.Value { .integer(count.load(ordering: .relaxed)) }
}

final class FloatingPointCounterCell: FloatingPointCounterHandler, MetricCell {
    private let sum = AtomicDouble()

    func increment(by amount: Double) {
        guard amount >= 0 else { return }
        sum.add(amount)
    }

    func reset() { sum.set(0) }

    var value: MetricsSnapshot.Value { .number(sum.value) }
}

final class GaugeCell: MeterHandler, RecorderHandler, MetricCell {
    private let level = AtomicDouble()

    func set(_ value: Int64) { level.set(Double(value)) }
    func set(_ value: Double) { level.set(value) }
    func increment(by amount: Double) { level.add(amount) }
    func decrement(by amount: Double) { level.add(-amount) }
    func record(_ value: Int64) { level.set(Double(value)) }
    func record(_ value: Double) { level.set(value) }

    var value: MetricsSnapshot.Value { .number(level.value) }
}

/// Counts values by bucket. The count of all is the buckets' sum, so the two always agree; the
/// sum of the values may be ahead of them by what is being recorded.
final class HistogramCell: RecorderHandler, TimerHandler, MetricCell {
    private let bounds: [Double]
    // One more than `bounds`; only touched atomically between init and deinit.
    nonisolated(unsafe) private let counts: UnsafeMutablePointer<Atomic<Int>>
    private let sum = AtomicDouble()

    init(bounds: [Double]) {
        self.bounds = bounds
        counts = .allocate(capacity: bounds.count + 1)
        for index in 0...bounds.count { (counts + index).initialize(to: Atomic(0)) }
    }

    deinit {
        counts.deinitialize(count: bounds.count + 1)
        counts.deallocate()
    }

    func record(_ value: Int64) { record(Double(value)) }

    /// A value that is not a number belongs to no bucket and is ignored.
    func record(_ value: Double) {
        guard !value.isNaN else { return }
        var bucket = 0
        while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
        counts[bucket].wrappingAdd(1, ordering: .relaxed)
        sum.add(value)
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    var value: MetricsSnapshot.Value {
        .histogram(
            bounds: bounds,
            counts: (0...bounds.count).map { counts[$0].load(ordering: .relaxed) },
            sum: sum.value
        )
    }
}

/// A `Double` that many threads may change.
struct AtomicDouble: ~Copyable, Sendable {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let (exchanged, current) = bits.weakCompareExchange(
                expected: old,
                desired: (Double(bitPattern: old) + amount).bitPattern,
                ordering: .relaxed
            )
            if exchanged { return }
            old = current
        }
    }
}
