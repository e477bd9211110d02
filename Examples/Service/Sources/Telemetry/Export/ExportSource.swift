import Feedback

/// Where an ``ExportLoop`` takes records from.
public protocol ExportSource<Record>: Sendable {
    associatedtype Record: Sendable
    /// What says which records are done.
    associatedtype Mark: Sendable

    /// The next records that are not done, at most so many, or `nil` where there are none.
    func next(maximumCount: Int) async throws -> (records: [Record], mark: Mark)?
    /// Says that the records up to the mark are done.
    func commit(_ mark: Mark) async throws
    /// How many records are not done.
    func pendingCount() async throws -> Int
}

extension JournalReader: ExportSource {
    public func next(
        maximumCount: Int
    ) async throws -> (records: [FeedbackReport], mark: Batch)? {
        try await next(upTo: maximumCount).map { ($0.reports, $0) }
    }

    public func commit(_ mark: Batch) async throws { try await commit(mark, note: nil) }
}
