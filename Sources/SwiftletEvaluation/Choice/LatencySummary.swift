import SwiftletBase

/// The latency of single requests in seconds: the median, p95 and p99.
///
///     let summary = LatencySummary(seconds: times)!
///     print("p95 \(NumberFormat.duration(seconds: summary.p95))")
public struct LatencySummary: Sendable, Equatable {
    /// Half of the requests take no longer.
    public let p50: Double
    /// 95 of 100 requests take no longer.
    public let p95: Double
    /// 99 of 100 requests take no longer.
    public let p99: Double

    /// Summarises the seconds of single requests, as NumPy's `percentile` does; nil where there are
    /// none.
    public init?(seconds: [Double]) {
        guard !seconds.isEmpty else { return nil }
        let sorted = seconds.sorted()
        p50 = quantile(0.5, ofSorted: sorted)
        p95 = quantile(0.95, ofSorted: sorted)
        p99 = quantile(0.99, ofSorted: sorted)
    }

    /// A summary made earlier.
    public init(p50: Double, p95: Double, p99: Double) {
        (self.p50, self.p95, self.p99) = (p50, p95, p99)
    }
}
