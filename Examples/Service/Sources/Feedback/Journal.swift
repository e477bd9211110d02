import Dispatch
import Logging
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The reports of users on disk: one JSON object a line, only ever appended to.
///
///     let journal = try Journal(directory: "feedback")
///     try await journal.append(report)       // on disk once this returns
///
/// The directory holds files such as `feedback-20261130T051739123Z-3fa9c1d2.jsonl`, whose names
/// sort by the time they were begun. Every run writes files of its own, so any number of services
/// may share a directory, also one on a network: nothing is locked, mapped or renamed. The files
/// can be read while they are written; files that are complete may be moved away.
///
/// Reports that wait while others are written are written together. A report that could not be
/// written leaves nothing in a file; the next one is tried anew.
public final class Journal: Sendable {
    private struct Waiting {
        let line: [UInt8]
        let continuation: CheckedContinuation<Result<Void, JournalError>, Never>
    }

    private struct Queue {
        var waiting: [Waiting] = []
        var isScheduled = false
        var isClosed = false
    }

    private let queue = Mutex(Queue())
    private let writer: Mutex<JournalWriter>
    /// Its threads take no signals, so where a file may not grow, SIGXFSZ does not end the process.
    private let thread = DispatchQueue(label: "swiftlet.feedback.journal")

    /// Opens the journal, and makes its directory where there is none.
    ///
    /// A torn last line, which a run that was killed left in a file, is cut off once it has not
    /// changed for `settling`.
    ///
    /// - Parameters:
    ///   - directory: its own, with mode 0700 where it is made.
    ///   - maximumFileBytes: a file that would be larger is followed by the next.
    ///   - settling: how long a write of another service may take. A write of this one that took
    ///     half of it is done again in a new file.
    /// - Throws: `JournalError` where the directory cannot be made, listed or written to.
    public init(
        directory: String,
        maximumFileBytes: Int = 64 << 20,
        settling: Duration = .seconds(1),
        logger: Logger = Logger(label: "feedback")
    ) throws(JournalError) {
        try FileSystem.makeDirectory(directory)
        try FileSystem.checkDirectory(directory)
        writer = Mutex(
            JournalWriter(
                directory: directory,
                maximumFileBytes: maximumFileBytes,
                patience: settling / 2
            )
        )
        TornLines(in: directory, logger: logger).cut(after: settling)
    }

    /// Writes the report, and returns once it is on disk.
    ///
    /// - Throws: `JournalError`; the report is not in the journal then.
    public func append(_ report: FeedbackReport) async throws(JournalError) {
        let line = try JournalLine.bytes(of: report)
        let result = await withCheckedContinuation { continuation in
            let isOpen = queue.withLock { queue in
                guard !queue.isClosed else { return false }
                queue.waiting.append(Waiting(line: line, continuation: continuation))
                if !queue.isScheduled { thread.async { self.writeWaiting() } }
                queue.isScheduled = true
                return true
            }
            if !isOpen { continuation.resume(returning: .failure(.closed)) }
        }
        try result.get()
    }

    /// Writes what waits, and takes no more reports.
    public func close() async {
        queue.withLock { $0.isClosed = true }
        await withCheckedContinuation { continuation in
            thread.async {
                self.writer.withLock { $0.leaveFile() }
                continuation.resume()
            }
        }
    }

    /// Writes what waits, some megabytes at a time, until nothing does.
    private func writeWaiting() {
        while true {
            let group = queue.withLock { queue in
                var bytes = 0
                let count = queue.waiting.prefix { waiting in
                    defer { bytes += waiting.line.count }
                    return bytes < 4 << 20
                }.count
                defer { queue.waiting.removeFirst(count) }
                queue.isScheduled = count > 0
                return Array(queue.waiting[..<count])
            }
            guard !group.isEmpty else { return }
            let lines = Array(group.map(\.line).joined())
            let result = writer.withLock { writer -> Result<Void, JournalError> in
                do throws(JournalError) { return .success(try writer.append(lines)) } catch {
                    return .failure(error)
                }
            }
            for waiting in group { waiting.continuation.resume(returning: result) }
        }
    }
}

/// The names of a journal's files.
enum JournalFiles {
    /// The names of the journal's files in the directory, the earliest first.
    static func names(in directory: String) throws(JournalError) -> [String] {
        try FileSystem.names(in: directory).filter(isName).sorted()
    }

    /// Whether the directory is one that nothing was reported to yet: empty, but for what exporters and
    /// file systems leave.
    static func isUnused(_ directory: String) throws(JournalError) -> Bool {
        try FileSystem.names(in: directory).allSatisfy {
            $0.hasPrefix(".") || $0.hasPrefix("offsets-") || $0 == "lost+found"
        }
    }

    /// A name that sorts behind the other, by the time and a number of this run.
    static func name(at time: Date, run: String, after other: String?) -> String {
        let digits = time.timestamp.filter { $0 != "-" && $0 != ":" && $0 != "." }
        let name = "feedback-\(digits)-\(run).jsonl"
        guard let other, name <= other else { return name }
        return self.name(at: time.addingTimeInterval(0.001), run: run, after: other)
    }

    private static func isName(_ name: String) -> Bool {
        name.hasPrefix("feedback-") && name.hasSuffix(".jsonl")
    }
}

/// A report as a line, and back.
enum JournalLine {
    static func bytes(of report: FeedbackReport) throws(JournalError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(report)) + [newline]
        } catch {
            throw .invalidReport(reason: "\(error)")
        }
    }

    /// The report on the line, or `nil` where it holds something else.
    static func report(_ line: ArraySlice<UInt8>) -> FeedbackReport? {
        try? JSONDecoder().decode(FeedbackReport.self, from: Data(line))
    }

    static let newline = UInt8(ascii: "\n")
}
