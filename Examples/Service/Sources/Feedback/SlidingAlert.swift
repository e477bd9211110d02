#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Tells when at least so many reports lie within a window of time, wherever the window begins.
///
///     var alert = SlidingAlert(count: 3, window: .seconds(300))
///     if alert.add(reportAt: report.time) { … }
///
/// It fires once, when the count is reached, and again only after the window held fewer.
/// Of a flood only the latest 1,000 reports are kept, or `count` where that is more: as many are
/// counted at most.
public struct SlidingAlert: Sendable, Equatable, Codable {
    /// How many reports make an alert.
    public let count: Int
    /// How long a report counts, in seconds.
    public let windowSeconds: Double
    /// Whether the count is reached.
    public private(set) var isRaised = false
    /// The reports within the window, the earliest first.
    private var times: [Date] = []

    /// - Parameters:
    ///   - count: at least 1.
    ///   - window: more than 0; a report exactly so old still counts.
    ///   - earlier: an alert, perhaps of another count or window, whose reports count here.
    public init(
        count: Int = 3,
        window: Duration = .seconds(300),
        resuming earlier: SlidingAlert? = nil
    ) {
        precondition(count >= 1, "An alert needs a count of at least 1, not \(count).")
        precondition(window > .zero, "An alert needs a window of more than 0, not \(window).")
        self.count = count
        let (seconds, attoseconds) = window.components
        windowSeconds = Double(seconds) + Double(attoseconds) / 1e18
        if let earlier {
            times = earlier.times
            isRaised = earlier.isRaised && times.count >= count
        }
    }

    /// Counts a report, and says whether it raised the alert.
    ///
    /// Reports may come in any order.
    public mutating func add(reportAt time: Date) -> Bool {
        // What is too old now may have lowered the alert since the last report.
        _ = reports(at: max(time, times.last ?? time))
        let wasRaised = isRaised
        let later = times.reversed().prefix { $0 > time }.count
        times.insert(time, at: times.count - later)
        times.removeFirst(max(0, times.count - max(count, 1_000)))
        return reports(at: times[times.count - 1]) >= count && !wasRaised
    }

    /// How many reports the window that ends at the time holds; lowers the alert where it is fewer
    /// than `count`.
    ///
    /// Reports that are too old are forgotten.
    public mutating func reports(at time: Date) -> Int {
        let start = time.addingTimeInterval(-windowSeconds)
        times.removeFirst(times.prefix { $0 < start }.count)
        isRaised = times.count >= count
        return times.count
    }
}
