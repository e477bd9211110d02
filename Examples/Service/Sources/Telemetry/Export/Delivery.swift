/// The outcome of records that were sent.
public struct Delivery: Sendable, Equatable {
    /// Which of them, counted from 0, are to be sent again.
    public var again: [Int]
    /// How many the receiver rejected; they are not sent again.
    public var rejected: Int
    /// How long the receiver asks to wait.
    public var retryAfter: Duration?
    /// Why not all were taken.
    public var reason: String?

    public init(
        again: [Int] = [],
        rejected: Int = 0,
        retryAfter: Duration? = nil,
        reason: String? = nil
    ) {
        self.again = again
        self.rejected = rejected
        self.retryAfter = retryAfter
        self.reason = reason
    }

    /// All were taken.
    public static let complete = Delivery()

    /// None of so many was taken; all are to be sent again.
    public static func failed(_ count: Int, reason: String, after: Duration? = nil) -> Delivery {
        Delivery(again: Array(0..<count), retryAfter: after, reason: reason)
    }

    /// What an answer means for all of so many records, by its status alone: 2xx taken, one of
    /// `retryable` to be sent again, any other rejected.
    public init(_ answer: HTTPSender.Answer, count: Int, retryable: Set<Int>) {
        guard !(200..<300).contains(answer.status) else {
            self = .complete
            return
        }
        // Without the body, which may repeat a text of a user.
        let reason = "status \(answer.status)"
        self =
            retryable.contains(answer.status)
            ? .failed(count, reason: reason, after: answer.retryAfter)
            : Delivery(rejected: count, reason: reason)
    }
}
