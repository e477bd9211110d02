import Swiftlet
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A run that tells in a journal what it is given, how it goes and what it leaves.
///
/// The journal begins with the first numbers of the work, so that a run that is refused before leaves
/// nothing. Where the run is to be tracked, the program `track` sends the journal to a server of
/// MLflow while it is written. Neither can make the run fail.
///
/// A part is a run within the run, such as a trial of a search; it has parameters, metrics, tags and
/// models of its own.
public final class TrackedRun: Sendable {
    /// How a run ends, in MLflow's words.
    public enum Status: String, Sendable {
        case finished = "FINISHED"
        case failed = "FAILED"
        case killed = "KILLED"
    }

    private enum Phase {
        /// The events before the journal begins.
        case waiting([JSONObject])
        case writing(RunJournal, RunSender?)
        case ended
    }

    private struct State {
        var phase: Phase
        /// How many hundredths of each training were told.
        var told: [String?: Int] = [:]
    }

    private let identifier = randomIdentifier()
    /// In milliseconds since 1970.
    private let start = TrackedRun.now
    private let program: String
    private let path: String?
    private let tracking: TrackingOptions
    private let state: Mutex<State>

    /// - Parameters:
    ///   - program: The name of the program.
    ///   - path: The path of the journal; nil for a run that leaves none.
    /// - Throws: `ExampleError` where it is to be tracked but leaves no journal.
    init(of program: String, journal path: String?, tracking: TrackingOptions) throws {
        if path == nil, tracking.server != nil {
            throw ExampleError("--mlflow sends what --output DIR keeps: give a directory.")
        }
        if let obstacle = tracking.obstacle { writeToStandardError(obstacle + "\n") }
        if path == nil, tracking.trackingServer != nil {
            writeToStandardError("The run is not tracked: only one with --output DIR is.\n")
        }
        self.program = program
        self.path = path
        self.tracking = tracking
        state = Mutex(State(phase: path == nil ? .ended : .waiting([])))
    }

    /// Whether the run is to be sent to a server.
    public var isTracked: Bool { path != nil && tracking.trackingServer != nil }

    /// Begins the journal, where that was not done.
    public func begin() {
        state.withLock { state in
            guard case .waiting(let events) = state.phase, let path else { return }
            do {
                try AtomicDirectory.createDirectories(folder(of: path))
                let journal = try RunJournal(at: path, identifier: identifier)
                for event in [started] + events { try journal.write(event) }
                state.phase = .writing(journal, startSender(journal.path))
            } catch {
                state.phase = .ended
                writeToStandardError("The run has no journal: \(error)\n")
                return
            }
            InterruptWatch.begin { self.end(.killed, reason: $0) }
        }
    }

    /// Tells on what data the run works.
    ///
    /// - Parameters:
    ///   - source: The file that they came from.
    ///   - context: What they are for, such as `training`.
    public func log(data: [LabelledText], source: String, context: String) {
        guard path != nil else { return }
        add(
            "dataset",
            [
                ("name", .string(fileName(source))),
                ("digest", .string(DataFingerprint(data).description)),
                ("source", .string(resolvedPath(source))),
                ("rows", .integer(data.count)),
                ("context", .string(context)),
            ]
        )
    }

    /// Tells what the run, or a part of it, is given; a value that was told stays.
    public func log(parameters: [(String, JSONValue)], part: String? = nil) {
        add("params", [("values", .object(JSONObject(parameters)))], part: part)
    }

    /// Tells what others may look for.
    public func log(tags: [(String, String)], part: String? = nil) {
        let values = tags.map { ($0, JSONValue.string($1)) }
        add("tags", [("values", .object(JSONObject(values)))], part: part)
    }

    /// Tells numbers that are known at a step of the work.
    public func log(metrics: [(String, Double)], step: Int, part: String? = nil) {
        begin()
        let values = metrics.map { ($0, Self.number($1)) }
        add(
            "metrics",
            [("step", .integer(step)), ("values", .object(JSONObject(values)))],
            part: part
        )
    }

    /// Tells how far the training of a network is: its loss about a hundred times, and what is known
    /// at the end of each epoch.
    public func log(_ step: TrainingProgress, part: String? = nil) {
        guard path != nil else { return }
        let done = (step.epoch - 1) * step.batches + step.batch
        let hundredths = done * 100 / max(1, step.epochs * step.batches)
        let isNew = state.withLock { state in
            defer { state.told[part] = hundredths }
            return state.told[part] != hundredths
        }
        if isNew { log(metrics: [("training_loss_progress", step.loss)], step: done, part: part) }
        if let record = step.record { log(record, part: part) }
    }

    /// Tells what is known at the end of an epoch.
    func log(_ record: EpochRecord, part: String?) {
        var metrics = [
            ("train_loss", record.trainingLoss), ("learning_rate", record.learningRate),
        ]
        if let validation = record.validation { metrics.append(("val_loss", validation.loss)) }
        metrics += record.scores.compactMap { name, value in
            value.map { ("val_\(name)_trace", $0) }
        }
        log(metrics: metrics, step: record.epoch, part: part)
    }

    /// The part that a trial of a search is, by its number from 0.
    static func part(ofTrial number: Int) -> String { "trial \(number + 1)" }

    /// Tells of a trial of a search that has ended, as a part.
    ///
    /// - Parameters:
    ///   - metric: What its score is called, such as `val_f1`.
    ///   - scores: What else it has reached, by name.
    func log(_ trial: Trial, _ metric: String, _ scores: [(String, Double)]) {
        let number = trial.number + 1
        let part = Self.part(ofTrial: trial.number)
        begin()
        log(
            parameters: trial.parameters.pairs.map { ($0.name, SearchFindings.json($0.value)) },
            part: part
        )
        // The epochs of a network were told as they ended.
        let isOfFolds = metric.hasPrefix("cv_")
        if isOfFolds {
            for report in trial.reports {
                log(metrics: [("\(metric)_trace", report.value)], step: report.step, part: part)
            }
        }
        var reached = scores.filter { $0.0 != metric }
        if let value = trial.value { reached.append((metric, value)) }
        if !reached.isEmpty {
            log(metrics: reached, step: 0, part: part)
            // That of a network has its epochs as steps.
            let trace = isOfFolds ? "trace" : "by_trial"
            log(metrics: reached.map { ("\($0.0)_\(trace)", $0.1) }, step: number)
        }
        var state = "\(trial.state)"
        var status = Status.finished
        if case .failed(let problem) = trial.state {
            (state, status) = ("failed: \(problem)", .failed)
        }
        log(tags: [("trial_number", "\(number)"), ("state", state)], part: part)
        end(part: part, status)
    }

    /// Tells the results of the run: what `metrics.json` holds.
    public func log(results: JSONObject) {
        begin()
        add("results", [("metrics", .object(results))])
    }

    /// Tells of a file that the run wrote.
    ///
    /// - Parameter name: The file's path within the directory of the journal.
    public func log(file name: String) {
        guard let path, let bytes = try? FileReader.bytes(of: folder(of: path) + "/" + name)
        else { return }
        add("file", [("path", .string(name)), ("digest", .string(Self.digest(of: bytes)))])
    }

    /// Tells of a classifier that the run saved.
    ///
    /// - Parameters:
    ///   - name: Its directory's path within the directory of the journal.
    ///   - isRegistered: Whether it is the one that is registered where that is asked for.
    public func log(model name: String, isRegistered: Bool = false, part: String? = nil) {
        guard let path,
            let identifier = MLflowModel.identifier(in: folder(of: path) + "/" + name)
        else { return }
        begin()
        let members: [(String, JSONValue)] = [
            ("path", .string(name)), ("uuid", .string(identifier)),
            ("register", .bool(isRegistered)),
        ]
        add("model", members, part: part)
    }

    /// Ends a part of the run.
    public func end(part: String, _ status: Status) {
        add("ended", [("status", .string(status.rawValue))], part: part)
    }

    /// Ends the journal, and lets go of the program that sends it.
    ///
    /// - Parameters:
    ///   - reason: Why, where it is not finished.
    ///   - patience: How many seconds to wait for what is still to be sent, where it is finished.
    func end(_ status: Status, reason: String? = nil, patience: Int = 0) {
        var members: [(String, JSONValue)] = [("status", .string(status.rawValue))]
        if let reason { members.append(("reason", .string(reason))) }
        let event = Self.event("ended", members)
        let sender = state.withLock { state -> RunSender? in
            defer { state.phase = .ended }
            guard case .writing(let journal, let sender) = state.phase else { return nil }
            try? journal.write(event)
            return sender
        }
        guard let sender else { return }
        // Who waits for a command's end finds the run on the server, unless that is slow; who ended it
        // does not wait.
        let seconds = status == .finished ? patience : status == .failed ? 2 : 0
        if !sender.leave(within: seconds), status == .finished, let path {
            writeToStandardError(
                "The run is still being sent to MLflow. Should that be cut short, what is left is sent "
                    + "by: bash Examples/run.sh track \(path)\n"
            )
        }
    }

    private func startSender(_ journal: String) -> RunSender? {
        guard let server = tracking.trackingServer else { return nil }
        do {
            return try RunSender(journal: journal, server: server)
        } catch {
            writeToStandardError(
                "The run is not sent to MLflow while it goes on. \(error) Afterwards it is sent by: "
                    + "bash Examples/run.sh track \(journal) --mlflow \(tracking.shownServer ?? "")\n"
            )
            return nil
        }
    }

    private func add(_ name: String, _ members: [(String, JSONValue)], part: String? = nil) {
        var members = members
        if let part { members.insert(("part", .string(part)), at: 0) }
        let event = Self.event(name, members)
        state.withLock { state in
            switch state.phase {
            case .ended: break
            case .waiting(let events): state.phase = .waiting(events + [event])
            case .writing(let journal, _):
                do {
                    try journal.write(event)
                } catch {
                    writeToStandardError("The run's journal ends early: \(error)\n")
                    state.phase = .ended
                }
            }
        }
    }

    /// The journal's first line.
    private var started: JSONObject {
        let environment = ProcessInfo.processInfo.environment
        let texts: [(String, String?)] = [
            ("run", identifier), ("program", program),
            ("user", environment["USER"] ?? environment["LOGNAME"]),
            ("server", tracking.shownServer), ("experiment", tracking.trackingExperiment),
            ("register", tracking.register), ("alias", tracking.alias),
        ]
        let members = texts.compactMap { name, text -> (String, JSONValue)? in
            text.map { (name, JSONValue.string($0)) }
        }
        return Self.event("started", members, time: start)
    }

    private static func event(
        _ name: String,
        _ members: [(String, JSONValue)],
        time: Int = now
    ) -> JSONObject {
        JSONObject([("event", .string(name)), ("time", .integer(time))] + members)
    }

    private static var now: Int { Int(Date().timeIntervalSince1970 * 1_000) }

    /// FNV-1a in hexadecimal digits, by which `track` sees that a file is still that of the run.
    private static func digest(of bytes: [UInt8]) -> String {
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        return String(hash, radix: 16)
    }

    /// A number, or the name of one that JSON has not.
    private static func number(_ value: Double) -> JSONValue {
        if value.isFinite { return .number(value) }
        return value.isNaN ? "NaN" : value > 0 ? "Infinity" : "-Infinity"
    }
}

/// The directory of a file.
private func folder(of path: String) -> String {
    let folders = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return folders.isEmpty ? "." : folders.joined(separator: "/")
}
