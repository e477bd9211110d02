import BackingOff
import SwiftletBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Sends a run to a server of MLflow: the journal of one that goes on or is over, or an old one's
/// results.
public struct RunDelivery {
    private let server: TrackingServer
    private let wishes: RunWishes
    private let say: (String) -> Void

    /// - Parameter say: Gets sentences for people.
    public init(
        to server: TrackingServer,
        wishes: RunWishes = RunWishes(),
        say: @escaping (String) -> Void
    ) {
        self.server = server
        self.wishes = wishes
        self.say = say
    }

    /// Sends a journal while it is written, and what is left once the training is over. Where the
    /// server is away, tries again and again until then, and a few times after.
    ///
    /// - Parameter isOver: Whether the training's program has ended.
    /// - Throws: `FileError` where the journal cannot be read.
    public func follow(_ path: String, until isOver: () -> Bool) async throws(FileError) {
        guard let file = try SendingPlaceFile(beside: path) else {
            return say("\(path) is sent by another program.")
        }
        let reader = try JournalReader(path)
        guard var sender = try makeSender(reader, file) else { return }
        let clock = ContinuousClock()
        let backOff = BackOff(first: .seconds(1), longest: .seconds(30))
        var generator = SystemRandomNumberGenerator()
        var next = clock.now
        var (failures, failuresAtEnd) = (0, 0)
        var hasEnded = false
        while true {
            let over = isOver()
            if over || clock.now >= next {
                next = clock.now + .seconds(1)
                var lines = try reader.next()
                if over, try !reader.hasEnded() {
                    // The program was killed.
                    lines.append(
                        .init(
                            event: .init(time: Self.now, .ended(status: "KILLED", reason: nil)),
                            end: reader.size + 1
                        )
                    )
                    reader.endKilled(at: Self.now)
                }
                hasEnded = hasEnded || lines.contains(where: \.isEnd)
                do {
                    try await sender.send(lines)
                    if hasEnded {
                        try await sender.finish()
                        return sayForeignLines(of: reader)
                    }
                    failures = 0
                } catch {
                    guard error.isPassing else { return stop(error, path, file) }
                    if failures == 0 { say(advice(error, path, isRunning: !over)) }
                    failures += 1
                    if over { failuresAtEnd += 1 }
                    if failuresAtEnd >= 3 { return }
                    reader.move(to: sender.place.offset)
                    next =
                        clock.now
                        + backOff.delay(
                            failures: failures,
                            retryAfter: error.retryAfter,
                            using: &generator
                        )
                }
            }
            try? await Task.sleep(for: .milliseconds(over ? 500 : 100))
        }
    }

    /// Sends what is left of a journal.
    ///
    /// - Returns: Whether all of it is sent.
    /// - Throws: `FileError` where the journal cannot be read.
    public func send(_ path: String) async throws(FileError) -> Bool {
        guard let file = try SendingPlaceFile(beside: path) else {
            say("\(path) is being sent by another program.")
            return false
        }
        let reader = try JournalReader(path)
        let isRunning = reader.isBeingWritten
        if !isRunning, try !reader.hasEnded() { reader.endKilled(at: reader.lastChange) }
        guard let sender = try makeSender(reader, file) else { return false }
        var lines: [JournalReader.Line] = []
        while true {
            let more = try reader.next()
            if more.isEmpty { break }
            lines += more
        }
        sayForeignLines(of: reader)
        let isSent = await send(lines, by: sender, path, file)
        if isSent, isRunning {
            say(
                "The training of \(path) goes on; what it tells from now on is sent by another call."
            )
        }
        return isSent
    }

    /// Sends a run of which there is a `metrics.json` and no journal.
    ///
    /// - Returns: Whether all of it is sent.
    /// - Throws: `FileError` and `FormatError` where the file cannot be read.
    public func send(resultsIn directory: String) async throws -> Bool {
        let run = try OldRun(directory)
        guard let file = try SendingPlaceFile(beside: "\(directory)/metrics.jsonl") else {
            say("\(directory) is being sent by another program.")
            return false
        }
        for model in run.foreignModels {
            say(
                "\(model) was saved by an earlier version and is no model of MLflow: it is left out. "
                    + "Train again to have it there."
            )
        }
        let sender = RunSender(
            to: server,
            keepingPlaceIn: file,
            of: run.identifier,
            directory: directory,
            wishes: wishes,
            say: say
        )
        return await send(run.lines, by: sender, directory, file)
    }

    /// Sends lines, and tries again a few times.
    private func send(
        _ lines: [JournalReader.Line],
        by sender: RunSender,
        _ path: String,
        _ file: SendingPlaceFile
    ) async -> Bool {
        var sender = sender
        let backOff = BackOff(first: .milliseconds(500), longest: .seconds(8))
        var generator = SystemRandomNumberGenerator()
        let wasComplete = sender.place.complete
        for failures in 1... {
            do {
                try await sender.send(lines)
                if lines.contains(where: \.isEnd) { try await sender.finish() }
                if wasComplete, let page = sender.page {
                    say("\(path) is in MLflow: \(page)")
                }
                return true
            } catch {
                guard error.isPassing, failures < 5 else {
                    stop(error, path, file)
                    return false
                }
                let delay = backOff.delay(
                    failures: failures,
                    retryAfter: error.retryAfter.map { min($0, .seconds(30)) },
                    using: &generator
                )
                try? await Task.sleep(for: delay)
            }
        }
        return false
    }

    /// The sender of the journal; nil, which is said, where that has no beginning.
    private func makeSender(
        _ reader: JournalReader,
        _ file: SendingPlaceFile
    ) throws(FileError) -> RunSender? {
        guard case .started(let start) = try reader.next(upTo: 0).first?.event.content else {
            say(
                "\(reader.path) is no journal of a run: its first line does not tell how one began."
            )
            return nil
        }
        reader.move(to: 0)
        return RunSender(
            to: server,
            keepingPlaceIn: file,
            of: start.run,
            directory: Self.folder(of: reader.path),
            wishes: wishes,
            say: say
        )
    }

    /// The server that a run was to be sent to when it began.
    ///
    /// - Throws: `FileError` where the journal cannot be read.
    public static func plannedServer(of path: String) throws(FileError) -> String? {
        guard case .started(let start) = try JournalReader(path).next(upTo: 0).first?.event.content
        else { return nil }
        return start.server
    }

    private static var now: Int { Int(Date().timeIntervalSince1970 * 1_000) }

    private static func folder(of path: String) -> String {
        let folders = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return folders.isEmpty ? "." : folders.joined(separator: "/")
    }

    private func sayForeignLines(of reader: JournalReader) {
        guard let foreign = reader.foreign else { return }
        say(
            "\(reader.path): \(foreign.count == 1 ? "a line is" : "\(foreign.count) lines are") no event "
                + "of a run and left out, the first at \(foreign.first)"
        )
    }

    /// Says why no more is sent.
    private func stop(_ error: MLflowError, _ path: String, _ file: SendingPlaceFile) {
        // All of a run that is gone is to be sent anew.
        if case .deleted = error { file.clear() }
        if case .rejected(_, "RESOURCE_DOES_NOT_EXIST", _) = error { file.clear() }
        say(advice(error, path, isRunning: false))
    }

    /// What is wrong, and what to do.
    private func advice(_ error: MLflowError, _ path: String, isRunning: Bool) -> String {
        let command = "bash Examples/run.sh track \(path)"
        let later = "send the run with: \(command) --mlflow \(server.address)"
        switch error {
        case .unreachable(let reason):
            let problem = "MLflow at \(server.address) does not answer (\(reason))"
            return isRunning
                ? "\(problem). The training goes on; what is not sent by its end, \(command) sends."
                : "\(problem). Once it does, \(later)"
        case .busy(let status, _):
            let problem = "MLflow at \(server.address) takes nothing now (status \(status))"
            return isRunning
                ? "\(problem). The training goes on; what is not sent by its end, \(command) sends."
                : "\(problem). Once it does, \(later)"
        case .unauthorized:
            return "MLflow at \(server.address) does not let you in (\(error)). Set "
                + "MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, and "
                + later
        case .rejected(_, "RESOURCE_DOES_NOT_EXIST", let message):
            return advice(.deleted(message), path, isRunning: isRunning)
        case .rejected(_, let code, _) where !code.isEmpty:
            return "MLflow at \(server.address) does not take the run (\(error)). Once that is "
                + "mended, \(later)"
        case .foreign, .rejected:
            return
                "\(server.address) does not answer as MLflow does (\(error)). Take the address that "
                + "`mlflow server` tells, and \(later)"
        case .deleted(let message):
            return
                "No more of the run is sent, as it was deleted in MLflow (\(message)). To have all of "
                + "it there again, \(later)"
        }
    }
}
