import HTTPTypes
import Metrics
import Synchronization

/// Counts requests and their times by route.
final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        let route: String
        let method: String
        let status: Int
    }

    private static let knownMethods: Set<HTTPRequest.Method> = [
        .get, .head, .post, .put, .delete, .options, .patch,
    ]
    private let counters = Mutex<[Key: Counter]>([:])
    private let timers = Mutex<[String: Recorder]>([:])

    /// - Parameter route: One of a fixed set.
    func record(route: String, method: HTTPRequest.Method, status: Int, seconds: Double) {
        let method = Self.knownMethods.contains(method) ? method.rawValue : "other"
        let key = Key(route: route, method: method, status: status)
        let counter = counters.withLock { counters in
            if let counter = counters[key] { return counter }
            let counter = Counter(
                label: "swiftlet_requests_total",
                dimensions: [("route", route), ("method", method), ("status", "\(status)")]
            )
            counters[key] = counter
            return counter
        }
        let timer = timers.withLock { timers in
            if let timer = timers[route] { return timer }
            let timer = Recorder(label: "swiftlet_request_seconds", dimensions: [("route", route)])
            timers[route] = timer
            return timer
        }
        counter.increment()
        timer.record(seconds)
    }
}
