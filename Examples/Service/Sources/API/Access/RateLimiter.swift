import Batching
import HTTPTypes
import Synchronization

/// Bounds the requests of each address: so many a minute, of which half may come at once.
public final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var filled: ContinuousClock.Instant
    }

    /// More addresses than this are not kept apart from those that were not seen before.
    private static let maximumAddresses = 10_000

    private let requestsPerSecond: Double
    private let capacity: Double
    private let buckets = Mutex<[String: Bucket]>([:])

    /// - Parameter requestsPerMinute: at least 1.
    public init(requestsPerMinute: Int) {
        precondition(requestsPerMinute >= 1, "\(requestsPerMinute) requests a minute.")
        requestsPerSecond = Double(requestsPerMinute) / 60
        capacity = max(1, Double(requestsPerMinute) / 2)
    }

    /// Counts a request.
    ///
    /// - Throws: `Refusal` 429 that says when there is room again.
    func check(_ address: String, now: ContinuousClock.Instant = .now) throws(Refusal) {
        let missing = buckets.withLock { buckets -> Double in
            if buckets.count >= Self.maximumAddresses, buckets[address] == nil {
                // Whoever has a full bucket again is as one that was never seen.
                buckets = buckets.filter { tokens(in: $0.value, now) < capacity }
                if buckets.count >= Self.maximumAddresses { buckets.removeAll() }
            }
            var bucket = buckets[address] ?? Bucket(tokens: capacity, filled: now)
            bucket.tokens = tokens(in: bucket, now)
            bucket.filled = now
            if bucket.tokens >= 1 { bucket.tokens -= 1 } else { return 1 - bucket.tokens }
            buckets[address] = bucket
            return 0
        }
        guard missing > 0 else { return }
        let seconds = Int((missing / requestsPerSecond).rounded(.up))
        throw Refusal(
            .tooManyRequests,
            "Too many requests from this address; try again in \(seconds) s.",
            headers: [.retryAfter: "\(seconds)"]
        )
    }

    private func tokens(in bucket: Bucket, _ now: ContinuousClock.Instant) -> Double {
        min(capacity, bucket.tokens + (now - bucket.filled).seconds * requestsPerSecond)
    }
}
