import SwiftletPlatform
import Synchronization

/// Counts requests and their durations by ten seconds over the last hour, for the page of
/// operations. Thread safe; takes at most 150 KiB.
public final class ServiceStatistics: Sendable {
    /// When the service began, in nanoseconds since 1970.
    public let started: UInt64

    private static let slotSeconds = 10
    private static let slotCount = 361
    private static let windowSlots = 30
    private static let minutes = 60

    private struct Slot {
        var requests = 0
        var errors = 0
        var durations = DurationCounts()
    }

    private struct State {
        var total = 0
        var errors = 0
        /// The number of the newest slot; slot n stands at n modulo their count.
        var newest = 0
        var slots = [Slot](repeating: Slot(), count: ServiceStatistics.slotCount)

        /// Empties what came into use again as time went on.
        mutating func advance(to slot: Int) {
            guard slot > newest else { return }
            for number in max(newest + 1, slot - slots.count + 1)...slot {
                slots[number % slots.count] = Slot()
            }
            newest = slot
        }
    }

    private let state = Mutex(State())
    private let clock: @Sendable () -> UInt64

    public convenience init() { self.init(clock: WallClock.nanoseconds) }

    /// - Parameter clock: Tells the time in nanoseconds since 1970.
    init(clock: @escaping @Sendable () -> UInt64) {
        self.clock = clock
        started = clock()
    }

    /// Counts an answered request.
    ///
    /// - Parameters:
    ///   - seconds: The time from the request's head to the end of its answer.
    ///   - status: The answer's status; 500 and above count as errors.
    public func recordRequest(seconds: Double, status: Int) {
        let slot = slot(at: clock())
        state.withLock { state in
            state.advance(to: slot)
            let error = status >= 500 ? 1 : 0
            state.total += 1
            state.errors += error
            // A clock that was set back counts in the newest slot.
            let place = state.newest % state.slots.count
            state.slots[place].requests += 1
            state.slots[place].errors += error
            state.slots[place].durations.add(seconds)
        }
    }

    func summary() -> RequestSummary {
        let now = clock()
        let slot = slot(at: now)
        let state = state.withLock { state in
            state.advance(to: slot)
            return state
        }
        let span = max(0, state.newest - Self.windowSlots + 1)...state.newest
        let window = merged(state.slots, span)
        let began = start(of: span.lowerBound)
        let seconds = max(1, Double(max(now, began) - began) / 1e9)
        return RequestSummary(
            total: state.total,
            errors: state.errors,
            windowSeconds: Self.windowSlots * Self.slotSeconds,
            perSecond: Double(window.requests) / seconds,
            errorsPerSecond: Double(window.errors) / seconds,
            p50Seconds: window.durations.quantile(0.5),
            p90Seconds: window.durations.quantile(0.9),
            p99Seconds: window.durations.quantile(0.99),
            history: history(state)
        )
    }

    private func history(_ state: State) -> [RequestSummary.Minute] {
        let slotsPerMinute = 60 / Self.slotSeconds
        // Minutes of the clock, so that they keep their place from one snapshot to the next.
        let slotOfStart = Int(started / 1_000_000_000) / Self.slotSeconds
        let last = (slotOfStart + state.newest) / slotsPerMinute
        let first = max(slotOfStart / slotsPerMinute, last - Self.minutes + 1)
        return (first...last).map { minute in
            let begin = minute * slotsPerMinute - slotOfStart
            let span = max(0, begin)...min(state.newest, begin + slotsPerMinute - 1)
            let merged = merged(state.slots, span)
            return RequestSummary.Minute(
                time: WallClock.text(nanoseconds: UInt64(minute) * 60_000_000_000),
                requests: merged.requests,
                errors: merged.errors,
                p50Seconds: merged.durations.quantile(0.5),
                p99Seconds: merged.durations.quantile(0.99)
            )
        }
    }

    private func merged(_ slots: [Slot], _ span: ClosedRange<Int>) -> Slot {
        span.reduce(into: Slot()) { sum, number in
            let slot = slots[number % slots.count]
            sum.requests += slot.requests
            sum.errors += slot.errors
            sum.durations.add(slot.durations)
        }
    }

    /// Slots are those of the clock, counted from that of the start.
    private func slot(at time: UInt64) -> Int {
        let seconds = UInt64(Self.slotSeconds) * 1_000_000_000
        return max(0, Int(time / seconds) - Int(started / seconds))
    }

    private func start(of slot: Int) -> UInt64 {
        let seconds = UInt64(Self.slotSeconds) * 1_000_000_000
        return max(started, (started / seconds + UInt64(slot)) * seconds)
    }
}

/// Durations counted in bins whose ends grow by a fifth each, from 10 microseconds to 2 minutes.
struct DurationCounts: Sendable, Equatable {
    private static let first = 10e-6
    private static let binsPerDoubling = 4.0
    private static let count = 96

    // Empty until something is counted: most slots of a quiet service hold nothing.
    private var counts: [UInt32] = []

    mutating func add(_ seconds: Double) {
        if counts.isEmpty { counts = [UInt32](repeating: 0, count: Self.count) }
        let doublings = seconds > Self.first ? log2(seconds / Self.first) : 0
        let bin = Int(min(doublings * Self.binsPerDoubling, Double(Self.count - 1)))
        counts[bin] &+= 1
    }

    mutating func add(_ other: DurationCounts) {
        if other.counts.isEmpty { return }
        if counts.isEmpty {
            counts = other.counts
        } else {
            for bin in counts.indices { counts[bin] &+= other.counts[bin] }
        }
    }

    /// The duration that the share `part` of all does not exceed, nil where there are none.
    func quantile(_ part: Double) -> Double? {
        let total = counts.reduce(0) { $0 + Int($1) }
        guard total > 0 else { return nil }
        let rank = Int((part * Double(total)).rounded(.up))
        var reached = 0
        for (bin, count) in counts.enumerated() {
            reached += Int(count)
            if reached >= rank {
                // The middle of the bin, in proportion.
                return Self.first * exp2((Double(bin) + 0.5) / Self.binsPerDoubling)
            }
        }
        return nil
    }
}
