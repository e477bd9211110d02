import Dispatch
import Logging
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Follows the reports of a ``Journal``, and remembers how far it came.
///
///     let reader = try JournalReader(directory: "feedback", name: "otlp")
///     while let batch = try await reader.next() {
///         …                                   // send batch.reports
///         try await reader.commit(batch)
///     }
///
/// How far it came stands in `offsets-NAME.json` beside the journal, replaced whole. What was not
/// committed comes again, also after the process was killed: every report comes at least once.
/// Lines that hold no report are skipped; a last line without its end waits for it.
///
/// Services that share a directory share the work of readers of the same name; where two are at
/// the same report at the same moment, both have it.
public final class JournalReader: Sendable {
    /// Reports that follow each other, from one or more files.
    public struct Batch: Sendable {
        public let reports: [FeedbackReport]
        /// The lines among them that hold no report.
        public let skippedLines: Int
        /// How far the reader is in each file once the batch is done.
        fileprivate let offsets: [String: Int]
        /// The lines that the batch takes of each file.
        fileprivate let lines: [String: Int]
    }

    /// What is read, committed and counted of a file.
    fileprivate struct Position {
        var committed = 0
        /// Lines were counted up to here; `pending` of them are not committed.
        var counted = 0
        var pending = 0
    }

    private struct Saved: Codable {
        var offsets: [String: Int] = [:]
        var note: String?
    }

    private struct State {
        var positions: [String: Position] = [:]
        var note: String?
    }

    private let directory: String
    private let path: String
    private let isShared: Bool
    private let logger: Logger
    private let state: Mutex<State>
    private let thread: DispatchQueue

    /// - Parameters:
    ///   - directory: the journal's.
    ///   - name: who reads; a part of a file's name.
    ///   - isShared: whether what readers of this name in other services committed counts here.
    /// - Throws: `JournalError` where the directory or the file with the offsets cannot be read.
    public init(
        directory: String,
        name: String,
        isShared: Bool = true,
        logger: Logger = Logger(label: "feedback")
    ) throws(JournalError) {
        self.directory = directory
        self.path = "\(directory)/offsets-\(name).json"
        self.isShared = isShared
        self.logger = logger
        thread = DispatchQueue(label: "swiftlet.feedback.reader.\(name)")
        try FileSystem.checkDirectory(directory)
        let saved = try Self.load(path, logger)
        state = Mutex(
            State(
                positions: saved.offsets.mapValues { Position(committed: $0, counted: $0) },
                note: saved.note
            )
        )
    }

    /// What ``commit(_:note:)`` kept last.
    public var note: String? { state.withLock(\.note) }

    /// The next reports that are not committed, or `nil` where there are none.
    ///
    /// - Parameters:
    ///   - maximumCount: the most reports.
    ///   - maximumBytes: about the most bytes of their lines; a longer line comes alone.
    public func next(
        upTo maximumCount: Int = 256,
        bytes maximumBytes: Int = 1 << 20
    ) async throws(JournalError) -> Batch? {
        try await onThread { () throws(JournalError) in
            try self.state.withLock { state throws(JournalError) in
                try self.read(&state, maximumCount, maximumBytes)
            }
        }
    }

    /// Says that the batch is done, and keeps a note of the caller's together with that.
    ///
    /// - Throws: `JournalError` where that could not be written. The reader goes on behind the
    ///   batch; a later run may have it again.
    public func commit(_ batch: Batch, note: String? = nil) async throws(JournalError) {
        try await onThread { () throws(JournalError) in
            try self.state.withLock { state throws(JournalError) in
                for (name, offset) in batch.offsets {
                    state.positions[name]?.advance(to: offset, lines: batch.lines[name] ?? 0)
                }
                state.note = note
                let saved = Saved(offsets: state.positions.mapValues(\.committed), note: note)
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                guard let bytes = try? encoder.encode(saved) else { return }
                try FileSystem.replace(self.path, with: Array(bytes) + [JournalLine.newline])
            }
        }
    }

    /// How many lines of the journal are not committed.
    public func pendingCount() async throws(JournalError) -> Int {
        try await onThread { () throws(JournalError) in
            try self.state.withLock { state throws(JournalError) in
                try self.refresh(&state)
                for name in state.positions.keys { try self.count(&state.positions[name]!, name) }
                return state.positions.values.reduce(0) { $0 + $1.pending }
            }
        }
    }

    private func onThread<Value: Sendable>(
        _ work: @escaping @Sendable () throws(JournalError) -> Value
    ) async throws(JournalError) -> Value {
        let result = await withCheckedContinuation { continuation in
            thread.async { continuation.resume(returning: Result(catching: work)) }
        }
        return try result.get()
    }

    private static func load(_ path: String, _ logger: Logger) throws(JournalError) -> Saved {
        guard let size = FileSystem.size(of: path), let file = try FileSystem.openToRead(path)
        else { return Saved() }
        defer { FileSystem.close(file) }
        let bytes = try FileSystem.read(size, at: 0, from: file, path)
        guard let saved = try? JSONDecoder().decode(Saved.self, from: Data(bytes)) else {
            logger.error(
                "The offsets of a reader are damaged; it begins at the first report",
                metadata: ["file": "\(path)"]
            )
            return Saved()
        }
        return saved
    }

    /// Learns of files that are new or gone, and of what others committed.
    private func refresh(_ state: inout State) throws(JournalError) {
        let names = try JournalFiles.names(in: directory)
        let saved = isShared ? try Self.load(path, logger).offsets : [:]
        state.positions = Dictionary(
            uniqueKeysWithValues: names.map { name in
                let position = state.positions[name] ?? Position()
                let offset = saved[name] ?? 0
                guard offset > position.committed else { return (name, position) }
                return (name, Position(committed: offset, counted: offset))
            }
        )
    }

    private func read(
        _ state: inout State,
        _ maximumCount: Int,
        _ maximumBytes: Int
    ) throws(JournalError) -> Batch? {
        try refresh(&state)
        var reports: [FeedbackReport] = []
        var offsets: [String: Int] = [:]
        var lines: [String: Int] = [:]
        var count = 0
        var bytes = 0
        for name in state.positions.keys.sorted() where count < maximumCount && bytes < maximumBytes
        {
            let start = state.positions[name]!.committed
            let (block, isRest) = try wholeLines(
                name,
                from: start,
                atLeast: maximumBytes - bytes
            )
            var end = 0
            while count < maximumCount, end < block.count, end == 0 || bytes + end < maximumBytes {
                let next = block[end...].firstIndex(of: JournalLine.newline)!
                let report = JournalLine.report(block[end..<next])
                if let report {
                    reports.append(report)
                } else {
                    logger.warning(
                        "A line that holds no report is skipped",
                        metadata: ["file": "\(directory)/\(name)", "offset": "\(start + end)"]
                    )
                }
                end = next + 1
                count += 1
                lines[name, default: 0] += 1
            }
            if end > 0 { offsets[name] = start + end }
            bytes += end
            // A service's later file must not come before the rest of an earlier one.
            if !isRest || end < block.count { break }
        }
        guard count > 0 else { return nil }
        return Batch(
            reports: reports,
            skippedLines: count - reports.count,
            offsets: offsets,
            lines: lines
        )
    }

    /// The lines of the file behind the offset that are whole: so many bytes of them, or one; and
    /// whether those are all.
    private func wholeLines(
        _ name: String,
        from start: Int,
        atLeast bytes: Int
    ) throws(JournalError) -> (lines: ArraySlice<UInt8>, isRest: Bool) {
        let path = "\(directory)/\(name)"
        guard let size = FileSystem.size(of: path), size > start,
            let file = try FileSystem.openToRead(path)
        else { return ([], true) }
        defer { FileSystem.close(file) }
        var count = bytes
        while true {
            let block = try FileSystem.read(min(count, size - start), at: start, from: file, path)
            let isRest = count >= size - start
            if let last = block.lastIndex(of: JournalLine.newline) {
                return (block[...last], isRest)
            }
            if isRest || block.isEmpty { return ([], true) }
            count *= 2
        }
    }

    /// Counts the lines that were appended to the file since it was last looked at.
    private func count(_ position: inout Position, _ name: String) throws(JournalError) {
        let path = "\(directory)/\(name)"
        guard let size = FileSystem.size(of: path), size != position.counted else { return }
        if size < position.counted {
            position.counted = min(position.committed, size)
            position.pending = 0
        }
        guard let file = try FileSystem.openToRead(path) else { return }
        defer { FileSystem.close(file) }
        while position.counted < size {
            let count = min(1 << 20, size - position.counted)
            let block = try FileSystem.read(count, at: position.counted, from: file, path)
            guard !block.isEmpty else { return }
            position.pending += block.count { $0 == JournalLine.newline }
            position.counted += block.count
        }
    }
}

extension JournalReader.Position {
    fileprivate mutating func advance(to offset: Int, lines: Int) {
        guard offset > committed else { return }
        pending = counted < offset ? 0 : max(0, pending - lines)
        counted = max(counted, offset)
        committed = offset
    }
}
