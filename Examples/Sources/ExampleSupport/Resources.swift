import SwiftletPlatform

/// The most memory this process has held at once, in bytes.
public func peakResidentBytes() -> Int {
    var usage = rusage()
    #if canImport(Darwin)
        getrusage(RUSAGE_SELF, &usage)
        return usage.ru_maxrss
    #else
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    #endif
}

/// Names the steps of a run and keeps how many seconds each took.
public struct Stopwatch {
    /// Steps in the order in which they ended, with their seconds.
    public private(set) var steps: [(name: String, seconds: Double)] = []
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    public init() { start = clock.now }

    /// Runs a step and keeps its time.
    public mutating func measure<Result>(_ name: String, _ step: () throws -> Result) rethrows
        -> Result
    {
        let begin = clock.now
        defer { steps.append((name, seconds(since: begin))) }
        return try step()
    }

    /// Seconds since the stopwatch was made.
    public var total: Double { seconds(since: start) }

    private func seconds(since instant: ContinuousClock.Instant) -> Double {
        let parts = (clock.now - instant).components
        return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
    }
}
