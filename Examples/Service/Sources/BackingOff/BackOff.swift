/// How long to wait before something that failed is tried again: exponentially longer each time,
/// by chance up to twice as short, so that many who failed together do not come back together.
public struct BackOff: Sendable, Equatable {
    /// The longest wait after the first failure, and after many.
    public let first, longest: Duration

    public init(first: Duration = .seconds(1), longest: Duration = .seconds(60)) {
        self.first = first
        self.longest = longest
    }

    /// The wait after so many failures in a row, at least what the receiver asks for, which is
    /// believed up to an hour.
    public func delay(
        failures: Int,
        retryAfter: Duration? = nil,
        using generator: inout some RandomNumberGenerator
    ) -> Duration {
        let doublings = min(max(0, failures - 1), 30)
        let limit = min(first * (1 << doublings), longest)
        let delay = limit * Double.random(in: 0.5...1, using: &generator)
        return max(delay, min(retryAfter ?? .zero, .seconds(3600)))
    }
}
